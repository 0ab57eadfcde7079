"""What `flytt check` proves of two tenants: held against a practice Graph in which one thing is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.proving import Proving
from flytt.migration.planner import make_plan
from flytt.migration.proof import Finding
from flytt.migration.record import Json
from flytt.migration.workload import Kind, Place, Source, Workload
from flytt.wiring import proven_tenants, where
from practice.graph.running import RunningGraph
from practice.graph.tenant import App, Tenant
from practice.graph.things import part
from tests.conformance.graph.ground import never, settings
from tests.conformance.graph.post_ground import post_addresses, with_mail
from tests.worlds import MORNING, RUNBOOKS, municipality, workload

pytestmark = pytest.mark.slow

SIDES: dict[str, Json] = {"source": "source", "target": "target"}
MAIL: dict[str, Json] = {**SIDES, "accounts": "folk"}


@pytest.fixture
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGraph]:
    """Return two tenants of the test's own: what they let an application do is changed."""
    with with_mail(tmp_path_factory.mktemp("graph"), people=6, items=0) as found:
        yield found


def _workload(kind: Kind, said: dict[str, Json]) -> Workload:
    return Workload(
        id=kind.removeprefix("tenant-"),
        name=kind,
        sector="m365",
        kind=kind,
        affects=("m365",),
        source=Source(document="a test"),
        settings=said,
        place=Place(file="a.yaml", line=1),
    )


def _found(
    graph: RunningGraph, *workloads: tuple[Kind, dict[str, Json]], at: dict[str, TenantAddress] | None = None
) -> tuple[Finding, ...]:
    moving = [_workload(kind, said) for kind, said in workloads]
    names = {one.id: f"fjordvik_{one.id}" for one in moving}
    proving = Proving(
        "fjordvik", moving, names, at or post_addresses(graph), never, wait=lambda _seconds: None
    )
    return proving.findings()


def _bad(found: tuple[Finding, ...]) -> list[str]:
    return [str(one) for one in found if one.state in {"wrong", "unknown"}]


def _tenant(graph: RunningGraph, name: str) -> Tenant:
    return next(one for one in graph.service.tenants.values() if one.name == name)


def _let(graph: RunningGraph, tenant: str, use: str, *, more: str = "", less: str = "") -> None:
    own = _tenant(graph, tenant)
    app: App = next(one for one in own.apps.values() if one.name == f"flytt-{use}")
    own.apps[app.id] = replace(app, roles=frozenset({*app.roles, *filter(None, [more])} - {less}))


def test_tenants_in_order_are_proven(graph: RunningGraph) -> None:
    """A municipality that has done everything right would be told to do it again."""
    every: tuple[Kind, ...] = ("tenant-files", "tenant-teams", "tenant-domain", "tenant-intranet")
    rest: list[tuple[Kind, dict[str, Json]]] = [(kind, SIDES) for kind in every]
    found = _found(graph, ("tenant-identity", settings(graph)), ("tenant-mailboxes", MAIL), *rest)
    assert _bad(found) == []
    proven = {one.place for one in found if one.state == "proven"}
    assert {"tenants.source.reader", "tenants.target.writer", "identity", "mailboxes"} <= proven
    unseen = [one for one in found if one.state == "look" and "retention" in one.says]
    assert [one.place for one in unseen] == ["tenants.source", "tenants.target"]
    assert all("Get-RetentionCompliancePolicy" in one.next_command for one in unseen)


@pytest.mark.parametrize(
    ("kind", "tenant", "use", "permission"),
    [
        ("tenant-identity", "target", "writer", "User.Invite.All"),
        ("tenant-identity", "source", "reader", "LicenseAssignment.Read.All"),
        ("tenant-files", "source", "writer", "Sites.FullControl.All"),
        ("tenant-mailboxes", "target", "writer", "Exchange.ManageAsApp"),
        ("tenant-teams", "target", "writer", "Teamwork.Migrate.All"),
    ],
)
def test_consent_that_is_lacking_is_named_where_it_is_given(
    graph: RunningGraph, kind: Kind, tenant: str, use: str, permission: str
) -> None:
    """The first step that wants it would be refused in the night, or somebody would be given everything."""
    said = {"tenant-identity": settings(graph), "tenant-mailboxes": MAIL}.get(kind, SIDES)
    _let(graph, tenant, use, less=permission)
    found = _found(graph, (kind, said))
    wrong = [one for one in found if one.state == "wrong" and f"no consent to {permission} " in one.says]
    assert [one.place for one in wrong] == [f"tenants.{tenant}.{use}"]
    assert "flytt check fjordvik --permissions" in wrong[0].next_command


def test_a_reader_that_may_write_is_named(graph: RunningGraph) -> None:
    """A fault in what only reads could change the tenant that people still work in."""
    _let(graph, "source", "reader", more="User.ReadWrite.All")
    wrong = [one for one in _found(graph, ("tenant-domain", SIDES)) if one.state == "wrong"]
    assert [(one.place, one.says) for one in wrong] == [
        ("tenants.source.reader", "it may write: User.ReadWrite.All")
    ]


def test_one_application_under_two_names_is_found(graph: RunningGraph) -> None:
    """Reading and writing would be kept apart on paper alone."""
    at = post_addresses(graph)
    at["target"] = at["target"].changed(reader=at["target"].writer)
    said = [one.says for one in _found(graph, ("tenant-domain", SIDES), at=at) if one.state == "wrong"]
    assert "reader and writer are one and the same application" in said
    assert any(one.startswith("it may write: ") for one in said)


def test_a_certificate_of_another_application_is_refused(graph: RunningGraph) -> None:
    """A wrong file would be found out when the window opens."""
    at = post_addresses(graph)
    other = at["source"].reader.certificate
    at["target"] = at["target"].changed(
        reader=at["target"].reader.changed(certificate=other),
    )
    wrong = [one for one in _found(graph, ("tenant-domain", SIDES), at=at) if one.state == "wrong"]
    assert {one.place for one in wrong} == {"tenants.target.reader"}
    assert all("does not let" in one.says and "certificate" in one.next_command for one in wrong)


def test_a_tenant_that_does_not_answer_is_not_proven(graph: RunningGraph) -> None:
    """Silence would count as consent."""
    at = post_addresses(graph)
    at["source"] = at["source"].changed(authority="http://127.0.0.1:9")
    found = _found(graph, ("tenant-domain", SIDES), at=at)
    unknown = {one.place for one in found if one.state == "unknown"}
    assert unknown == {"tenants.source.reader", "tenants.source.writer"}
    assert not [one for one in found if one.state == "proven" and one.place in unknown]


def test_what_reach_does_not_state_is_said_at_once(graph: RunningGraph) -> None:
    """A writer that is lacking, or a tenant, would be asked for one step at a time."""
    at = post_addresses(graph)
    at["target"] = at["target"].changed(writer=None)
    del at["source"]
    places = [one.place for one in _found(graph, ("tenant-domain", SIDES), at=at) if one.state == "wrong"]
    assert places == ["tenants.source", "tenants.target.writer"]


def test_a_beta_address_is_refused(graph: RunningGraph) -> None:
    """What Microsoft may change any day would carry a municipality's mail."""
    at = post_addresses(graph)
    at["source"] = at["source"].changed(base=f"{at['source'].base}/beta")
    wrong = [one.place for one in _found(graph, ("tenant-domain", SIDES), at=at) if one.state == "wrong"]
    assert wrong == ["tenants.source.base"]


def test_seats_that_are_lacking_are_counted(graph: RunningGraph) -> None:
    """People would come to accounts without a mailbox, after the evening in which there was time to buy."""
    own = _tenant(graph, "target")
    for sku, thing in own.skus.items():
        own.skus[sku] = {**thing, "prepaidUnits": {**part(thing, "prepaidUnits"), "enabled": 1}}
    wrong = [one for one in _found(graph, ("tenant-identity", settings(graph))) if one.state == "wrong"]
    assert wrong
    assert all(one.place == "identity" and "seats are needed, 0 are free" in one.says for one in wrong)


def test_a_mailbox_on_hold_must_be_decided(graph: RunningGraph) -> None:
    """What the archive act keeps would be copied to where anybody may delete it, and nobody had said so."""
    own = _tenant(graph, "source")
    box = graph.service.office.all(own)[0]
    box.held = True
    account = box.owner
    found = _found(graph, ("tenant-mailboxes", MAIL))
    wrong = [one for one in found if one.state == "wrong"]
    assert [(one.place, one.says) for one in wrong] == [("mailboxes", f"1 mailboxes on hold: {account}")]
    decided = _found(graph, ("tenant-mailboxes", {**MAIL, "held": "copy"}))
    assert _bad(decided) == []
    assert any("on hold: 1 in the old tenant, 0 in the new" in one.says for one in decided)


def test_tenants_that_nobody_has_stated_are_not_proven(tmp_path: Path) -> None:
    """A check would find no fault in two tenants, and never have known where they are."""
    at = where("fjordvik", mappings=tmp_path, ledger=str(tmp_path / "ledger.db"))
    whole = municipality([workload("tenant-domain")])
    real = make_plan(whole, RUNBOOKS, MORNING).changed(practice=False)
    (found,) = proven_tenants(at, whole, real)
    assert (found.state, found.place) == ("unknown", "reach.yaml")
    assert proven_tenants(at, whole, real.changed(workloads=())) == ()

"""A tenant's domain, its whole life, over Graph, Exchange and DNS: calm, worst faults, killed, damaged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.next_action import Done, Stuck
from flytt.migration.state import StepStatus
from flytt.migration.zone import Rrset
from practice.graph.domains import new_domain
from practice.graph.running import RunningGraph
from practice.graph.things import text
from tests.conformance.graph.domain_ground import with_domain, zone_of
from tests.conformance.graph.ground import mailed, world
from tests.driving import events_of, move, roll_back, state_of
from tests.life.domain_ground import KIND, prepare
from tests.life.killing import killed_at
from tests.life.tenant_ground import opened, quick, tenant, there_and_back_at_its_worst
from tests.worlds import planned

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PARTS = ("users", "groups", "contacts", "domains", "outbox")
PEOPLE = 2


def seen(graph: RunningGraph) -> dict[str, object]:
    """Return what both tenants mean, and the zone."""
    zone, name = zone_of(graph.addresses), graph.addresses.zone
    found = world(graph, *PARTS)
    found |= {f"zone {kind}": zone.records(name, kind) for kind in ("MX", "TXT")}
    return found | {"zone programs": zone.records(f"autodiscover.{name}", "CNAME")}


def with_mail_records(graph: RunningGraph) -> None:
    """Let mail lead to the old tenant, among records that are nobody's business."""
    zone, name = zone_of(graph.addresses), graph.addresses.zone
    mail = Rrset(ttl_seconds=3600, values=("0 gammel.mail.practice",))
    texts = Rrset(ttl_seconds=7200, values=("noen=andre", "v=spf1 include:gammel.practice -all"))
    zone.replace(name, "MX", expected=Rrset(), wanted=mail)
    zone.replace(name, "TXT", expected=Rrset(), wanted=texts)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants and their zone, and what is needed to move the domain."""
    with with_domain(tmp_path / "graph", people=PEOPLE) as found:
        with_mail_records(found)
        prepare(found, tmp_path)
        yield found


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what a move in calm weather leaves in both tenants and the zone."""
    home = tmp_path_factory.mktemp("calm")
    with with_domain(home / "graph", people=PEOPLE) as graph:
        with_mail_records(graph)
        prepare(graph, home)
        moving = opened(home, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return seen(graph)


def test_there_and_back_and_there_again(graph: RunningGraph, tmp_path: Path, calm: dict[str, object]) -> None:
    """Somebody would lose an address, or the old tenant get its domain back without its people on it."""
    before, zone = seen(graph), graph.addresses.zone
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert seen(graph) == calm
    old, new = tenant(graph, "source"), tenant(graph, "target")
    assert not old.is_verified(zone)
    assert new.is_verified(zone)
    called = {text(one, "userPrincipalName") for one in new.users.values()}
    assert sum(name.endswith(f"@{zone}") for name in called) == PEOPLE + 3
    written = "".join(r.event.model_dump_json() for r in events_of(moving.scene))
    database = (tmp_path / "ledger.db").read_bytes()
    assert [one for one in called if one in written or one.encode() in database] == []
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert seen(graph) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert seen(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert zone_of(graph.addresses).records(zone, "MX").ttl_seconds == 3600
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert seen(graph) == before
    assert mailed(graph) == []
    moving.close()


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """A lost answer would leave the domain in no tenant, or people without their names."""
    before = seen(graph)
    moving = opened(tmp_path, quick)
    there_and_back_at_its_worst(graph, moving, lambda: seen(graph), calm=calm, before=before)


@pytest.mark.parametrize("key", ["rename-source", "release", "add", "verify", "set-addresses", "set-records"])
def test_a_killed_mover_is_taken_over(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object], key: str
) -> None:
    """A power cut would leave the domain in no tenant, and nobody who knows what people were called."""
    before = seen(graph)
    killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert seen(graph) == calm
    moving.close()
    killed_at("tenant_ground", tmp_path, key, "before", "back")
    moving = opened(tmp_path, quick)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert seen(graph) == before
    moving.close()


def test_whatever_holds_on_is_named_and_nothing_is_let_go(graph: RunningGraph, tmp_path: Path) -> None:
    """The domain would not let go in the middle of the weekend, and nobody know why."""
    old = tenant(graph, "source")
    old.identified.put({"id": "11111111-0000-4000-8000-000000000001", "identifierUris": [
        f"https://kart.{graph.addresses.zone}/app"]})  # fmt: skip
    moving = opened(tmp_path, quick)
    stuck = move(moving.scene, wires=moving.wires())
    assert isinstance(stuck, Stuck)
    assert "application 11111111-0000-4000-8000-000000000001" in stuck.why
    old.identified.remove("11111111-0000-4000-8000-000000000001")
    assert move(moving.scene, "prepared", wires=moving.wires()) == Done("prepared")
    late = dict(next(iter(old.contacts.values()))) | {"id": "11111111-0000-4000-8000-000000000002"}
    wires = moving.wires(lambda key: old.contacts.put(late) if key == "scan-again" else None)
    stuck = move(moving.scene, wires=wires)
    assert isinstance(stuck, Stuck)
    assert "11111111-0000-4000-8000-000000000002: holds on to" in stuck.why
    assert old.is_verified(graph.addresses.zone)
    old.contacts.remove("11111111-0000-4000-8000-000000000002")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    moving.close()


def test_somebody_without_a_place_is_named_beforehand(graph: RunningGraph, tmp_path: Path) -> None:
    """Mail to somebody who has nothing on the new side would be refused from that day on."""
    prepare(graph, tmp_path, leave=[])
    moving = opened(tmp_path, quick)
    stuck = move(moving.scene, wires=moving.wires())
    assert isinstance(stuck, Stuck)
    written = "".join(r.event.model_dump_json() for r in events_of(moving.scene))
    for one in tenant(graph, "source").contacts.values():
        assert f"{one['id']}: nobody on the new side gets its addresses" in written
    moving.close()


def test_an_address_lost_on_the_new_side_is_named(graph: RunningGraph, tmp_path: Path) -> None:
    """Somebody's second address would be gone, and the check after the move call it equal."""
    moving = opened(tmp_path, quick)
    new = tenant(graph, "target")

    def harm(_key: str) -> None:
        if state_of(moving.scene).workload(KIND).step("set-addresses").status is StepStatus.DONE:
            for one in [*new.users.values()]:
                if text(one, "userPrincipalName").endswith(graph.addresses.zone):
                    new.users.put({**one, "proxyAddresses": [f"SMTP:{text(one, 'mail')}"]})

    stuck = move(moving.scene, wires=moving.wires(harm))
    assert isinstance(stuck, Stuck)
    assert "addresses of" in stuck.why
    moving.close()


def test_a_spare_domain_moves_by_the_same_runbook(graph: RunningGraph, tmp_path: Path) -> None:
    """The first time would be the real one."""
    spare, old = f"prove.{graph.addresses.zone}", tenant(graph, "source")
    old.domains.put(new_domain(spare, verified=True) | {"isRoot": False})
    person = next(one for one in old.users.values() if text(one, "jobTitle") == "Ansatt")
    name = f"{text(person, 'mailNickname')}@{spare}"
    old.users.put({**person, "userPrincipalName": name, "mail": name, "proxyAddresses": [f"SMTP:{name}"]})
    prepare(graph, tmp_path, domain=spare)
    before = seen(graph)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    new = tenant(graph, "target")
    assert new.is_verified(spare)
    assert name in {text(one, "userPrincipalName") for one in new.users.values()}
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert seen(graph) == before
    assert planned(moving.scene).kind == KIND
    moving.close()

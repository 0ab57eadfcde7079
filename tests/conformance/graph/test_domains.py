"""Domains and addresses: what is true of the twin is true over Graph, Exchange and DNS, and the other way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import pytest

from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.memory.directory import MemoryDirectories
from flytt.migration.addressing import Addresses, held
from flytt.migration.directory import Directories, Directory, Person
from flytt.migration.domains import Domains, Named
from flytt.migration.errors import ChangedByOthers, CommandFailed, FlyttError, Lagging, Remedy
from flytt.migration.exchange import Exchange, Recipient
from flytt.migration.ports import Names
from flytt.migration.zone import Rrset
from practice.graph.running import RunningGraph
from practice.graph.things import text
from tests.conformance.graph.domain_ground import over_graph, with_domain, zone_of
from tests.holdings import DOMAIN, NEW, OLD, with_domains, zone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TXT: Final = "TXT"
MX: Final = "MX"


class Patient:
    """A port of which what fails in passing is asked again, as the engine does."""

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Callable[..., object]:
        call = cast("Callable[..., object]", getattr(self._inner, name))

        def again(*args: object) -> object:
            for _ in range(4):
                try:
                    return call(*args)
                except FlyttError as error:
                    if error.remedy is not Remedy.TRANSIENT:
                        raise
            return call(*args)

        return again


class _Whole:
    """A directory whose people are read to the end at once: half of a page is no list."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def people(self) -> tuple[Person, ...]:
        return tuple(self._directory.people())


@dataclass
class Both:
    """Both tenants and the zone; the domain is in the first."""

    tenants: Directories
    names: Names
    domain: str
    source: str
    target: str
    graph: RunningGraph | None = None

    @property
    def old(self) -> Domains:
        """Return the domains of the tenant that has it."""
        return cast("Domains", Patient(self.tenants.domains_of(self.source)))

    @property
    def new(self) -> Domains:
        """Return the domains of the other."""
        return cast("Domains", Patient(self.tenants.domains_of(self.target)))

    @property
    def exchange(self) -> Exchange:
        """Return Exchange of the first."""
        return cast("Exchange", Patient(self.tenants.exchange(self.source)))

    def people(self, tenant: str) -> tuple[Person, ...]:
        """Return a tenant's people."""
        on = cast("Directory", Patient(_Whole(self.tenants.on(tenant))))
        return tuple(on.people())

    def own(self) -> str:
        """Return the first tenant's own domain."""
        return next(one.name for one in self.old.all() if one.initial)

    def empty(self) -> None:
        """Give everybody in the first tenant other addresses."""
        people = self.people(self.source)
        self.old.set_default(self.own())
        self.old.rename(
            tuple(
                Named(id=one.id, name=f"u{one.id[:8]}@{self.own()}")
                for one in people
                if one.name.endswith(self.domain)
            )
        )
        self.exchange.set_addresses(
            tuple(
                Recipient(id=one.id, kind=one.kind, addresses=(f"SMTP:u{one.id[:8]}@{self.own()}",))
                for one in self.exchange.recipients()
            )
        )


@pytest.fixture(params=["twin", "calm", "worst"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Return them, as twins and over Graph, where everything goes well and where much goes wrong."""
    if request.param == "twin":
        names = zone(MemoryNames())
        yield Both(with_domains(MemoryDirectories(), names), names, DOMAIN, OLD, NEW)
        return
    with with_domain(tmp_path_factory.mktemp("domain"), people=2) as graph:
        found = over_graph(graph)
        graph.service.set_profile(request.param)
        yield Both(found, zone_of(graph.addresses), graph.addresses.zone, "source", "target", graph)
        found.close()


def test_a_domain_goes_from_one_tenant_to_the_other_and_back(both: Both) -> None:
    """A domain would be let go with people on it, be in two tenants, or be taken without a proof."""
    with pytest.raises(Lagging):
        both.new.add(both.domain)
    with pytest.raises(ChangedByOthers):
        both.old.release(both.domain)
    both.empty()
    people = both.people(both.source)
    assert not any(one.name.endswith(f"@{both.domain}") for one in people)
    assert not both.old.references(both.domain)
    for holding, taking in ((both.old, both.new), (both.new, both.old)):
        for _ in range(2):
            holding.release(both.domain)
        assert both.domain not in {one.name for one in holding.all()}
        for _ in range(2):
            taking.add(both.domain)
        with pytest.raises(Lagging):
            taking.verify(both.domain)
        before = both.names.records(both.domain, TXT)
        proof = taking.proof(both.domain)
        values = tuple(sorted((*before.values, proof)))
        wanted = Rrset(ttl_seconds=before.ttl_seconds or 300, values=values)
        both.names.replace(both.domain, TXT, expected=before, wanted=wanted)
        for _ in range(2):
            taking.verify(both.domain)
        (there,) = [one for one in taking.all() if one.name == both.domain]
        assert there.verified
        asked = taking.service_records(both.domain)
        assert {one.kind for one in asked} == {"MX", "TXT", "CNAME"}
        assert all(one.name.endswith(both.domain) for one in asked)


def test_addresses_are_what_was_set(both: Both) -> None:
    """An address would stay behind and hold the domain, or somebody would lose one that they had."""
    found = both.exchange.recipients()
    assert {"mailbox", "group", "contact"} <= {one.kind for one in found}
    people = both.people(both.source)
    names = tuple(Named(id=one.id, name=one.name) for one in people)
    holding = held(Addresses(names=names, recipients=found), both.domain)
    assert holding.names
    box = next(one for one in found if one.kind == "mailbox" and one.id in {n.id for n in holding.names})
    name = next(one for one in holding.names if one.id == box.id)
    both.old.rename((Named(id=box.id, name=f"ny.{box.id[:8]}@{both.own()}"),))
    now = next(one for one in both.exchange.recipients() if one.id == box.id)
    assert f"smtp:{name.name}".lower() in {one.lower() for one in now.addresses}, "the snare of a new name"
    wanted = box.changed(
        addresses=(f"SMTP:ny.{box.id[:8]}@{both.own()}", f"smtp:to.{box.id[:8]}@{both.own()}")
    )
    for _ in range(2):
        both.exchange.set_addresses((wanted,))
    assert next(one for one in both.exchange.recipients() if one.id == box.id).print == wanted.print
    for _ in range(2):
        both.old.rename((name,))
        both.exchange.set_addresses((box,))
    assert next(one for one in both.exchange.recipients() if one.id == box.id).print == box.print


def test_a_name_on_a_domain_that_is_not_proven_is_refused(both: Both) -> None:
    """People would be called by a name with which nobody can sign in."""
    somebody = next(one for one in both.people(both.target) if not one.guest_of)
    with pytest.raises(FlyttError):
        both.new.rename((Named(id=somebody.id, name=f"en@{both.domain}"),))
    there = {one.id: one.name for one in both.people(both.target)}
    assert there[somebody.id] == somebody.name


def test_records_that_others_changed_are_not_written_over(both: Both) -> None:
    """Somebody's own record in the zone would be lost, and with it a service that nobody thought of."""
    before = both.names.records(both.domain, MX)
    long = "langt=" + "x" * 300
    texts = both.names.records(both.domain, TXT)
    wanted = Rrset(ttl_seconds=120, values=tuple(sorted((*texts.values, long, 'med "hermetegn"'))))
    for _ in range(2):
        both.names.replace(both.domain, TXT, expected=texts, wanted=wanted)
    assert both.names.records(both.domain, TXT) == wanted
    mail = Rrset(ttl_seconds=60, values=("0 ny.example",))
    both.names.replace(both.domain, MX, expected=before, wanted=mail)
    with pytest.raises(ChangedByOthers):
        both.names.replace(
            both.domain, MX, expected=before, wanted=Rrset(ttl_seconds=60, values=("5 min.example",))
        )
    assert both.names.records(both.domain, MX) == mail
    both.names.replace(both.domain, MX, expected=mail, wanted=Rrset())
    assert both.names.records(both.domain, MX) == Rrset()


def test_one_who_is_refused_is_told_and_stops_nobody_else(tmp_path: Path) -> None:
    """One taken address would leave two thousand people without theirs, and nobody know whose it was."""
    with with_domain(tmp_path, people=2) as graph:
        tenants = over_graph(graph)
        exchange = tenants.exchange("target")
        refused, other, taken = sorted(
            (one for one in exchange.recipients() if one.kind == "mailbox"), key=lambda one: one.id
        )[:3]
        bad = refused.changed(addresses=(*refused.addresses, taken.addresses[0].replace("SMTP:", "smtp:")))
        good = other.changed(
            addresses=(*other.addresses, other.addresses[0].replace("SMTP:", "smtp:ekstra."))
        )
        with pytest.raises(CommandFailed, match=refused.id):
            exchange.set_addresses((bad, good))
        now = {one.id: one.print for one in exchange.recipients()}
        assert now[other.id] == good.print
        people = [one for one in tenants.on("target").people() if not one.guest_of]
        first, second, third = sorted(people, key=lambda one: one.id)[:3]
        domain = third.name.partition("@")[2]
        with pytest.raises(CommandFailed, match=first.id):
            tenants.domains_of("target").rename(
                (
                    Named(id=first.id, name=third.name),
                    Named(id=second.id, name=f"ny.{second.id[:8]}@{domain}"),
                )
            )
        called = {one.id: one.name for one in tenants.on("target").people()}
        assert called[second.id] == f"ny.{second.id[:8]}@{domain}"
        tenants.close()


def test_a_domain_that_people_sign_in_to_elsewhere_is_told_from_others(tmp_path: Path) -> None:
    """It would be let go, and its federation with it, though the survey was clean."""
    with with_domain(tmp_path, people=2) as graph:
        (old,) = (one for one in graph.service.tenants.values() if one.name == "source")
        name = graph.addresses.zone
        old.domains.put({**next(one for one in old.domains.values() if one["id"] == name),
                         "authenticationType": "Federated"})  # fmt: skip
        tenants = over_graph(graph)
        assert {one.name for one in tenants.domains_of("source").all() if one.federated} == {name}
        tenants.close()


def test_accounts_and_groups_that_are_written_elsewhere_are_told_from_others(tmp_path: Path) -> None:
    """The survey would be clean, and the service refuse to rename them in the window."""
    with with_domain(tmp_path, people=2) as graph:
        (old,) = (one for one in graph.service.tenants.values() if one.name == "source")
        tenants = over_graph(graph)
        assert tenants.domains_of("source").synced() == frozenset()
        user, group = next(iter(old.users.values())), next(iter(old.groups.values()))
        old.users.put({**user, "onPremisesSyncEnabled": True})
        old.groups.put({**group, "onPremisesSyncEnabled": True})
        assert tenants.domains_of("source").synced() == {text(user, "id"), text(group, "id")}
        tenants.close()


def test_a_list_by_rule_is_emptied_and_given_back(tmp_path: Path) -> None:
    """The list of all employees would stop the move with everybody renamed, and the way back too."""
    with with_domain(tmp_path, people=2) as graph:
        (old,) = (one for one in graph.service.tenants.values() if one.name == "source")
        listed = next(one for one in old.contacts.values() if one["type"] != "MailContact")
        old.contacts.put({**listed, "type": "DynamicDistributionGroup"})
        tenants = over_graph(graph)
        exchange = tenants.exchange("source")
        (before,) = (one for one in exchange.recipients() if one.kind == "dynamic")
        own = next(one.name for one in tenants.domains_of("source").all() if one.initial)
        for wanted in (before.changed(addresses=(f"SMTP:alle@{own}",)), before):
            exchange.set_addresses((wanted,))
            (now,) = (one for one in exchange.recipients() if one.kind == "dynamic")
            assert now.print == wanted.print
        tenants.close()


def test_the_practice_service_refuses_what_exchange_refuses(tmp_path: Path) -> None:
    """A rehearsal would pass that gives somebody an address nobody can have."""
    with with_domain(tmp_path, people=2) as graph:
        tenants = over_graph(graph)
        old, new = tenants.exchange("source"), tenants.exchange("target")
        box, other = (one for one in new.recipients() if one.kind == "mailbox"), new.recipients()
        mine = next(box)
        theirs = next(one for one in other if one.id != mine.id)
        with pytest.raises(Lagging):
            new.set_addresses((mine.changed(addresses=(f"SMTP:en@{graph.addresses.zone}",)),))
        for addresses in (
            (*mine.addresses, theirs.addresses[0].replace("SMTP:", "smtp:")),
            tuple(one.replace("SMTP:", "smtp:") for one in mine.addresses),
        ):
            with pytest.raises(CommandFailed):
                new.set_addresses((mine.changed(addresses=addresses),))
        assert next(one for one in new.recipients() if one.id == mine.id).print == mine.print
        kinds = {one.kind for one in old.recipients()}
        assert {"contact", "list", "group", "mailbox"} <= kinds
        listed = {one.kind for one in tenants.domains_of("source").references(graph.addresses.zone)}
        assert listed == {"user", "group"}, "Graph does not list what only Exchange knows"
        tenants.close()

"""identity.assign-licences: what the mapping says for the licences that people have in the old tenant."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from flytt.migration.directory import Licensing, Person
from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import source_of, wanted_licences
from flytt.migration.ports import World
from flytt.migration.record import Record, digest
from flytt.migration.step import InVault, Step, Traces
from tasks.tenancy import Met, Tenancy, how_much


class Was(Record):
    """Who is to get which licence, in ids of the new tenant: what they had before is not among it."""

    giving: Annotated[tuple[Licensing, ...], InVault()]


class Given(Record):
    """How many licences were given, by SKU."""

    licences: dict[str, int]


class AssignLicences(Step[Tenancy, Was, Given]):
    """A licence makes an empty mailbox. Taken again, the service keeps the mailbox for thirty days."""

    def plan(self, want: Tenancy, world: World) -> Was:
        met = Met(want, world)
        wanted = wanted_licences(want, met.there, met.sides)
        return Was(giving=tuple(one for one in wanted if not met.has_licence(one.person, one.sku)))

    def probe(self, want: Tenancy, was: Was, world: World) -> Presence:
        had = _held(want.new(world).people())
        return how_much(sum((one.person, one.sku) in had for one in was.giving), len(was.giving))

    def traces(self, want: Tenancy, world: World) -> Traces[Was]:
        """An account of Flytt's own had no licence before; of others, only people can tell."""
        met = Met(want, world)
        own = {p.id for p in met.sides.there if source_of(want.marked_as, p.mark)}
        had = _held(met.sides.there)
        wanted = tuple(wanted_licences(want, met.there, met.sides))
        ours = [one for one in wanted if one.person in own]
        there = tuple(one for one in ours if (one.person, one.sku) in had)
        shared = any((one.person, one.sku) in had for one in wanted if one.person not in own)
        return Traces(how_much(len(there), len(ours)), None if shared else Was(giving=there))

    def do(self, want: Tenancy, was: Was, world: World) -> Given:
        want.new(world).give_licences(was.giving)
        return Given(licences=dict(sorted(Counter(one.sku for one in was.giving).items())))

    def verify(self, want: Tenancy, was: Was, receipt: Given, world: World) -> Verification:
        """SKU by SKU: how many shall have it, how many have it, and the fingerprints of who."""
        del receipt
        held = _held(want.new(world).people("changes"))
        skus = {one.sku for one in was.giving}
        wanted = {sku: {one.person for one in was.giving if one.sku == sku} for sku in skus}
        there = {sku: {one for one in wanted[sku] if (one, sku) in held} for sku in skus}
        return Verification.of(
            "the track of changes of the new directory",
            expected={f"licence {sku}": _shown(people) for sku, people in wanted.items()},
            found={f"licence {sku}": _shown(people) for sku, people in there.items()},
            items={f"licence {sku}": len(people) for sku, people in wanted.items()},
        )

    def undo(self, want: Tenancy, was: Was, receipt: Given | None, world: World) -> None:
        del receipt
        new = want.new(world)
        had = _held(new.people())
        new.take_licences(tuple(one for one in was.giving if (one.person, one.sku) in had))


def _held(people: Iterable[Person]) -> set[tuple[str, str]]:
    return {(person.id, held.sku) for person in people for held in person.licences}


def _shown(people: set[str]) -> str:
    return f"{len(people)} ({digest([*sorted(people)])[:16]})"


STEP = AssignLicences()

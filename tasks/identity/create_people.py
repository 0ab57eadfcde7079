"""identity.create-people: accounts on the new side, blocked, unlicensed; guests invited without mail."""

from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import ALIKE, collisions, likeness, mark_of, source_of
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import InVault, Step, Traces
from tasks.collided import refuse_collisions
from tasks.tenancy import Met, Tenancy, how_much, marked


class Was(Record):
    """Whom to make an account for, by id in the old tenant: those who had none."""

    making: Annotated[tuple[str, ...], InVault()]


class Made(Record):
    """How many accounts of Flytt's own stand there."""

    accounts: int


class CreatePeople(Step[Tenancy, Was, Made]):
    """Nobody can sign in yet, and nobody hears of it. Undo removes what carries the mark, for thirty days."""

    def plan(self, want: Tenancy, world: World) -> Was:
        met = Met(want, world)
        refuse_collisions(collisions(want.marked_as, met.moving, met.sides))
        return Was(making=tuple(sorted(met.moving.people.keys() - met.there.keys())))

    def probe(self, want: Tenancy, was: Was, world: World) -> Presence:
        there = marked(want, world)
        return how_much(sum(one in there for one in was.making), len(was.making))

    def traces(self, want: Tenancy, world: World) -> Traces[Was]:
        there = marked(want, world)
        return Traces(Presence.PRESENT if there else Presence.ABSENT, Was(making=tuple(sorted(there))))

    def do(self, want: Tenancy, was: Was, world: World) -> Made:
        people = Met(want, world).moving.people
        want.new(world).make_people(tuple(people[one] for one in was.making if one in people))
        return Made(accounts=len(was.making))

    def verify(self, want: Tenancy, was: Was, receipt: Made, world: World) -> Verification:
        """Against the track of changes, which is another index than the list that was written through."""
        del receipt
        old = {person.id: person.profile for person in want.old(world).people("changes")}
        found = {
            source: person
            for person in want.new(world).people("changes")
            if (source := source_of(want.marked_as, person.mark)) in set(was.making)
        }
        return Verification.of(
            "the track of changes of both directories",
            expected={one: ALIKE for one in was.making if one in old},
            found={one: likeness(old.get(one), there.profile) for one, there in found.items()},
        )

    def undo(self, want: Tenancy, was: Was, receipt: Made | None, world: World) -> None:
        """An account that came by its mark from another pass, or from others, is not among them."""
        if receipt is None:
            want.new(world).catch_up(frozenset(mark_of(want.marked_as, one) for one in was.making))
        there = marked(want, world)
        want.new(world).remove_people(tuple(there[one].id for one in was.making if one in there))


STEP = CreatePeople()

"""identity.create-people: accounts on the new side, blocked, unlicensed; guests invited without mail."""

from typing import Annotated

from flytt.migration.directory import Person
from flytt.migration.evidence import Presence, Verification
from flytt.migration.identity import ALIKE, collisions, likeness, mark_of, unknown_decisions
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.spool import Spool
from flytt.migration.step import InVault, Step, Traces
from tasks.changed_profiles import note_made, written
from tasks.collided import refuse_collisions, refuse_unknown
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
        refuse_unknown(unknown_decisions(want, met.sides))
        refuse_collisions(collisions(want.marked_as, met.moving, met.sides))
        return Was(making=tuple(sorted(met.moving.people.keys() - met.there.keys())))

    def probe(self, want: Tenancy, was: Was, world: World) -> Presence:
        there = marked(want, world)
        return how_much(sum(one in there for one in was.making), len(was.making))

    def traces(self, want: Tenancy, world: World) -> Traces[Was]:
        there = marked(want, world)
        return Traces(Presence.PRESENT if there else Presence.ABSENT, Was(making=tuple(sorted(there))))

    def do(self, want: Tenancy, was: Was, world: World) -> Made:
        met = Met(want, world)
        note_made(want, met, was.making, world)
        people = met.moving.people
        want.new(world).make_people(tuple(people[one] for one in was.making if one in people))
        return Made(accounts=len(was.making))

    def verify(self, want: Tenancy, was: Was, receipt: Made, world: World) -> Verification:
        """Against the track of changes, which is another index than the list that was written through."""
        del receipt
        old = Spool().records(Person, ((p.id, p) for p in want.old(world).people("changes")))
        new, says, alike = marked(want, world, "changes"), dict[str, str](), 0
        for one in was.making:
            here, there = old.get(one), new.get(one)
            said = likeness(here.profile if here else None, there.profile if there else None)
            if said == ALIKE or not (here or there):
                alike += said == ALIKE
            else:
                says[one] = said
        found = Verification.of(
            "the track of changes of both directories", expected=dict.fromkeys(says, ALIKE), found=says
        )
        return found.changed(matched=alike)

    def undo(self, want: Tenancy, was: Was, receipt: Made | None, world: World) -> None:
        """An account that came by its mark from another pass, or from others, is not among them."""
        if receipt is None:
            want.new(world).catch_up(frozenset(mark_of(want.marked_as, one) for one in was.making))
        there = marked(want, world)
        want.new(world).remove_people(tuple(there[one].id for one in was.making if one in there))
        written(want, world).forget()


STEP = CreatePeople()

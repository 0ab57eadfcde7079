"""planner.create-plans: an empty plan for each, called by its mark: people see that it is not in use yet."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.planner_book import PlannerBook
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.plan_others import keep
from tasks.plan_pairs import Met, Moved
from tasks.tenancy import how_much


class Created(Record):
    """How many plans."""

    plans: int


class CreatePlans(Step[Moved, Nothing, Created]):
    """A plan cannot be hidden: members of its group see it, under a name that nobody takes for theirs."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        met = Met(want, world)
        return how_much(len(met.made), len(met.pairs))

    def do(self, want: Moved, was: Nothing, world: World) -> Created:
        del was
        met = Met(want, world)
        met.make_plans()
        for pair, target in met.made:
            pair.book.note_target(target.id)
        return Created(plans=len(met.pairs))

    def verify(self, want: Moved, was: Nothing, receipt: Created, world: World) -> Verification:
        del was, receipt
        met = Met(want, world)
        return Verification.of(
            "the plans of each new group listed",
            expected={f"plan {pair.source.id}": pair.group for pair in met.pairs},
            found={f"plan {pair.source.id}": target.group for pair, target in met.made},
        )

    def undo(self, want: Moved, was: Nothing, receipt: Created | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair, target in met.made:
            if not keep(met, pair, target):
                met.new.remove_plan(target.id)
                pair.book.note_target("")
                pair.book.forget()
        for source in met.orphans:  # it stays, and is Flytt's no longer: another attempt does not meet it
            book = PlannerBook(world.kept, want.marked_as, source)
            book.note_target("")
            book.forget()


STEP = CreatePlans()

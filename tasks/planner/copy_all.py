"""planner.copy-all: every bucket and task made on the new side, while people work on the old one."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step
from tasks.plan_others import keep, lost, stays
from tasks.plan_pairs import Met, Moved
from tasks.plan_passes import PlanTally, carry, judged, presence

NAME = "copy-all"


class CopyAll(Step[Moved, Nothing, PlanTally]):
    """Nobody is given anything yet, so that Planner writes to nobody. Undo makes each plan anew, empty."""

    def plan(self, want: Moved, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Moved, was: Nothing, world: World) -> Presence:
        del was
        return presence(want, NAME, world)

    def do(self, want: Moved, was: Nothing, world: World) -> PlanTally:
        del was
        return carry(want, NAME, world)

    def verify(self, want: Moved, was: Nothing, receipt: PlanTally, world: World) -> Verification:
        del was
        return judged(want, receipt, world)

    def undo(self, want: Moved, was: Nothing, receipt: PlanTally | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair, target in met.made:
            empty = not met.new.buckets(target.id) and not target.categories
            if empty or keep(met, pair, target):
                continue
            met.new.remove_plan(target.id)
            pair.book.forget()
        Met(want, world).make_anew()
        want.passes(world).forget(NAME)

    def written_since(self, want: Moved, was: Nothing, receipt: PlanTally, world: World) -> tuple[str, ...]:
        """Say what people did there before it was opened."""
        del was, receipt
        met = Met(want, world)
        return (*stays(met), *lost(met))


STEP = CopyAll()

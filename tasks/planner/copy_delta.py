"""planner.copy-delta: what people have changed since the pass before."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing
from tasks.delta import Delta
from tasks.plan_pairs import Moved
from tasks.plan_passes import PlanTally, anything_there, carry, judged


class Want(Moved):
    """`name` tells the passes apart."""

    name: Slug


class CopyDelta(Delta[Want, PlanTally]):
    """Carries all over once more: what is as it was is left alone."""

    def noted(self, want: Want, world: World) -> tuple[Passes, str]:
        return want.passes(world), want.name

    def lies_there(self, want: Want, world: World) -> bool:
        return anything_there(want, world)

    def do(self, want: Want, was: Nothing, world: World) -> PlanTally:
        del was
        return carry(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: PlanTally, world: World) -> Verification:
        del was
        return judged(want, receipt, world)


STEP = CopyDelta()

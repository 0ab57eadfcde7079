"""planner.copy-delta: what people have changed since the pass before."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing, Step, Traces
from tasks.plan_pairs import Moved
from tasks.plan_passes import PlanTally, carry, judged, presence


class Want(Moved):
    """`name` tells the passes apart."""

    name: Slug


class CopyDelta(Step[Want, Nothing, PlanTally]):
    """Undoing it forgets that it ran: what it wrote goes with the first copy, when that is taken back."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        return Presence.PRESENT if want.passes(world).find(want.name) else Presence.ABSENT

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """A pass leaves nothing by itself: where copies lie it may have been made, and is made again."""
        return Traces(presence(want, want.name, world), Nothing())

    def do(self, want: Want, was: Nothing, world: World) -> PlanTally:
        del was
        return carry(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: PlanTally, world: World) -> Verification:
        del was
        return judged(want, receipt, world)

    def undo(self, want: Want, was: Nothing, receipt: PlanTally | None, world: World) -> None:
        del was, receipt
        want.passes(world).forget(want.name)


STEP = CopyDelta()

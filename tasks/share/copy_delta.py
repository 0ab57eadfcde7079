"""share.copy-delta: what has changed since the pass before."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.shares import CopyPass
from flytt.migration.step import Nothing, Step
from tasks.shared import Sides, judged, refuse_pass


class Want(Sides):
    """`name` tells the passes of one share apart. `thorough` reads all content, to find hidden edits."""

    name: Slug
    thorough: bool = False
    frozen: bool = False
    """Nobody writes at the source any longer: nothing may differ."""


class CopyDelta(Step[Want, Nothing, CopyPass]):
    """Undoing it forgets that it ran: its files go with those of the first copy, when that is taken back."""

    def plan(self, want: Want, world: World) -> Nothing:
        refuse_pass(want.job.target, want.name, world)
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        return Presence.PRESENT if world.shares.passed(want.job.target, want.name) else Presence.ABSENT

    def do(self, want: Want, was: Nothing, world: World) -> CopyPass:
        del was
        return world.shares.copy(want.job, want.name, thorough=want.thorough)

    def verify(self, want: Want, was: Nothing, receipt: CopyPass, world: World) -> Verification:
        del was
        since = "" if want.frozen else receipt.began
        return judged(world.shares.compare(want.job, content=False, since=since))

    def undo(self, want: Want, was: Nothing, receipt: CopyPass | None, world: World) -> None:
        del was, receipt
        world.shares.forget(want.job.target, want.name)


STEP = CopyDelta()

"""share.copy-all: the first copy, made while people work."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.shares import CopyPass
from flytt.migration.step import Nothing, Step
from tasks.shared import Sides, judged, refuse_pass

NAME = "copy-all"


class CopyAll(Step[Sides, Nothing, CopyPass]):
    """Undo removes only what stands at the source, the same; whatever else lies there is set aside."""

    def plan(self, want: Sides, world: World) -> Nothing:
        """The folder is Flytt's own, made empty: what lies there now somebody else has put there."""
        refuse_pass(want.job.target, NAME, world)
        there = world.shares.count(want.job.target)
        if there is not None and not there.nothing:
            raise ChangedByOthers(
                f"{want.target.path} on {want.target.host} was to be filled, and something lies there.",
                still_true="It was not touched.",
                next_command="find out whose it is, move it away, then flytt resume",
            )
        return Nothing()

    def probe(self, want: Sides, was: Nothing, world: World) -> Presence:
        del was
        if world.shares.passed(want.job.target, NAME):
            return Presence.PRESENT
        there = world.shares.count(want.job.target)
        return Presence.ABSENT if there is None or there.nothing else Presence.PARTIAL

    def do(self, want: Sides, was: Nothing, world: World) -> CopyPass:
        del was
        return world.shares.copy(want.job, NAME)

    def verify(self, want: Sides, was: Nothing, receipt: CopyPass, world: World) -> Verification:
        """What people have changed since the pass began is left to the next one, and counted."""
        del was
        return judged(world.shares.compare(want.job, content=False, since=receipt.began))

    def undo(self, want: Sides, was: Nothing, receipt: CopyPass | None, world: World) -> None:
        del was, receipt
        world.shares.clear(want.job)
        world.shares.forget(want.job.target, NAME)


STEP = CopyAll()

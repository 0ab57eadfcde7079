"""chats.copy-delta: what has been written since the pass before."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing, Step, Traces
from tasks.chat_passes import Copied, anything_there, judged, presence, run
from tasks.chatted import Chatted


class Want(Chatted):
    """`name` tells the passes apart. `closes`: people use the new chats: none is left open for import."""

    name: Slug
    closes: bool = False


class CopyDelta(Step[Want, Nothing, Copied]):
    """Undoing it forgets that it ran: its messages go with those of the first copy."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        return presence(want, want.name, world)

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """One pass looks like another: it is made again, and puts nothing in twice."""
        return Traces(Presence.PARTIAL if anything_there(want, world) else Presence.ABSENT, Nothing())

    def do(self, want: Want, was: Nothing, world: World) -> Copied:
        del was
        return run(want, want.name, world, closes=want.closes)

    def verify(self, want: Want, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was
        return judged(want, receipt, world)

    def undo(self, want: Want, was: Nothing, receipt: Copied | None, world: World) -> None:
        del was, receipt
        Passes(world.kept, want.marked_as).forget(want.name)


STEP = CopyDelta()

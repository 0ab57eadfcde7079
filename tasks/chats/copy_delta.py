"""chats.copy-delta: what has been written since the pass before."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing
from tasks.chat_passes import Copied, anything_there, judged, run
from tasks.chatted import Chatted
from tasks.delta import Delta


class Want(Chatted):
    """`name` tells the passes apart. `closes`: people use the new chats: none is left open for import."""

    name: Slug
    closes: bool = False


class CopyDelta(Delta[Want, Copied]):
    """One pass looks like another: it puts nothing in twice."""

    def noted(self, want: Want, world: World) -> tuple[Passes, str]:
        return Passes(world.kept, want.marked_as), want.name

    def lies_there(self, want: Want, world: World) -> bool:
        return anything_there(want, world)

    def do(self, want: Want, was: Nothing, world: World) -> Copied:
        del was
        return run(want, want.name, world, closes=want.closes)

    def verify(self, want: Want, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was
        return judged(want, receipt, world)


STEP = CopyDelta()

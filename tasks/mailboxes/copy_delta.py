"""mailboxes.copy-delta: what has come, changed or been moved since the pass before."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.post_book import PostPass
from flytt.migration.record import Slug
from flytt.migration.step import Nothing, Step, Traces
from tasks.post import Post
from tasks.post_passes import Copied, anything_copied, judged, refuse_twice, run


class Want(Post):
    """`name` tells the passes apart. `frozen`: nobody works on the old side any longer, nothing may lack."""

    name: Slug
    frozen: bool = False


class CopyDelta(Step[Want, Nothing, Copied]):
    """Undoing it forgets that it ran: its items go with those of the first copy, when that is taken back."""

    def plan(self, want: Want, world: World) -> Nothing:
        refuse_twice(want, want.name, world)
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        through = PostPass(world.kept, want.marked_as, want.name)
        if through.is_complete:
            return Presence.PRESENT
        return Presence.PARTIAL if through.done() else Presence.ABSENT

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """One pass looks like another: it is made again, and puts nothing in twice."""
        return Traces(Presence.PARTIAL if anything_copied(want, world) else Presence.ABSENT, Nothing())

    def do(self, want: Want, was: Nothing, world: World) -> Copied:
        del was
        return run(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was, receipt
        return judged(want, want.name, world, frozen=want.frozen)

    def undo(self, want: Want, was: Nothing, receipt: Copied | None, world: World) -> None:
        del was, receipt
        PostPass(world.kept, want.marked_as, want.name).forget()


STEP = CopyDelta()

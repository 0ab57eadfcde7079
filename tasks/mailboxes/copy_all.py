"""mailboxes.copy-all: everything in every mailbox, while people work."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.post_book import PostPass
from flytt.migration.step import Nothing, Step, Traces
from tasks.boxes import Boxes
from tasks.mirroring import take_back
from tasks.post import Met, Post
from tasks.post_passes import Copied, anything_copied, judged, refuse_twice, run

PASS = "all"  # noqa: S105 - a pass over mailboxes


class CopyAll(Step[Post, Nothing, Copied]):
    """Undo removes what Flytt put in, and what lies safely in the old mailbox; nothing else."""

    def plan(self, want: Post, world: World) -> Nothing:
        refuse_twice(want, PASS, world)
        return Nothing()

    def probe(self, want: Post, was: Nothing, world: World) -> Presence:
        del was
        through = PostPass(world.kept, want.marked_as, PASS)
        if through.is_complete:
            return Presence.PRESENT
        return Presence.PARTIAL if through.done() else Presence.ABSENT

    def traces(self, want: Post, world: World) -> Traces[Nothing]:
        """An item that lies on both sides under one key was put there."""
        if not anything_copied(want, world):
            return Traces(Presence.ABSENT)
        whole = self.probe(want, Nothing(), world) is Presence.PRESENT
        return Traces(Presence.PRESENT if whole else Presence.PARTIAL, Nothing())

    def do(self, want: Post, was: Nothing, world: World) -> Copied:
        del was
        return run(want, PASS, world)

    def verify(self, want: Post, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was, receipt
        return judged(want, PASS, world, frozen=False)

    def undo(self, want: Post, was: Nothing, receipt: Copied | None, world: World) -> None:
        del was, receipt
        for pair in Met(want, world).whole():
            take_back(Boxes.of(want, pair, world))
        PostPass(world.kept, want.marked_as, PASS).forget()


STEP = CopyAll()

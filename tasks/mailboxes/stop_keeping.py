"""mailboxes.stop-keeping: what arrives in an old mailbox only goes on. What lies there, stays."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Step, Traces
from tasks.forwarded import Count, Forwarded, before, found, presence, put_back, standing, turn, wanted
from tasks.post import Post
from tasks.tenancy import how_much


class StopKeeping(Step[Post, Forwarded, Count]):
    """The old mailboxes no longer fill; nothing is deleted in them."""

    def plan(self, want: Post, world: World) -> Forwarded:
        return before(want, world, keeps=False)

    def probe(self, want: Post, was: Forwarded, world: World) -> Presence:
        return presence(want, was, world, keeps=False)

    def traces(self, want: Post, world: World) -> Traces[Forwarded]:
        """Where they sent before, only people can tell."""
        now, shall = standing(want, world), wanted(want, world, keeps=False)
        return Traces(how_much(sum(now[one] == shall[one] for one in shall), len(shall)))

    def do(self, want: Post, was: Forwarded, world: World) -> Count:
        return turn(want, was, world, keeps=False)

    def verify(self, want: Post, was: Forwarded, receipt: Count, world: World) -> Verification:
        del receipt
        return found(want, was, world, keeps=False)

    def undo(self, want: Post, was: Forwarded, receipt: Count | None, world: World) -> None:
        del receipt
        put_back(want, was, world)


STEP = StopKeeping()

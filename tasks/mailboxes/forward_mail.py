"""mailboxes.forward-mail: what arrives in an old mailbox goes on to the new one, and a copy stays."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Step, Traces
from tasks.forwarded import Count, Forwarded, before, found, presence, put_back, standing, turn, wanted
from tasks.post import Post
from tasks.tenancy import how_much


class ForwardMail(Step[Post, Forwarded, Count]):
    """Held mail would be late for everybody; with a copy the old mailbox has all that was sent to it."""

    def plan(self, want: Post, world: World) -> Forwarded:
        return before(want, world, keeps=True)

    def probe(self, want: Post, was: Forwarded, world: World) -> Presence:
        return presence(want, was, world, keeps=True)

    def traces(self, want: Post, world: World) -> Traces[Forwarded]:
        """Where they sent before, only people can tell."""
        now, shall = standing(want, world), wanted(want, world, keeps=True)
        return Traces(how_much(sum(now[one] == shall[one] for one in shall), len(shall)))

    def do(self, want: Post, was: Forwarded, world: World) -> Count:
        return turn(want, was, world, keeps=True)

    def verify(self, want: Post, was: Forwarded, receipt: Count, world: World) -> Verification:
        del receipt
        return found(want, was, world, keeps=True)

    def undo(self, want: Post, was: Forwarded, receipt: Count | None, world: World) -> None:
        del receipt
        put_back(want, was, world)


STEP = ForwardMail()

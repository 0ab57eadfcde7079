"""mailboxes.close-old: nobody changes anything in the old mailboxes any more. Mail still arrives there."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Step, Traces
from tasks.keeping_out import Count, Turned, found, partly_shut, presence, turn
from tasks.post import Met, Post
from tasks.tenancy import how_much


class CloseOld(Step[Post, Turned, Count]):
    """People's programs are kept out; what is sent to them is neither refused nor held back."""

    def plan(self, want: Post, world: World) -> Turned:
        turning = _moved(want, world, allowed=True)
        boxes = (box for box in want.old_exchange(world).boxes() if box.account in turning)
        return Turned(turning=turning, shut=partly_shut(boxes))

    def probe(self, want: Post, was: Turned, world: World) -> Presence:
        return presence(want.old_exchange(world), was, allowed=False)

    def traces(self, want: Post, world: World) -> Traces[Turned]:
        """Who was kept out before cannot be told from whom Flytt kept out: only people know."""
        turned, left = (_moved(want, world, allowed=allowed) for allowed in (False, True))
        return Traces(how_much(len(turned), len(turned) + len(left)))

    def do(self, want: Post, was: Turned, world: World) -> Count:
        turn(want.old_exchange(world), was, allowed=False)
        return Count(mailboxes=len(was.turning))

    def verify(self, want: Post, was: Turned, receipt: Count, world: World) -> Verification:
        del receipt
        return found(want.old_exchange(world), was, allowed=False)

    def undo(self, want: Post, was: Turned, receipt: Count | None, world: World) -> None:
        del receipt
        turn(want.old_exchange(world), was, allowed=True)


def _moved(want: Post, world: World, *, allowed: bool) -> tuple[str, ...]:
    met = Met(want, world)
    return tuple(sorted(p.account for p in met.whole() if met.old[p.account].clients is allowed))


STEP = CloseOld()

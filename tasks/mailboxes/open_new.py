"""mailboxes.open-new: people are let into their new mailboxes; going back brings home what they write."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.post_book import WaysBook
from flytt.migration.step import Step, Traces
from tasks.boxes import Boxes
from tasks.keeping_out import Count, Turned, found, presence, turn
from tasks.mail_home import bring_all_home, foreign
from tasks.post import Met, Post
from tasks.tenancy import how_much


class OpenNew(Step[Post, Turned, Count]):
    """What came by forwarding lies in the old mailboxes too; the rest is put there before anything goes."""

    def plan(self, want: Post, world: World) -> Turned:
        turning = _moved(want, world, allowed=False)
        noted = WaysBook(world.kept, want.marked_as).shut()
        return Turned(turning=turning, shut={one: noted[one] for one in turning if one in noted})

    def probe(self, want: Post, was: Turned, world: World) -> Presence:
        return presence(want.new_exchange(world), was, allowed=True)

    def traces(self, want: Post, world: World) -> Traces[Turned]:
        """Flytt lets nobody in before this step: whoever is let in has been let in by it, or by people."""
        turned, left = (_moved(want, world, allowed=allowed) for allowed in (True, False))
        return Traces(how_much(len(turned), len(turned) + len(left)))

    def do(self, want: Post, was: Turned, world: World) -> Count:
        turn(want.new_exchange(world), was, allowed=True)
        return Count(mailboxes=len(was.turning))

    def verify(self, want: Post, was: Turned, receipt: Count, world: World) -> Verification:
        del receipt
        return found(want.new_exchange(world), was, allowed=True)

    def undo(self, want: Post, was: Turned, receipt: Count | None, world: World) -> None:
        """Nobody writes any more before what they wrote is brought home."""
        del receipt
        turn(want.new_exchange(world), was, allowed=False)
        for pair in Met(want, world).whole():
            bring_all_home(Boxes.of(want, pair, world))

    def written_since(self, want: Post, was: Turned, receipt: Count, world: World) -> tuple[str, ...]:
        """Count by mailbox what people received, sent or changed there; ids alone."""
        del was, receipt
        lines: list[str] = []
        for pair in Met(want, world).whole():
            count = sum(len(items) for items in foreign(Boxes.of(want, pair, world)).values())
            if count:
                lines.append(
                    f"mailbox {pair.account}: {count} items; they are put into the old mailbox first"
                )
        return tuple(lines)


def _moved(want: Post, world: World, *, allowed: bool) -> tuple[str, ...]:
    met = Met(want, world)
    return tuple(
        sorted(p.target for p in met.whole() if not p.beside and met.there[p.target].clients is allowed)
    )


STEP = OpenNew()

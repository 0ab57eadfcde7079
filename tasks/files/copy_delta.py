"""files.copy-delta: what has changed since the pass before."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing, Step, Traces
from tasks.drive_pairs import Met, Moved, lies_there
from tasks.passes import carry, listed
from tasks.tally import Tally


class Want(Moved):
    """`name` tells the passes apart."""

    name: Slug


class CopyDelta(Step[Want, Nothing, Tally]):
    """Undoing it forgets that it ran: its files go with those of the first copy, when that is taken back."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        return Presence.PRESENT if want.passes(world).find(want.name) else Presence.ABSENT

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """A pass leaves nothing by itself: where copies lie it may have been made, and is made again."""
        found = self.probe(want, Nothing(), world)
        new = want.new(world)
        if found is Presence.ABSENT and any(
            True for one in Met(want, world).pairs() for _ in lies_there(one, new)
        ):
            found = Presence.PARTIAL
        return Traces(found, Nothing())

    def do(self, want: Want, was: Nothing, world: World) -> Tally:
        del was
        return carry(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: Tally, world: World) -> Verification:
        del was
        return listed(want, receipt, world)

    def undo(self, want: Want, was: Nothing, receipt: Tally | None, world: World) -> None:
        del was, receipt
        want.passes(world).forget(want.name)


STEP = CopyDelta()

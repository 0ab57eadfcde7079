"""intranet.copy-delta: what editors have changed since the pass before."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing, Step, Traces
from tasks.page_passes import PageTally, carry, lies_there, listed
from tasks.site_pairs import Moved, Sites


class Want(Moved):
    """`name` tells the passes apart."""

    name: Slug


class CopyDelta(Step[Want, Nothing, PageTally]):
    """Undoing it forgets that it ran: its pages go with those of the first copy, when that is taken back."""

    def plan(self, want: Want, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        return Presence.PRESENT if want.passes(world).find(want.name) else Presence.ABSENT

    def traces(self, want: Want, world: World) -> Traces[Nothing]:
        """A pass leaves nothing by itself: where copies lie it may have been made, and is made again."""
        found, sites = self.probe(want, Nothing(), world), Sites(want, world)
        if found is Presence.ABSENT and any(lies_there(sites, pair) for pair in sites.pairs):
            found = Presence.PARTIAL
        return Traces(found, Nothing())

    def do(self, want: Want, was: Nothing, world: World) -> PageTally:
        del was
        return carry(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: PageTally, world: World) -> Verification:
        del was
        return listed(want, receipt, world)

    def undo(self, want: Want, was: Nothing, receipt: PageTally | None, world: World) -> None:
        del was, receipt
        want.passes(world).forget(want.name)


STEP = CopyDelta()

"""intranet.copy-delta: what editors have changed since the pass before."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing
from tasks.delta import Delta
from tasks.page_passes import PageTally, carry, lies_there, listed
from tasks.site_pairs import Moved, Sites


class Want(Moved):
    """`name` tells the passes apart."""

    name: Slug


class CopyDelta(Delta[Want, PageTally]):
    """Carries all over once more: what is as it was is left alone."""

    def noted(self, want: Want, world: World) -> tuple[Passes, str]:
        return want.passes(world), want.name

    def lies_there(self, want: Want, world: World) -> bool:
        sites = Sites(want, world)
        return any(lies_there(sites, pair) for pair in sites.pairs)

    def do(self, want: Want, was: Nothing, world: World) -> PageTally:
        del was
        return carry(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: PageTally, world: World) -> Verification:
        del was
        return listed(want, receipt, world)


STEP = CopyDelta()

"""files.copy-delta: what has changed since the pass before."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Slug
from flytt.migration.step import Nothing
from tasks.delta import Delta
from tasks.drive_pairs import Met, Moved, lies_there
from tasks.passes import carry, listed
from tasks.tally import Tally


class Want(Moved):
    """`name` tells the passes apart."""

    name: Slug


class CopyDelta(Delta[Want, Tally]):
    """Carries all over once more: what is as it was is left alone."""

    def noted(self, want: Want, world: World) -> tuple[Passes, str]:
        return want.passes(world), want.name

    def lies_there(self, want: Want, world: World) -> bool:
        new = want.new(world)
        return any(True for one in Met(want, world).pairs() for _ in lies_there(one, new))

    def do(self, want: Want, was: Nothing, world: World) -> Tally:
        del was
        return carry(want, want.name, world)

    def verify(self, want: Want, was: Nothing, receipt: Tally, world: World) -> Verification:
        del was
        return listed(want, receipt, world)


STEP = CopyDelta()

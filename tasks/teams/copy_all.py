"""teams.copy-all: every message with its author and time, while people work on the old side."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.delta import FirstCopy
from tasks.team_passes import Copied, anything_there, judged, run
from tasks.teamed import Met, Teamed, make, take_away

NAME = "copy-all"


class CopyAll(FirstCopy[Teamed, Copied]):
    """A message that was imported cannot be taken out by an application: undo makes each team anew, empty."""

    def noted(self, want: Teamed, world: World) -> tuple[Passes, str]:
        return Passes(world.kept, want.marked_as), NAME

    def lies_there(self, want: Teamed, world: World) -> bool:
        return anything_there(want, world)

    def do(self, want: Teamed, was: Nothing, world: World) -> Copied:
        del was
        return run(want, NAME, world)

    def verify(self, want: Teamed, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was
        return judged(want, receipt, world, frozen=False)

    def empty(self, want: Teamed, world: World) -> None:
        met = Met(want, world)
        for pair in met.pairs.values():
            there = (channel for _, channel in met.channels(pair) if channel is not None)
            if any(True for one in there for _ in met.new.messages(pair.target.id, one.id)):
                take_away(met, pair)
        make(want, world)
        for team in met.moving.values():
            for channel in met.standard(team):
                met.book(channel).forget()


STEP = CopyAll()

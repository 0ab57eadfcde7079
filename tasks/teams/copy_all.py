"""teams.copy-all: every message with its author and time, while people work on the old side."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step
from tasks.team_passes import Copied, anything_there, judged, presence, run
from tasks.teamed import Met, Teamed, make, take_away

NAME = "copy-all"


class CopyAll(Step[Teamed, Nothing, Copied]):
    """A message that was imported cannot be taken out by an application: undo makes each team anew, empty."""

    def plan(self, want: Teamed, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Teamed, was: Nothing, world: World) -> Presence:
        del was
        if not anything_there(want, world):
            return Presence.ABSENT
        whole = presence(want, NAME, world) is Presence.PRESENT
        return Presence.PRESENT if whole else Presence.PARTIAL

    def do(self, want: Teamed, was: Nothing, world: World) -> Copied:
        del was
        return run(want, NAME, world)

    def verify(self, want: Teamed, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was
        return judged(want, receipt, world, frozen=False)

    def undo(self, want: Teamed, was: Nothing, receipt: Copied | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair in met.pairs.values():
            there = (channel for _, channel in met.channels(pair) if channel is not None)
            if any(True for one in there for _ in met.new.messages(pair.target.id, one.id)):
                take_away(met, pair)
        make(want, world)
        for team in met.moving.values():
            for channel in met.standard(team):
                met.book(channel).forget()
        Passes(world.kept, want.marked_as).forget(NAME)


STEP = CopyAll()

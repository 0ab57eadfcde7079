"""chats.copy-all: every message with its author and time, while people write on the old side."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.chat_passes import Copied, anything_there, judged, run
from tasks.chatted import Chatted, Met, make
from tasks.delta import FirstCopy
from tasks.lone_chats import take_away_lone

NAME = "copy-all"


class CopyAll(FirstCopy[Chatted, Copied]):
    """A message that was imported cannot be taken out by an application: undo makes each chat anew, empty."""

    def noted(self, want: Chatted, world: World) -> tuple[Passes, str]:
        return Passes(world.kept, want.marked_as), NAME

    def lies_there(self, want: Chatted, world: World) -> bool:
        return anything_there(want, world)

    def do(self, want: Chatted, was: Nothing, world: World) -> Copied:
        del was
        return run(want, NAME, world)

    def verify(self, want: Chatted, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was
        return judged(want, receipt, world)

    def empty(self, want: Chatted, world: World) -> None:
        """Chats in which people have written stay as they are."""
        met = Met(want, world)
        for pair in met.pairs.values():
            if met.others(pair):
                met.note_kept(pair.source)
            elif any(True for _ in met.new.messages(pair.target.id)):
                met.new.remove(pair.target.id)
        take_away_lone(met)
        make(want, world).forget()


STEP = CopyAll()

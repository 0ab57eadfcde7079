"""chats.copy-all: every message with its author and time, while people write on the old side."""

from flytt.migration.drive_notes import Passes
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step
from tasks.chat_passes import Copied, anything_there, judged, presence, run
from tasks.chatted import Chatted, Met, make

NAME = "copy-all"


class CopyAll(Step[Chatted, Nothing, Copied]):
    """A message that was imported cannot be taken out by an application: undo makes each chat anew, empty."""

    def plan(self, want: Chatted, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Chatted, was: Nothing, world: World) -> Presence:
        del was
        if not anything_there(want, world):
            return Presence.ABSENT
        whole = presence(want, NAME, world) is Presence.PRESENT
        return Presence.PRESENT if whole else Presence.PARTIAL

    def do(self, want: Chatted, was: Nothing, world: World) -> Copied:
        del was
        return run(want, NAME, world)

    def verify(self, want: Chatted, was: Nothing, receipt: Copied, world: World) -> Verification:
        del was
        return judged(want, receipt, world)

    def undo(self, want: Chatted, was: Nothing, receipt: Copied | None, world: World) -> None:
        """Chats in which people have written stay as they are."""
        del was, receipt
        met = Met(want, world)
        for pair in met.pairs.values():
            if met.others(pair):
                met.note_kept(pair.source)
            elif any(True for _ in met.new.messages(pair.target.id)):
                met.new.remove(pair.target.id)
        make(want, world).forget()
        Passes(world.kept, want.marked_as).forget(NAME)


STEP = CopyAll()

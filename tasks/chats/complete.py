"""chats.complete: migration mode is ended in every chat: from here on people write on the new side."""

from flytt.migration.chats import Chat
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.chatted import Chatted, Met
from tasks.lone_chats import LONE, lone, written
from tasks.tenancy import how_much


class Completed(Record):
    """How many chats."""

    chats: int


class Complete(Step[Chatted, Nothing, Completed]):
    """No message is imported any more. Undo opens each chat for import again: then nobody writes there."""

    def plan(self, want: Chatted, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Chatted, was: Nothing, world: World) -> Presence:
        del was
        modes = [one.mode for one in _all(Met(want, world)).values()]
        return how_much(modes.count("completed"), len(modes))

    def do(self, want: Chatted, was: Nothing, world: World) -> Completed:
        del was
        met = Met(want, world)
        chats = _all(met)
        for one in chats.values():
            if one.mode == "inProgress":
                met.new.complete(one.id)
        return Completed(chats=len(chats))

    def verify(self, want: Chatted, was: Nothing, receipt: Completed, world: World) -> Verification:
        del was, receipt
        met = Met(want, world)
        chats, alone = _all(met), sorted(lone(met))
        seen = Verification.of(
            "each chat asked for its mode",
            expected=dict.fromkeys(chats, "completed"),
            found={key: one.mode or "never in it" for key, one in chats.items()},
        )
        return seen.changed(skipped=tuple(f"chat {key}: {LONE}" for key in alone))

    def undo(self, want: Chatted, was: Nothing, receipt: Completed | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for one in _all(met).values():
            if one.mode == "completed":
                met.new.reopen(one)

    def written_since(self, want: Chatted, was: Nothing, receipt: Completed, world: World) -> tuple[str, ...]:
        """Count what people wrote, by chat; ids alone."""
        del was, receipt
        met = Met(want, world)
        counts = {
            pair.source.key: len([one for one in met.others(pair) if one not in met.peoples(pair.source)])
            for pair in met.pairs.values()
        }
        counts |= {key: written(met, key, one) for key, one in lone(met).items()}
        return tuple(f"chat {key}: {n} messages; the new chat is kept" for key, n in counts.items() if n)


def _all(met: Met) -> dict[str, Chat]:
    """Return the new chats by the keys of the old ones, also of those that are gone: nobody could write."""
    return {pair.source.key: pair.target for pair in met.pairs.values()} | lone(met)


STEP = Complete()

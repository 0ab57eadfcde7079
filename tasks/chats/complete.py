"""chats.complete: migration mode is ended in every chat: from here on people write on the new side."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.chatted import Chatted, Met
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
        modes = [one.target.mode for one in Met(want, world).pairs.values()]
        return how_much(modes.count("completed"), len(modes))

    def do(self, want: Chatted, was: Nothing, world: World) -> Completed:
        del was
        met = Met(want, world)
        for pair in met.pairs.values():
            if pair.target.mode == "inProgress":
                met.new.complete(pair.target.id)
        return Completed(chats=len(met.pairs))

    def verify(self, want: Chatted, was: Nothing, receipt: Completed, world: World) -> Verification:
        del was, receipt
        pairs = Met(want, world).pairs.values()
        return Verification.of(
            "each chat asked for its mode",
            expected={one.source.key: "completed" for one in pairs},
            found={one.source.key: one.target.mode or "never in it" for one in pairs},
        )

    def undo(self, want: Chatted, was: Nothing, receipt: Completed | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair in met.pairs.values():
            if pair.target.mode == "completed":
                met.new.reopen(pair.target)

    def written_since(self, want: Chatted, was: Nothing, receipt: Completed, world: World) -> tuple[str, ...]:
        """Count what people wrote, by chat; ids alone."""
        del was, receipt
        met, said = Met(want, world), list[str]()
        for pair in met.pairs.values():
            written = [one for one in met.others(pair) if one not in met.peoples(pair.source)]
            if written:
                said.append(f"chat {pair.source.key}: {len(written)} messages; the new chat is kept")
        return tuple(said)


STEP = Complete()

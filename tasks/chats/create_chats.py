"""chats.create-chats: each chat with those of its members who have an account, open for import."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Nothing, Step
from tasks.chatted import Chatted, Met, make, take_away
from tasks.lone_chats import take_away_begun, take_away_lone
from tasks.tenancy import how_much


class Made(Record):
    """How many there were to make."""

    chats: int


class CreateChats(Step[Chatted, Nothing, Made]):
    """A chat of two is there once, whoever has made it. Undo keeps a chat in which people have written."""

    def plan(self, want: Chatted, world: World) -> Nothing:
        del want, world
        return Nothing()

    def probe(self, want: Chatted, was: Nothing, world: World) -> Presence:
        del was
        met = Met(want, world)
        ours = [one for one in met.pairs.values() if not met.is_kept(one.source)]
        return how_much(len(ours), len(met.moving))

    def do(self, want: Chatted, was: Nothing, world: World) -> Made:
        del was
        return Made(chats=len(make(want, world).moving))

    def verify(self, want: Chatted, was: Nothing, receipt: Made, world: World) -> Verification:
        del was, receipt
        met = Met(want, world)
        return Verification.of(
            "each person's own list of chats",
            expected={one.key: ", ".join(met.wanted(one)) for one in met.moving.values()},
            found={one.source.key: ", ".join(met.peopled(one)) for one in met.pairs.values()},
        )

    def undo(self, want: Chatted, was: Nothing, receipt: Made | None, world: World) -> None:
        del was, receipt
        met = Met(want, world)
        for pair in met.pairs.values():
            take_away(met, pair)
        for one in met.stale():
            met.new.remove(one.id)
        take_away_begun(met)
        take_away_lone(met)
        met.made.forget()


STEP = CreateChats()

"""Records of a zone that a step turns, value by value: what others have beside them stays as it is."""

from abc import abstractmethod

from flytt.migration.errors import ChangedByOthers, RecordsWanted
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.step import Step, Traces
from flytt.migration.zone import RecordKind, Rrset
from tasks.holding import Holding
from tasks.tenancy import how_much

LOW_SECONDS, USUAL_SECONDS = 300, 3600
"""How long others remember a record: around the move, and otherwise."""


class Turn(Record):
    """Values to give and to take at one name, and how long they are remembered: before, and after."""

    name: str
    kind: RecordKind
    give: tuple[str, ...] = ()
    take: tuple[str, ...] = ()
    ttl_before: int
    ttl_after: int

    @property
    def back(self) -> "Turn":
        """The opposite of it."""
        return self.changed(
            give=self.take, take=self.give, ttl_before=self.ttl_after, ttl_after=self.ttl_before
        )

    def on(self, now: Rrset) -> Rrset:
        """Return how the records are after it."""
        values = tuple(sorted((set(now.values) - set(self.take)) | set(self.give)))
        return Rrset(ttl_seconds=self.ttl_after or now.ttl_seconds, values=values) if values else Rrset()


class Turned(Record):
    """What is to be turned. Records of a zone are no secret."""

    turns: tuple[Turn, ...]


class Count(Record):
    """How many sets of records were turned."""

    records: int


def put(want: Holding, turn: Turn, world: World, *, exactly: bool = False) -> None:
    """Turn records, or say which ones a person has to write. RecordsWanted until they are read back.

    What people write may be remembered for less than was asked, unless `exactly`.
    """
    now = world.names.records(turn.name, turn.kind)
    wanted = turn.on(now)
    if now == wanted:
        return
    if want.dns == "flytt":
        world.names.replace(turn.name, turn.kind, expected=now, wanted=wanted)
        return
    if exactly or now.values != wanted.values or wanted.ttl_seconds < now.ttl_seconds:
        raise RecordsWanted(
            f"{turn.kind} of {turn.name} shall be {' and '.join(wanted.values) or 'empty'}, remembered for "
            f"{wanted.ttl_seconds} seconds; it is {' and '.join(now.values) or 'empty'}.",
            still_true="Flytt does not write in this zone, and reads it again.",
            next_command="have it written, then flytt resume",
        )


class TurnRecords(Step[Holding, Turned, Count]):
    """Turns records one name at a time, and back again."""

    @abstractmethod
    def turns(self, want: Holding, world: World) -> tuple[Turn, ...]:
        """Return all that shall stand so, whether or not it does already."""

    def plan(self, want: Holding, world: World) -> Turned:
        return Turned(turns=tuple(one for one in self.turns(want, world) if not _stands(want, one, world)))

    def probe(self, want: Holding, was: Turned, world: World) -> Presence:
        return how_much(sum(_stands(want, one, world) for one in was.turns), len(was.turns))

    def traces(self, want: Holding, world: World) -> Traces[Turned]:
        """What was there before is not known from what is there now."""
        every = self.turns(want, world)
        return Traces(how_much(sum(_stands(want, one, world) for one in every), len(every)))

    def do(self, want: Holding, was: Turned, world: World) -> Count:
        for one in was.turns:
            put(want, one, world)
        return Count(records=len(was.turns))

    def verify(self, want: Holding, was: Turned, receipt: Count, world: World) -> Verification:
        del receipt
        return Verification.of(
            "the zone's own server",
            expected={f"{one.kind} {one.name}": "as wanted" for one in was.turns},
            found={
                f"{one.kind} {one.name}": "as wanted" if _stands(want, one, world) else "otherwise"
                for one in was.turns
            },
        )

    def undo(self, want: Holding, was: Turned, receipt: Count | None, world: World) -> None:
        """Give what was taken, and take what was given."""
        del receipt
        for one in reversed(was.turns):
            _refuse_foreign(one, world)
            put(want, one.back, world, exactly=True)


def _refuse_foreign(one: Turn, world: World) -> None:
    """Two records of where mail goes, or of who may send, would be worse than either."""
    now = set(world.names.records(one.name, one.kind).values)
    if one.give and one.take and not now & {*one.give, *one.take}:
        raise ChangedByOthers(
            f"{one.kind} of {one.name} was to be {' and '.join(one.take)} again, and is neither that nor "
            f"what Flytt made of it, {' and '.join(one.give)}.",
            still_true="It was left as it is.",
            next_command="set it to one of the two, then flytt rollback",
        )


def _stands(want: Holding, one: Turn, world: World) -> bool:
    now = world.names.records(one.name, one.kind)
    is_less = want.dns == "people" and now.ttl_seconds <= one.ttl_after
    remembered = is_less or now.ttl_seconds == one.ttl_after if one.ttl_after else True
    return remembered and set(one.give) <= set(now.values) and not set(one.take) & set(now.values)

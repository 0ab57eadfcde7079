"""share.record-source: what the old side held when nobody could write there any longer."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.shares import ShareRecord
from flytt.migration.step import Nothing, Step
from tasks.shared import OneSide, refuse_record


class RecordSource(Step[OneSide, Nothing, ShareRecord]):
    """The record is what later lets the old side be deleted: only if it still is what it was."""

    def plan(self, want: OneSide, world: World) -> Nothing:
        refuse_record(want, world)
        return Nothing()

    def probe(self, want: OneSide, was: Nothing, world: World) -> Presence:
        del was
        return Presence.PRESENT if world.shares.recorded(want.place) else Presence.ABSENT

    def do(self, want: OneSide, was: Nothing, world: World) -> ShareRecord:
        del was
        return world.shares.record(want.place)

    def verify(self, want: OneSide, was: Nothing, receipt: ShareRecord, world: World) -> Verification:
        del was
        return Verification.of(
            "the record read back",
            expected={"record": receipt.digest},
            found={"record": world.shares.recorded(want.place)},
            items={"record": receipt.count.files},
        )

    def undo(self, want: OneSide, was: Nothing, receipt: ShareRecord | None, world: World) -> None:
        del was, receipt
        world.shares.forget_record(want.place)


STEP = RecordSource()

"""share.record-source: what the old side held when nobody could write there any longer."""

from flytt.migration.ports import World
from flytt.migration.shares import ShareRecord
from flytt.migration.step import Nothing
from tasks.share_record import RecordStep
from tasks.shared import OneSide


class RecordSource(RecordStep):
    """The record is what later lets the old side be deleted: only if it still is what it was."""

    def undo(self, want: OneSide, was: Nothing, receipt: ShareRecord | None, world: World) -> None:
        del was, receipt
        world.shares.forget_record(want.place)


STEP = RecordSource()

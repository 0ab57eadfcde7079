"""share.record-target: what Flytt brought; whatever is there beyond this is people's work."""

from flytt.migration.ports import World
from flytt.migration.shares import ShareRecord
from flytt.migration.step import Nothing
from tasks.share_record import RecordStep
from tasks.shared import OneSide


class RecordTarget(RecordStep):
    """Undo moves what people wrote on the new side into a folder beside it, where it is kept."""

    def undo(self, want: OneSide, was: Nothing, receipt: ShareRecord | None, world: World) -> None:
        del was, receipt
        world.shares.set_aside(want.place)
        world.shares.forget_record(want.place)

    def written_since(
        self, want: OneSide, was: Nothing, receipt: ShareRecord, world: World
    ) -> tuple[str, ...]:
        del was, receipt
        if not world.shares.recorded(want.place):
            return ()  # taken back already: what people wrote was set aside then
        written = world.shares.written_since(want.place)
        if written.nothing:
            return ()
        return (
            f"{want.place.path}: {written.counts}; listed in {written.listed}",
            f"kept in {want.place.keep}/written",
        )


STEP = RecordTarget()

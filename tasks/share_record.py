"""A record of what one side of a share holds: what the steps that take one have in common."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.shares import ShareRecord
from flytt.migration.step import Nothing, Step
from tasks.shared import OneSide, refuse_record

__all__ = ["RecordStep"]


class RecordStep(Step[OneSide, Nothing, ShareRecord]):
    """Taken once, kept beside the share. Each side says for itself what undoing means."""

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

"""hosted.count-records: how many records the vendor holds before the move, by the vendor's own count."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Json, Record
from flytt.migration.settings import DocumentName


class Want(Record):
    """The vendor's page of counts."""

    counts: DocumentName


class Counted(Record):
    """Counts by kind of record."""

    counts: dict[str, Json]


class CountRecords(Look[Want, Counted]):
    """The figure that the vendor must arrive at again."""

    def see(self, want: Want, world: World) -> Counted:
        return Counted(counts=world.documents.read(want.counts).value)

    def judge(self, want: Want, seen: Counted, world: World) -> Verification:
        now = world.documents.read(want.counts).value
        if not now:
            return Verification(
                route="counted again", unchecked=1, unchecked_why="the vendor's page has no counts"
            )
        return Verification.of(
            "counted again",
            expected={name: str(count) for name, count in seen.counts.items()},
            found={name: str(count) for name, count in now.items()},
        )


STEP = CountRecords()

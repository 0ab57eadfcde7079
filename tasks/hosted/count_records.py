"""hosted.count-records: how many records the vendor holds before the move, by the vendor's own count."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.settings import DocumentName


class Want(Record):
    """The vendor's page of counts."""

    counts: DocumentName


class Counted(Record):
    """Counts by kind of record."""

    counts: dict[str, int]


class CountRecords(Look[Want, Counted]):
    """The figure that the vendor must arrive at again."""

    def see(self, want: Want, world: World) -> Counted:
        return Counted(counts=counts_on(world, want.counts))

    def judge(self, want: Want, seen: Counted, world: World) -> Verification:
        """The figures move while people work; that the vendor still counts the same kinds is what counts."""
        now = counts_on(world, want.counts)
        if not now:
            return Verification(
                route="counted again", unchecked=1, unchecked_why="the vendor's page has no counts"
            )
        gone = tuple(f"{kind}: no longer counted" for kind in sorted(seen.counts.keys() - now.keys()))
        return Verification(route="counted again", matched=len(now), differing=gone)


def counts_on(world: World, page: str) -> dict[str, int]:
    """Return the numbers on a page of counts; whatever else stands there is nobody's count, and not kept."""
    read = world.documents.read(page).value
    return {kind: count for kind, count in read.items() if isinstance(count, int)}


STEP = CountRecords()

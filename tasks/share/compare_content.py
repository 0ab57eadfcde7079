"""share.compare-content: every file on both sides read and compared, by another way than it was copied."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.shares import ShareComparison
from tasks.shared import Sides, judged


class CompareContent(Look[Sides, ShareComparison]):
    """Two manifests, each made where the files lie. The edit that keeps size and time is seen here."""

    def see(self, want: Sides, world: World) -> ShareComparison:
        return world.shares.compare(want.job, content=True)

    def judge(self, want: Sides, seen: ShareComparison, world: World) -> Verification:
        """Reading all once takes long enough: a pass is believed, anything else is read again."""
        good = not seen.differing and not seen.unchecked
        return judged(seen if good else world.shares.compare(want.job, content=True))


STEP = CompareContent()

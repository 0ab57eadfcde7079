"""share.compare-rights: people can do on the new side what they could on the old, and no more."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.share_settings import SampledPerson
from flytt.migration.shares import ShareComparison
from tasks.shared import Sides, judged


class Want(Sides):
    """Whose rights are compared; nobody named: every owner and group met at the source."""

    sampled: tuple[SampledPerson, ...] = ()


class CompareRights(Look[Want, ShareComparison]):
    """Equal lists of rights can still let other people in: what counts is what comes of them."""

    def see(self, want: Want, world: World) -> ShareComparison:
        return world.shares.rights(want.job, want.sampled)

    def judge(self, want: Want, seen: ShareComparison, world: World) -> Verification:
        """Look again only when something was wrong."""
        good = not seen.differing and not seen.unchecked
        return judged(seen if good else world.shares.rights(want.job, want.sampled))


STEP = CompareRights()

"""share.survey: how much there is, and what would not arrive as it is."""

from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.ports import World
from flytt.migration.shares import ShareSurvey
from flytt.migration.step import Nothing
from tasks.shared import Sides


class Survey(Look[Sides, ShareSurvey]):
    """Names, owners and files that stand in the way are found while there is time to decide."""

    def see(self, want: Sides, world: World) -> ShareSurvey:
        return world.shares.survey(want.job)

    def judge(self, want: Sides, seen: ShareSurvey, world: World) -> Verification:
        """What people have put right since it was first seen counts as put right."""
        del seen
        now = world.shares.survey(want.job)
        where = f"; listed in {now.listed}" if now.listed else ""
        return Verification(
            route="every name, owner and right at the source" + (f"; {now.streams}" if now.streams else ""),
            matched=now.count.files + now.count.folders + now.count.links,
            differing=tuple(f"{o.count} × {o.kind}: {o.says}{where}" for o in now.obstacles if o.stops),
            skipped=tuple(f"{o.count} × {o.kind}: {o.says}{where}" for o in now.obstacles if not o.stops),
        )

    def undo(self, want: Sides, was: Nothing, receipt: ShareSurvey | None, world: World) -> None:
        """The list of names that it left on the old host goes when nobody moves the share any longer."""
        del was, receipt
        world.shares.forget_survey(want.job.source)


STEP = Survey()

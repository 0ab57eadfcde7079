"""share.set-rights: NTFS rights on the new side as on the old one, in terms of the new side's accounts."""

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.share_rights import RightsSet
from flytt.migration.step import Nothing, Step
from tasks.shared import Sides, judged

_PRESENCE = {"as-they-were": Presence.ABSENT, "begun": Presence.PARTIAL, "set": Presence.PRESENT}


class SetRights(Step[Sides, Nothing, RightsSet]):
    """What was there is kept on the target's host before the first of it is changed: paths are names."""

    def plan(self, want: Sides, world: World) -> Nothing:
        if (found := world.shares.rights_stand(want.job)) != "as-they-were":
            raise ChangedByOthers(
                f"A note on {want.target.host} says that rights are {found}, and setting them has not begun.",
                still_true="No rights were changed.",
                next_command="find out whose note it is, remove it, then flytt resume",
            )
        return Nothing()

    def probe(self, want: Sides, was: Nothing, world: World) -> Presence:
        del was
        return _PRESENCE[world.shares.rights_stand(want.job)]

    def do(self, want: Sides, was: Nothing, world: World) -> RightsSet:
        del was
        return world.shares.set_rights(want.job)

    def verify(self, want: Sides, was: Nothing, receipt: RightsSet, world: World) -> Verification:
        """Set through a share of Flytt's own, read back through the one that people use."""
        del was, receipt
        return judged(world.shares.rights(want.job, ()))

    def undo(self, want: Sides, was: Nothing, receipt: RightsSet | None, world: World) -> None:
        del was, receipt
        world.shares.put_rights_back(want.job)


STEP = SetRights()

"""forms.hold-deletions: no account is deleted, and the audit log is kept, until the estate is proved."""

from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import EstateJob, Protection
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Step, Traces
from tasks.estates import refuse_part


class HoldDeletions(Step[EstateJob, Protection, Nothing]):
    """What a deleted account owned is gone after thirty days; a log that is not kept tells of no form."""

    def plan(self, want: EstateJob, world: World) -> Protection:
        refuse_part(world, want, "protection")
        return world.forms.protection(want)

    def probe(self, want: EstateJob, was: Protection, world: World) -> Presence:
        del was
        return world.forms.stands(want, "protection")

    def traces(self, want: EstateJob, world: World) -> Traces[Protection]:
        """What Flytt has set carries its own name: beside it stands what was there before."""
        return Traces(world.forms.stands(want, "protection"), world.forms.protection(want))

    def do(self, want: EstateJob, was: Protection, world: World) -> Nothing:
        del was
        world.forms.protect(want)
        return Nothing()

    def verify(self, want: EstateJob, was: Protection, receipt: Nothing, world: World) -> Verification:
        del was, receipt
        return world.forms.check(want, "protection")

    def undo(self, want: EstateJob, was: Protection, receipt: Nothing | None, world: World) -> None:
        """Takes away what carries this workload's name: a hold of somebody else's stays as it was."""
        del was, receipt
        world.forms.take_back(want, "protection")


STEP = HoldDeletions()

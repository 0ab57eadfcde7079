"""What the steps of a Forms estate share: a part of the move that is made, looked for and taken back."""

from typing import ClassVar

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import EstateJob, Part, Pass
from flytt.migration.ports import World
from flytt.migration.step import Nothing, Receipt, Step, Want


class EstatePass(EstateJob):
    """The job, and which of the two passes over the estate."""

    which: Pass = "first"


class PartStep(Step[Want, Nothing, Receipt], abstract=True):
    """A step that leaves one part of the move, under no other name than the workload's own."""

    part: ClassVar[Part]

    def job(self, want: Want) -> tuple[EstateJob, Part]:
        """Return whose part it is, and which."""
        assert isinstance(want, EstateJob)
        if isinstance(want, EstatePass) and want.which == "delta":
            return want, _DELTA.get(self.part, self.part)
        return want, self.part

    def plan(self, want: Want, world: World) -> Nothing:
        refuse_part(world, *self.job(want))
        return Nothing()

    def probe(self, want: Want, was: Nothing, world: World) -> Presence:
        del was
        return world.forms.stands(*self.job(want))

    def verify(self, want: Want, was: Nothing, receipt: Receipt, world: World) -> Verification:
        del was, receipt
        return world.forms.check(*self.job(want))

    def undo(self, want: Want, was: Nothing, receipt: Receipt | None, world: World) -> None:
        del was, receipt
        world.forms.take_back(*self.job(want))


def refuse_part(world: World, job: EstateJob, part: Part) -> None:
    """Raise ChangedByOthers when a part that is about to be begun is there already."""
    if world.forms.stands(job, part) is not Presence.ABSENT:
        raise ChangedByOthers(
            f"The part {part} of {job.kept_as} was to be made, and some of it is there already.",
            still_true="It was not touched.",
            next_command="find out whose it is, take it away, then flytt resume",
        )


_DELTA: dict[Part, Part] = {"estate-first": "estate-delta", "package-first": "package-delta"}

"""forms.make-forms: forms made anew on the new side, closed as yet, where the municipality wants that."""

from typing import ClassVar

from flytt.migration.forms_estate import EstateJob, Made, Part
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import PartStep


class MakeForms(PartStep[EstateJob, Made]):
    """A form that its owner shall make is left to its owner, with its description."""

    part: ClassVar[Part] = "new-forms"

    def do(self, want: EstateJob, was: Nothing, world: World) -> Made:
        del was
        return world.forms.make_forms(want)

    def written_since(self, want: EstateJob, was: Nothing, receipt: Made, world: World) -> tuple[str, ...]:
        """Name new forms that people have answered."""
        del was, receipt
        return world.forms.written_since(want)


STEP = MakeForms()

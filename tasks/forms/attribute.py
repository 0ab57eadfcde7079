"""forms.attribute: whose every table of answers is; what nobody can tell is asked about."""

from typing import ClassVar

from flytt.migration.forms_estate import Attributed, EstateJob, Part
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import PartStep


class Attribute(PartStep[EstateJob, Attributed]):
    """The questions lie on the new side, where those who know can answer them."""

    part: ClassVar[Part] = "attribution"

    def do(self, want: EstateJob, was: Nothing, world: World) -> Attributed:
        del was
        return world.forms.attribute(want)


STEP = Attribute()

"""forms.gather: every source of the estate that is to be had, fetched and sealed."""

from typing import ClassVar

from flytt.migration.forms_estate import Gathered, Part
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import EstatePass, PartStep


class Gather(PartStep[EstatePass, Gathered]):
    """Old exports are fetched too: they may hold the only answers to a question that was deleted."""

    part: ClassVar[Part] = "estate-first"

    def do(self, want: EstatePass, was: Nothing, world: World) -> Gathered:
        del was
        return world.forms.gather(want, want.which)


STEP = Gather()

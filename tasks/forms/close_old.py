"""forms.close-old: the old forms take no more answers."""

from typing import ClassVar

from flytt.migration.forms_estate import Closed, EstateJob, Part
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import PartStep


class CloseOld(PartStep[EstateJob, Closed]):
    """What comes in before this is in the delta; nothing comes in after it."""

    part: ClassVar[Part] = "closed"

    def do(self, want: EstateJob, was: Nothing, world: World) -> Closed:
        del was
        return world.forms.close_old(want)


STEP = CloseOld()

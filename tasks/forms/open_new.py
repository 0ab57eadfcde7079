"""forms.open-new: the new forms take answers, and the map from old to new addresses is there."""

from typing import ClassVar

from flytt.migration.forms_estate import EstateJob, Opened, Part
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import PartStep


class OpenNew(PartStep[EstateJob, Opened]):
    """Every address of a form changes: the map is what links, QR codes and flows are mended by."""

    part: ClassVar[Part] = "opened"

    def do(self, want: EstateJob, was: Nothing, world: World) -> Opened:
        del was
        return world.forms.open_new(want)


STEP = OpenNew()

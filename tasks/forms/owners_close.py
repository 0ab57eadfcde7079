"""forms.owners-close: what Flytt cannot close, owners have closed and downloaded again."""

from typing import ClassVar

from flytt.migration.forms_estate import ByOwners, EstateJob, Part
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import PartStep


class OwnersClose(PartStep[EstateJob, ByOwners]):
    """Believes the files that lie there and their rows, not the word that it was done."""

    part: ClassVar[Part] = "owners-closed"

    def do(self, want: EstateJob, was: Nothing, world: World) -> ByOwners:
        del was
        return world.forms.owners_closed(want)


STEP = OwnersClose()

"""forms.place: answer ledger, readable workbooks and uploaded files on the new side."""

from typing import ClassVar

from flytt.migration.forms_estate import Part, Placed
from flytt.migration.ports import World
from flytt.migration.step import Nothing
from tasks.estates import EstatePass, PartStep


class Place(PartStep[EstatePass, Placed]):
    """Responses cannot be imported into Forms: what lies here is what *moved* means."""

    part: ClassVar[Part] = "package-first"

    def do(self, want: EstatePass, was: Nothing, world: World) -> Placed:
        del was
        return world.forms.place(want, want.which)

    def written_since(self, want: EstatePass, was: Nothing, receipt: Placed, world: World) -> tuple[str, ...]:
        """Name forms whose placed files people have changed: these files are kept under another name."""
        del was, receipt
        return world.forms.changed_by_others(want, want.which)


STEP = Place()

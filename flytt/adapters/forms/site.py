"""One estate on its way: the job, Flytt's own folder, and the doors to both tenants."""

from dataclasses import dataclass
from typing import Protocol

from flytt.adapters.forms.door import Door
from flytt.adapters.forms.making import NewForms
from flytt.adapters.forms.placing import Shelf
from flytt.adapters.forms.work import Work
from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_estate import EstateJob


@dataclass(frozen=True, slots=True)
class Site:
    """What every part of a move works with."""

    job: EstateJob
    work: Work
    old: Door
    new: Door

    @property
    def shelf(self) -> Shelf:
        """The folder on the new side."""
        return Shelf(self.new, self.job)

    @property
    def forms(self) -> NewForms:
        """Forms that Flytt makes."""
        return NewForms(self.new, self.job)


class Piece(Protocol):
    """A part of a move: looked for, looked at another way, taken back."""

    def stands(self) -> Presence: ...
    def check(self) -> Verification: ...
    def take_back(self) -> None: ...


def much(there: int, whole: int) -> Presence:
    """Say how much of a part is there. One with nothing to make has made nothing."""
    if not there:
        return Presence.ABSENT
    return Presence.PRESENT if there == whole else Presence.PARTIAL

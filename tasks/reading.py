"""A whole drive read as a track of changes from its beginning, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flytt.migration.drives import Entry, TenantDrives


def everything(drives: TenantDrives, drive: str) -> Iterator[Entry]:
    """Yield what there is, without the topmost folder. One that changes meanwhile may come twice."""
    token, more = "", True
    while more:
        page = drives.changes(drive, token)
        yield from (one for one in page.entries if not one.top and not one.gone)
        token, more = page.token, page.more


@dataclass
class Paths:
    """How long the paths of one drive's items are: the track of changes names parents, and no paths.

    In memory: one number for each folder, by id.
    """

    drives: TenantDrives
    drive: str
    _folders: dict[str, int] = field(default_factory=dict[str, int])

    def letters(self, entry: Entry) -> int:
        """Return the letters of an item's path from the top, with its own name and the slashes."""
        above = self._above(entry.parent)
        return above + (1 if above else 0) + len(entry.name)

    def _above(self, folder: str) -> int:
        if folder not in self._folders:
            found = self.drives.entry(self.drive, folder)
            self._folders[folder] = 0 if found is None or found.top else self.letters(found)
        return self._folders[folder]

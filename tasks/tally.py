"""What a pass over drives carried over, and what it did not."""

from flytt.migration.record import Record


class Tally(Record):
    """What a pass carried over. `left`: items, by id, that others have changed on the new side.

    `unlike`: items that for another reason are not there as they are on the old side, each with why.
    """

    drives: int = 0
    files: int = 0
    folders: int = 0
    versions: int = 0
    size_bytes: int = 0
    renamed: int = 0
    removed: int = 0
    odd: int = 0
    left: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """True when a file was brought, renamed or removed."""
        return any((self.files, self.renamed, self.removed))

    def and_also(self, other: "Tally") -> "Tally":
        """Return both together."""
        numbers = {
            name: getattr(self, name) + getattr(other, name)
            for name in ("drives", "files", "folders", "versions", "size_bytes", "renamed", "removed", "odd")
        }
        left, unlike = (*self.left, *other.left)[:1000], (*self.unlike, *other.unlike)[:1000]
        return Tally(left=left, unlike=unlike, **numbers)

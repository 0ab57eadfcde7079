"""States of a file's content on both sides: told apart by reading them, for the service tells no hash of one.

SharePoint makes a version of a new name or time as well: states in a row with the same content are one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from flytt.migration.drives import PIECE_BYTES, Entry, FileVersion, TenantDrives


@dataclass
class State:
    """One state. Nothing is read before it is asked about, and then a piece at a time."""

    drives: TenantDrives
    drive: str
    file: Entry
    version: FileVersion
    is_newest: bool = False

    @property
    def id(self) -> str:
        """The version's id."""
        return self.version.id

    @property
    def size_bytes(self) -> int:
        """How much it holds."""
        return self.file.size_bytes if self.is_newest else self.version.size_bytes

    def piece(self, first: int) -> bytes:
        """Return the piece of its content that begins there."""
        if self.is_newest:
            return self.drives.read(self.drive, self.file, first, PIECE_BYTES)
        return self.drives.read_version(self.drive, self.file.id, self.version, first, PIECE_BYTES)

    def same(self, other: "State") -> bool:
        """True when both hold the same; those of other sizes are not read."""
        return self.size_bytes == other.size_bytes and self.digest == other.digest

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its content, read once."""
        whole, at = hashlib.sha256(), 0
        while at < self.size_bytes and (piece := self.piece(at)):
            whole.update(piece)
            at += len(piece)
        return whole.hexdigest()


def states(drives: TenantDrives, drive: str, file: Entry) -> list[State]:
    """Return what a file has held, newest first; nothing when it is gone."""
    return [
        State(drives, drive, file, version, is_newest=number == 0)
        for number, version in enumerate(drives.versions(drive, file.id))
    ]


def since(newest_first: Iterable[State], version: str) -> list[State]:
    """Return those that are newer than a version, oldest first; all when none is named.

    The version may be gone: a library thins out what is old. Its number still tells what came after it.
    """
    return [*takewhile(lambda one: not _reaches(version, one.id), newest_first)][::-1]


def _reaches(version: str, one: str) -> bool:
    """True when a version is this one, or came after it: numbers rise, 9.0 before 10.0."""
    numbered = [[int(part) for part in text.split(".") if part.isdecimal()] for text in (version, one)]
    return version == one or (all(numbered) and numbered[0] > numbered[1])


def written(wanted: Sequence[State], there: Iterable[State]) -> int:
    """Return how many of the wanted ones, from the first on, lie there already in that order."""
    count = 0
    for one in there:
        count += count < len(wanted) and wanted[count].same(one)
    return count


def once(oldest_first: Iterable[State]) -> list[State]:
    """Return them without those that hold the same as the one before; of such the newest counts."""
    kept: list[State] = []
    for one in oldest_first:
        if kept and kept[-1].same(one):
            kept.pop()
        kept.append(one)
    return kept

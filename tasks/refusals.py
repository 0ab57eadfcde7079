"""When one after another is refused, it is no longer about single things: a pass stops."""

from dataclasses import dataclass, field
from threading import Lock

from flytt.migration.errors import FlyttError, Remedy

MOST_PLACES = 20
"""Chats, channels or drives of which nothing at all was taken, one after another."""
MOST_ITEMS = 50
"""Messages or files of one of them, one after another."""


class AllRefused(FlyttError):
    """The new side takes nothing any more: a person has to see to that first."""

    remedy = Remedy.PERSON


@dataclass
class Row:
    """Refusals one after another. Several threads may tell of them; whatever was taken begins a new row.

    `alike`: and so does another answer.
    """

    what: str
    most: int
    alike: bool = False
    _why: str = ""
    _count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def refused(self, which: str, why: str) -> None:
        """Count one that was not refused before. AllRefused when there have been too many."""
        with self._lock:
            self._count = 1 if self.alike and why != self._why else self._count + 1
            self._why = why
            if self._count <= self.most:
                return
        raise AllRefused(
            f"More than {self.most} {self.what} in a row are refused, the last of them {which} ({why}).",
            still_true="What was taken before stands, and what was refused is on record.",
            next_command="look the answer up, and try one of them by hand on the new side (rights, consent, "
            "a policy, a full or locked place); then flytt resume: it tries them again, and goes on past "
            "those that are refused once more",
        )

    def taken(self) -> None:
        """Note that something was taken."""
        with self._lock:
            self._count = 0


def places(what: str) -> Row:
    """Return the row of one pass over many places."""
    return Row(what, MOST_PLACES, alike=True)

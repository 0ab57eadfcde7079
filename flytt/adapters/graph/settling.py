"""A directory lags: what was written is waited for until it can be read."""

from collections.abc import Callable
from typing import TypeVar

from flytt.migration.errors import Interrupted

Left = TypeVar("Left")

_SOON_SECONDS = 30.0
"""When a name is taken: so long it may still turn out to be taken by what Flytt itself has just made."""


class Settling:
    """How long one tenant's directory may lag, and how seconds pass."""

    def __init__(self, settle_seconds: float, wait: Callable[[float], None]) -> None:
        self._settle_seconds, self._wait = settle_seconds, wait

    def until(self, left: Callable[[], set[Left]], *, patient: bool = True) -> set[Left]:
        """Ask until nothing is left, or for as long as a directory may lag; return what is left."""
        pause, waited = 0.1, 0.0
        while remaining := left():
            if waited >= (self._settle_seconds if patient else min(self._settle_seconds, _SOON_SECONDS)):
                return remaining
            self._wait(pause)
            waited, pause = waited + pause, min(pause * 1.6, 10.0)
        return set()


def unsettled(attempted: str) -> Interrupted:
    """Return the error of what was accepted, and could not be read in all that time."""
    return Interrupted(
        f"{attempted}: it was accepted, and cannot be read yet.",
        still_true="Asking again makes nothing twice.",
        next_command="flytt resume",
    )

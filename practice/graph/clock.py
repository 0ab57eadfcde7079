"""The practice Graph's own time: ten minutes of throttling can pass in seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

__all__ = ["EPOCH", "Clock"]

EPOCH = 1_767_596_400.0
"""Where practice time begins (5 January 2026, 07:00 UTC), so that the same run has the same times."""


class Clock:
    """Practice seconds since 1970. A scale of 60 lets a practice minute pass in each second of `source`."""

    def __init__(self, *, scale: float = 1.0, source: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._scale = scale
        self._began, self._from = source(), EPOCH

    @property
    def scale(self) -> float:
        """Practice seconds per second."""
        return self._scale

    def now(self) -> float:
        """The practice time."""
        return self._from + (self._source() - self._began) * self._scale

    def rescale(self, scale: float) -> None:
        """Let time pass faster or slower from now; it never jumps."""
        self._from, self._began = self.now(), self._source()
        self._scale = scale

    def wait_seconds(self, practice_seconds: float) -> int:
        """What `Retry-After` says for a wait: whole seconds of the caller's own clock, at least one."""
        return max(1, math.ceil(practice_seconds / self._scale))

"""Three clocks: the world's, the practice municipality's, and one that a test holds in its hand."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_SLICE_SECONDS = 1.0


class SystemClock:
    """The machine's own time, in UTC."""

    patience = timedelta(minutes=5)

    def now(self) -> datetime:
        """Return the time now."""
        return datetime.now(UTC)

    def wait_until(self, moment: datetime) -> None:
        """Sleep until then, in slices: a machine that slept, or whose clock was set, wakes up in time."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            time.sleep(min(left, _SLICE_SECONDS))


class PracticeClock:
    """A time of its own that runs on from `start`, jumps where others wait, and never goes back.

    `not_before` is the ledger's newest event, so that a rehearsal that is taken up again goes on after it.
    """

    patience = timedelta.max

    def __init__(
        self,
        start: datetime,
        *,
        real_time_factor: float = 1.0,
        not_before: datetime | None = None,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._anchor = _utc(max(start, not_before) if not_before is not None else start)
        self._factor = real_time_factor
        self._elapsed = elapsed
        self._created = elapsed()

    def now(self) -> datetime:
        """Return the anchor plus what has passed since, `real_time_factor` practice seconds to a second."""
        return self._anchor + timedelta(seconds=(self._elapsed() - self._created) * self._factor)

    def wait_until(self, moment: datetime) -> None:
        """Jump there; a moment that has been is no jump at all."""
        if moment > self.now():
            self._anchor, self._created = _utc(moment), self._elapsed()


class MemoryClock:
    """A time that stands still until somebody moves it. `waits` lists what was waited for."""

    patience = timedelta.max

    def __init__(self, start: datetime) -> None:
        self._now = _utc(start)
        self.waits: list[datetime] = []

    def now(self) -> datetime:
        """Return the time that was set last."""
        return self._now

    def wait_until(self, moment: datetime) -> None:
        """Go there at once; never back."""
        self.waits.append(_utc(moment))
        self._now = max(self._now, _utc(moment))

    def advance(self, **by: float) -> datetime:
        """Move on by what `timedelta` takes, and return the new time."""
        self._now += timedelta(**by)
        return self._now


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(UTC)

"""How fast a copy may go at this hour, and until when that holds."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from flytt.migration.errors import BadInput

_ZONE = "Europe/Oslo"
_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_MINUTES = 60
_BURST_SECONDS = 0.25


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """KiB a second, 0 for as fast as it goes: `busy` between the busy hours, local time, `kib` else.

    `busy_hours` are `HH:MM-HH:MM`, may go past midnight, and hold from Monday to Friday.
    """

    kib: int = 0
    busy_hours: str = ""
    busy_kib: int = 0
    now: Callable[[], datetime] = _now
    zone: str = _ZONE

    def at(self, moment: datetime) -> int:
        """Return the KiB a second that are allowed then; 0 is no limit."""
        if not self.busy_hours or not self._busy(moment.astimezone(ZoneInfo(self.zone))):
            return self.kib
        return self.busy_kib or self.kib

    def changes_in(self, moment: datetime) -> float | None:
        """Return the seconds until another limit holds; None when none does within a week."""
        if not self.busy_hours or self.busy_kib in {0, self.kib}:
            return None
        here = self.at(moment)
        # By minutes of UTC: a day with a clock change is as right as any other.
        start = moment.replace(second=0, microsecond=0)
        for minute in range(1, 7 * 24 * _MINUTES + 1):
            later = start + timedelta(minutes=minute)
            if self.at(later) != here:
                return (later - moment).total_seconds()
        return None

    def _busy(self, local: datetime) -> bool:
        begin, end = hours(self.busy_hours)
        now = local.time()
        if begin <= end:
            return local.weekday() < 5 and begin <= now < end  # noqa: PLR2004 - Saturday
        day = local.weekday() if now >= begin else (local.weekday() - 1) % 7
        return day < 5 and (now >= begin or now < end)  # noqa: PLR2004 - Saturday


UNLIMITED = Pace()


def hours(text: str) -> tuple[clock_time, clock_time]:
    """Return the two times of `HH:MM-HH:MM`. BadInput when it is not that."""
    found = _HOURS.fullmatch(text)
    try:
        begin, end = found.groups() if found else ("", "")
        return clock_time.fromisoformat(begin), clock_time.fromisoformat(end)
    except ValueError as error:
        raise BadInput(
            f"{text[:40]!r} are no hours.",
            still_true="Nothing was touched.",
            next_command="write them as 07:00-17:00",
        ) from error


class Throttle:
    """Lets bytes pass no faster than the pace allows at the time."""

    def __init__(
        self,
        pace: Pace,
        *,
        elapsed: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pace, self._elapsed, self._sleep = pace, elapsed, sleep
        self._free = pace.kib == pace.busy_kib == 0
        self._due = elapsed()

    def passed(self, size_bytes: int) -> None:
        """Wait as long as these bytes should have taken."""
        if self._free:
            return
        kib = self._pace.at(self._pace.now())
        now = self._elapsed()
        if not kib:
            self._due = now
            return
        self._due = max(self._due, now - _BURST_SECONDS) + size_bytes / (kib * 1024)
        if self._due > now:
            self._sleep(self._due - now)

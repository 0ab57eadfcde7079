"""Moments: whole seconds since 1970 in UTC, shown as Norwegian local time, and as Excel counts them."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Literal

__all__ = ["DAY", "HOUR", "Zone", "iso", "local", "moment", "oslo_offset", "serial", "serial_text", "year_of"]

Zone = Literal["oslo", "winter", "summer", "utc"]
HOUR, DAY = 3_600, 86_400
_EXCEL_1970 = 25_569  # days from Excel's day nought to 1970


def moment(year: int, month: int = 1, day: int = 1, hour: int = 0) -> int:
    """The moment of a date in UTC."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def _last_sunday(year: int, month: int) -> int:
    day = datetime(year, month, 31, 1, tzinfo=UTC)
    return int((day - timedelta(days=(day.weekday() + 1) % 7)).timestamp())


_CHANGES = tuple(_last_sunday(year, month) for year in range(2005, 2041) for month in (3, 10))


def oslo_offset(at: int) -> int:
    """Seconds that clocks in Norway are ahead of UTC."""
    return 2 * HOUR if bisect_right(_CHANGES, at) % 2 else HOUR


def local(at: int, zone: Zone) -> int:
    """The moment as a clock in that zone shows it; winter and summer keep their hour all year."""
    if zone == "oslo":
        return at + oslo_offset(at)
    return at + {"winter": HOUR, "summer": 2 * HOUR, "utc": 0}[zone]


def serial(at: int) -> float:
    """The moment as Excel stores it: days, to the second."""
    return at / DAY + _EXCEL_1970


def _from_serial(days: float) -> datetime:
    return datetime.fromtimestamp(round((days - _EXCEL_1970) * DAY), tz=UTC)


def serial_text(days: float, pattern: str) -> str:
    """What Excel would show for a stored moment, in a strftime pattern; `-` after % leaves noughts out."""
    return _from_serial(days).strftime(pattern)


def iso(at: int) -> str:
    """As APIs write it: 2025-03-01T08:09:10Z."""
    return datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def year_of(at: int) -> int:
    """The year in UTC."""
    return datetime.fromtimestamp(at, tz=UTC).year

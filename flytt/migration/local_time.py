"""Local days and hours of a window, and the two hours a year that no window edge may fall in."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flytt.migration.workload import Window


def days_of(window: Window, time_zone: str) -> tuple[date, date]:
    """Return the first and last local day that a window touches. One that ends at midnight ends that day."""
    zone = ZoneInfo(time_zone)
    last = window.end - timedelta(microseconds=1)
    return window.start.astimezone(zone).date(), last.astimezone(zone).date()


def on_the_clock_once(local: datetime, time_zone: str) -> bool:
    """Return whether a naive local time comes exactly once: not in the missing hour, nor the doubled."""
    zone = ZoneInfo(time_zone)
    offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1

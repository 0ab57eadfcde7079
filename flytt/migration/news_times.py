"""When users are promised to hear from us next: fixed by the window alone, so that it can be kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flytt.migration.workload import Window

REMINDED_BEFORE = timedelta(hours=24)
"""Users who were told earlier are reminded so long before it begins; on the clock, in UTC."""

START_GRACE = timedelta(minutes=15)
"""A move begins with a step, not on the second: only after this is it late to begin."""

BEFORE_END = timedelta(minutes=30)
"""Users who wait hear whether it will be in time, half an hour before they were promised to be let in."""

HOUR = timedelta(hours=1)

HOURLY_FOR = timedelta(hours=12)
"""Past the window news comes every hour for this long, then every day."""


def news_times(window: Window) -> Iterator[datetime]:
    """Yield, without end, the moments by which there is news once the move has begun. UTC."""
    at = window.end - BEFORE_END
    if at <= window.start:
        at = window.end
    while True:
        yield at
        at += HOUR if at < window.end + HOURLY_FOR else timedelta(days=1)


def next_news(window: Window, now: datetime) -> datetime:
    """Return the first such moment after `now`."""
    return next(at for at in news_times(window) if at > now)


def next_news_unbegun(window: Window, now: datetime) -> datetime:
    """Return by when there is news while nothing has begun: hourly, and when the window ends."""
    if now >= window.end:
        return next_news(window, now)
    first = window.start + START_GRACE
    hours = max(0, (now - first) // HOUR + 1)
    return min(first + hours * HOUR, window.end)


def silent_since(window: Window, word: datetime, now: datetime) -> datetime | None:
    """Return the first promised moment after the last word from those who move, when it has passed."""
    promised = next_news(window, word)
    return promised if promised <= now else None

"""When a notice may go out: what can wait until the morning does not wake people."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flytt.migration.notice_record import COMING, Notice, NoticeState
from flytt.notices.sending.settings import Quiet

WAIT = COMING | {NoticeState.CANCELLED, NoticeState.MOVED_ON}
"""What is about a time to come. Everything else is about now, and is for those who sit and wait for it."""


def goes_out_at(notice: Notice, now: datetime, quiet: Quiet | None) -> datetime:
    """Return when the newest revision may go out: now, or the end of the quiet hours. UTC.

    Whatever would come too late by waiting does not wait: a window, the one told before or the new one, that
    begins before the morning.
    """
    morning = _morning(now, quiet, ZoneInfo(notice.time_zone)) if quiet else None
    if morning is None or notice.state not in WAIT:
        return now
    starts = [w.start for w in (notice.window, notice.previous_window) if w is not None]
    soon = any(now - timedelta(days=1) < start <= morning + timedelta(hours=1) for start in starts)
    return now if soon else morning


def _morning(now: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours that it is now end; None outside of them."""
    local = now.astimezone(zone)
    clock, begins, until = local.timetz().replace(tzinfo=None), quiet.begins, quiet.until
    over_midnight = until <= begins
    is_quiet = clock >= begins or clock < until if over_midnight else begins <= clock < until
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if over_midnight and clock >= begins else local.date()
    return datetime.combine(day, until, zone).astimezone(now.tzinfo)

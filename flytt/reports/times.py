"""Moments and minutes as people read them: the municipality's own time, in English and in bokmål."""

from datetime import datetime
from zoneinfo import ZoneInfo

_DAYS_NB = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_MONTHS_NB = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_HOUR = 60
_HARD = "\N{NO-BREAK SPACE}"


def local(moment: datetime, zone: str) -> str:
    """Return `Wed 7 Jun 2023 16:00`, whatever the machine's own language and zone."""
    at = moment.astimezone(ZoneInfo(zone))
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M}"


def local_soon(moment: datetime, zone: str, now: datetime) -> str:
    """Return `Wed 7 Jun 16:00`, with its year only when that is another one than now."""
    at, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if at.year != today.year:
        return local(moment, zone)
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"


def local_nb(moment: datetime, zone: str) -> str:
    """Return `onsdag 7. juni 2023 kl. 16.00`, with spaces at which no line breaks around day and hour."""
    at = moment.astimezone(ZoneInfo(zone))
    day = f"{at.day}.{_HARD}{_MONTHS_NB[at.month - 1]}"
    return f"{_DAYS_NB[at.weekday()]} {day} {at.year} kl.{_HARD}{at:%H.%M}"


def stamp_nb(moment: datetime | None, zone: str) -> str:
    """Return `07.06.2023 16.00.05` for a table; `–` for a moment that never was."""
    return f"{moment.astimezone(ZoneInfo(zone)):%d.%m.%Y %H.%M.%S}" if moment else "–"


def minutes(value: float) -> str:
    """Return `35 min`, `4 h 10 min`; less than a minute in seconds, `8 s`."""
    return _spelled(value, "h", "min", "days")


def minutes_nb(value: float) -> str:
    """Return `35 min`, `4 t 10 min`."""
    return _spelled(value, "t", "min", "døgn")


def _spelled(value: float, hour: str, minute: str, days: str) -> str:
    if 0 < value < 1:
        return f"{max(1, round(value * 60))} s"
    if 0 < value < 10:  # noqa: PLR2004 - under ten minutes the tenths still say something
        shown = f"{value:.1f}"
        return f"{shown.removesuffix('.0')} {minute}"
    whole = round(value)
    if whole < _HOUR:
        return f"{whole} {minute}"
    if whole < 48 * _HOUR:
        rest = f" {whole % _HOUR} {minute}" if whole % _HOUR else ""
        return f"{whole // _HOUR} {hour}{rest}"
    return f"{whole / (24 * _HOUR):.1f} {days}"

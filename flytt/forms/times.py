"""Times as cells hold them: real ones, serial numbers, and texts in several languages' order."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Literal, TypeAlias

from flytt.forms.block import NEVER
from flytt.forms.fingerprint import Value

Order: TypeAlias = Literal["day", "month"]

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_SERIAL_EPOCH_DAYS = 25_569
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_051
"""Days from 1900 to 2000 and 2100: a number between them in a column of times is a time without format."""

_DAY_SECONDS = 86_400
_TEXT = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})"
    r"(?:(?:[T ,]|kl\.?)*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?"
)
_MONTHS, _TWO_DIGITS, _NOON = 12, 100, 12
_FEWEST_ROWS, _CLEAR_SHARE = 3, 0.1


def order_of(texts: Iterable[str], *, english: bool, in_rows: Iterable[str] = ()) -> Order:
    """Return what comes first in written dates, told by numbers over 12, AM/PM, the rows, language.

    `in_rows` are written times in the order of their rows; they are asked first, for answers are written as
    each person likes. Answers come in one after another and within some weeks: read the wrong way round they
    jump about the year.
    """
    rows = list(in_rows)
    return _by_numbers(rows) or _by_numbers(texts) or _by_rows(rows) or ("month" if english else "day")


def _by_numbers(texts: Iterable[str]) -> Order | None:
    found = [one for text in texts if (one := _TEXT.fullmatch(text.strip())) and not _is_plain(one)]
    if any(int(one[1]) > _MONTHS for one in found):
        return "day"
    return "month" if any(int(one[2]) > _MONTHS or one[7] for one in found) else None


def _is_plain(found: re.Match[str]) -> bool:
    """With dots the day comes first in every language, or the year does: it tells nothing of other dates."""
    return _dotted(found) or int(found[1]) >= _TWO_DIGITS


def _dotted(found: re.Match[str]) -> bool:
    return "." in found.group()[:3]


def _by_rows(texts: Iterable[str]) -> Order | None:
    rows = list(texts)
    ways: dict[Order, list[int]] = {
        order: [at for one in rows if (at := _written(one, order)) != NEVER] for order in ("day", "month")
    }
    day, month = ways["day"], ways["month"]
    if len(day) < _FEWEST_ROWS or day == month:
        return None
    falls = {order: sum(a > b for a, b in pairwise(times)) for order, times in ways.items()}
    apart = falls["day"] - falls["month"]
    if abs(apart) > max(1, len(day) * _CLEAR_SHARE):
        return "month" if apart > 0 else "day"
    spans = max(day) - min(day), max(month) - min(month)
    if 2 * min(spans) < max(spans):
        return "day" if spans[0] < spans[1] else "month"
    return None


def seconds(value: Value, order: Order = "day") -> int:
    """Return seconds since 1970-01-01 of the clock as written, zones left out; NEVER for what is no time."""
    if isinstance(value, datetime):
        whole = (value.toordinal() - _EPOCH_ORDINAL) * _DAY_SECONDS
        return whole + value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500_000)  # noqa: PLR2004 - half a second
    if isinstance(value, date):
        return (value.toordinal() - _EPOCH_ORDINAL) * _DAY_SECONDS
    if isinstance(value, bool):
        return NEVER
    if isinstance(value, int | float):
        if _FIRST_SERIAL <= value <= _LAST_SERIAL:
            return round((value - _SERIAL_EPOCH_DAYS) * _DAY_SECONDS)
        return NEVER
    return _written(value, order) if isinstance(value, str) else NEVER


def _written(text: str, order: Order) -> int:
    found = _TEXT.fullmatch(text.strip())
    if not found:
        return NEVER
    first, second, third = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) > 2:  # noqa: PLR2004 - `0001` is a year: some services' word for no time
        year, month, day = first, second, third
    else:
        day, month = (first, second) if order == "day" or _dotted(found) else (second, first)
        if month > _MONTHS:
            day, month = month, day
        year = third if third >= _TWO_DIGITS else 2000 + third
    hour, minute, second = int(found[4] or 0), int(found[5] or 0), int(found[6] or 0)
    if found[7]:
        hour = hour % _NOON + (_NOON if found[7][0] in "Pp" else 0)
    try:
        return seconds(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
    except ValueError:
        return NEVER


def moment(text: object) -> datetime | None:
    """Return a time of the service or the log, in UTC; None when it is none. Seven decimals are met there."""
    if not isinstance(text, str) or not text:
        return None
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    try:
        found = datetime.fromisoformat(cut)
    except ValueError:
        at = _written(cut, "month")
        return None if at == NEVER else datetime.fromtimestamp(at, UTC)
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:  # the first or last day of all, in a zone that moves it out of the calendar
        return found.replace(tzinfo=UTC)

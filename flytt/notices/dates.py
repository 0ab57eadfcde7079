"""Dates and clock times as Norwegian readers expect them: `onsdag 7. juni 2023 kl. 16.00–20.00`.

Never typed by hand, never "midnatt". Hard spaces keep `7. juni` and `kl. 16.00` on one line.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.units import format_unit

from flytt.migration.workload import Language

HARD_SPACE = "\u00a0"
LOCALES: dict[Language, str] = {"nb": "nb_NO", "nn": "nn_NO"}
EARLY = 8
"""A window that ends before this hour of the next day is a night's."""


class Dates:
    """The dates of one language in one time zone. Moments come in UTC."""

    def __init__(self, language: Language, time_zone: str) -> None:
        self.language: Language = language
        self.locale = LOCALES[language]
        self.zone = ZoneInfo(time_zone)

    def day(self, at: datetime) -> str:
        """Return `onsdag 7. juni 2023`."""
        return self._day(at, "EEEE d.'_'MMMM y")

    def clock(self, at: datetime) -> str:
        """Return `kl. 16.00`."""
        return f"kl.{HARD_SPACE}{self._clock(at)}"

    def moment(self, at: datetime) -> str:
        """Return `onsdag 7. juni 2023 kl. 16.00`."""
        return f"{self.day(at)} {self.clock(at)}"

    def short(self, at: datetime) -> str:
        """Return `07.06.2023 kl. 16.00`, for tables."""
        return f"{at.astimezone(self.zone):%d.%m.%Y} {self.clock(at)}"

    def later(self, at: datetime, mentioned: datetime | None) -> str:
        """Return the clock alone on the day that was mentioned, else day and clock, else all of it."""
        if mentioned is None:
            return self.moment(at)
        if self.same_day(at, mentioned):
            return self.clock(at)
        day = self._day(at, "EEEE d.'_'MMMM")
        return f"{day} {self.clock(at)}"

    def span(self, start: datetime, end: datetime) -> str:
        """Return both clocks on one day; both days, spelt out, over midnight."""
        if self.same_day(start, end):
            return f"{self.moment(start)}–{self._clock(end)}"
        to = {"nb": "fra", "nn": "frå"}[self.language]
        return f"{to} {self.moment(start)} til {self.moment(end)}"

    def night(self, start: datetime, end: datetime) -> str:
        """Return `natt til torsdag` for a window that ends early the next day, else nothing."""
        begin, finish = start.astimezone(self.zone), end.astimezone(self.zone)
        if (finish.date() - begin.date()).days != 1 or finish.hour >= EARLY:
            return ""
        return f"natt til {self._day(end, 'EEEE')}"

    def clock_change(self, start: datetime, end: datetime) -> int:
        """Return +1 when clocks go an hour forward between the two, -1 when back, else 0."""
        before, after = (m.astimezone(self.zone).utcoffset() for m in (start, end))
        assert before is not None, "a zone knows its offset"
        assert after is not None, "a zone knows its offset"
        return (after > before) - (after < before)

    def length(self, start: datetime, end: datetime) -> str:
        """Return how long it truly lasts: `4 timer og 30 minutter`."""
        hours, minutes = divmod(round((end - start).total_seconds() / 60), 60)
        parts = [(hours, "duration-hour"), (minutes, "duration-minute")]
        return " og ".join(format_unit(n, unit, locale=self.locale) for n, unit in parts if n)

    def same_day(self, one: datetime, other: datetime) -> bool:
        """True when both fall on one local day."""
        return one.astimezone(self.zone).date() == other.astimezone(self.zone).date()

    def _day(self, at: datetime, pattern: str) -> str:
        text = format_date(at.astimezone(self.zone).date(), pattern, locale=self.locale)
        return text.replace("_", HARD_SPACE)

    def _clock(self, at: datetime) -> str:
        """Return `16.00`; in the hour that comes twice in October, which of the two."""
        local = at.astimezone(self.zone)
        first, second = local.replace(fold=0), local.replace(fold=1)
        if first.utcoffset() == second.utcoffset():
            return f"{local:%H.%M}"
        summer = {"nb": "sommertid", "nn": "sommartid"}[self.language]
        return f"{local:%H.%M} ({'normaltid' if local.fold else summer})"

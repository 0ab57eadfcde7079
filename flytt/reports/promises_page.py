"""Downtime promised against downtime measured, for leads: each window, then each sector. Bokmål."""

from collections.abc import Sequence

from flytt.migration.plan import Plan
from flytt.migration.promises import Promised, by_sector
from flytt.reports.markdown import table, text
from flytt.reports.times import local_nb, minutes_nb

VERDICTS = {True: "holdt", False: "**brutt**", None: "aldri nede"}


def promises_lines(plan: Plan, rows: Sequence[Promised]) -> list[str]:
    """Return the lines of the page's part; nothing when no window has been put to the test."""
    if all(row.kept is None for row in rows):
        return []
    names = {s.id: s.name for s in plan.sectors}
    titles = ("Arbeidslast", "Sektor", "Vindu", "Lovet høyst", "Nede", "Over tiden", "Løftet")
    windows = [
        (
            text(row.name),
            text(names.get(row.sector, row.sector)),
            local_nb(row.window.start, plan.time_zone),
            minutes_nb(row.promised_minutes),
            _measured(row),
            minutes_nb(row.over_minutes) if row.over_minutes else "–",
            VERDICTS[row.kept],
        )
        for row in rows
    ]
    sums = [
        (
            text(names.get(s.sector, s.sector)),
            f"{s.kept} av {s.tested}",
            minutes_nb(s.promised_minutes),
            minutes_nb(s.minutes),
        )
        for s in by_sector(rows)
        if s.tested
    ]
    sectors = ("Sektor", "Løfter holdt", "Lovet høyst, i alt", "Nede, i alt")
    return ["## Nedetid: lovet og målt", "", *table(titles, windows), *table(sectors, sums)]


def _measured(row: Promised) -> str:
    if row.minutes is None:
        return "–"
    ending = " og teller" if row.ended is None else " (ført tilbake)" if row.taken_back else ""
    return minutes_nb(row.minutes) + ending

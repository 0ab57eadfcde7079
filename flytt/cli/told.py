"""What leads ask about notices: were promises kept, and who owes users the next word."""

from typing import TYPE_CHECKING

from flytt.cli.output import document

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.migration.promises import Promised
    from flytt.migration.record import Json


def print_promises(journal: "Journal", sector: str, *, as_json: bool) -> None:
    """Print downtime promised against downtime measured: each window, then each sector."""
    from flytt.migration.promises import by_sector, promises
    from flytt.notices.dates import Dates

    plan = journal.plan()
    every = promises(plan, journal.events, journal.clock.now(), journal.plans())
    rows = [r for r in every if sector in {"", r.sector}]
    sums = by_sector(rows)
    if as_json:
        windows: list[Json] = list(map(_with_verdict, rows))
        sectors: list[Json] = [*(s.as_json() for s in sums)]
        document({"municipality": plan.municipality, "windows": windows, "sectors": sectors})
        return
    dates = Dates("nb", plan.time_zone)
    words = {True: "kept", False: "BROKEN", None: "never down"}
    for r in rows:
        was = "-" if r.minutes is None else f"{r.minutes:.0f} min"
        at = dates.short(r.window.start).replace("\u00a0", " ")
        print(
            f"{r.sector:<14} {r.name:<40.40} {at}  promised {r.promised_minutes} min, {was}: {words[r.kept]}"
        )
    for s in sums:
        if s.tested:
            print(
                f"{s.sector}: {s.kept} of {s.tested} kept; "
                f"{s.minutes:.0f} min without, {s.promised_minutes} promised."
            )


def _with_verdict(row: "Promised") -> "Json":
    return {**row.as_json(), "kept": row.kept}


def print_owed(journal: "Journal", sector: str, *, as_json: bool) -> None:
    """Print who owes users a word, what was due first before the others."""
    from flytt.migration.notice import notices
    from flytt.migration.owed import owed

    plan, state, now = journal.plan(), journal.refresh(), journal.clock.now()
    told = notices(plan, state, journal.events, now, journal.plans())
    owing = [o for o in owed(plan, told, state, now) if sector in {"", o.sector}]
    if as_json:
        document({"municipality": plan.municipality, "owed": [*(o.as_json() for o in owing)]})
        return
    for o in owing:
        late = "OVERDUE" if o.overdue else "due"
        by = ", ".join(o.by) or "nobody has launched it"
        print(f"{late} {o.due:%Y-%m-%d %H:%M} UTC  {o.to_say:<7} {o.gate or o.notice}  by: {by}")
    if not owing:
        print("Nobody owes users a word.")

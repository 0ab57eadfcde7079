"""Both sides of a tenant's part as a table: each thing by itself, what differs first. Bokmål."""

from collections.abc import Sequence

from flytt.reports.both_sides import Counted, Thing
from flytt.reports.markdown import code, table, text

SHOWN = 20
"""Rows of each sort that a page shows; the rest are counted, and stand in report.json."""

THINGS: dict[Thing, str] = {
    "people": "Personer",
    "group": "Grupper: medlemmer og eiere",
    "licence": "Lisenser: plasser",
    "drive": "Filområder: filer",
    "mailbox": "Postkasser: elementer",
    "channel": "Kanaler: meldinger",
    "chat": "Chatter: meldinger",
    "plan": "Planer: oppgaver",
    "site": "Nettområder: sider",
}
NOTED: dict[str, str] = {
    "arrived": "kom ved videresending",
    "buckets": "kolonner",
    "buckets_there": "kolonner der",
    "edited": "endret etter kopieringen",
    "extra": "bare på den nye siden",
    "folders": "mapper",
    "folders_there": "mapper der",
    "late": "skrevet for sent",
    "left": "ikke med",
    "links": "delingslenker",
    "versions": "eldre versjoner",
    "versions_there": "eldre versjoner på ny side",
    "odd": "notatblokker og snarveier",
    "others": "andres sider der",
    "own": "folks egne der",
    "pictures": "bilder",
    "rewritten": "skrevet om etter avslag",
    "staying": "flytter ikke",
}
"""What a comparison notes beside the numbers, in its own word."""


def both_sides_lines(rows: Sequence[Counted]) -> list[str]:
    """Return a table for each sort of thing; nothing when nothing was compared thing by thing."""
    lines: list[str] = []
    for thing, title in THINGS.items():
        here = [row for row in rows if row.thing == thing]
        if here:
            lines += _sort(title, here)
    return lines


def _sort(title: str, rows: list[Counted]) -> list[str]:
    ordered = sorted(rows, key=lambda row: (row.alike, row.within, row.id))
    alike = sum(row.alike for row in rows)
    lines = [f"{title}, {len(rows)} i alt, {alike} like på begge sider:", ""]
    titles = ("Id", "Gammel side", "Ny side", "Byte", "Rettigheter", "Avtrykk", "Likt", "Dessuten")
    lines += table(titles, [_row(row) for row in ordered[:SHOWN]])
    if len(rows) > SHOWN:
        lines += [f"Og {len(rows) - SHOWN} til, som står i report.json.", ""]
    return lines


def _row(row: Counted) -> tuple[str, ...]:
    place = f"{code(row.within)} {code(row.id)}" if row.within else code(row.id)
    noted = ", ".join(f"{NOTED.get(name, name)}: {count}" for name, count in row.noted.items())
    return (
        place or "–",
        str(row.source),
        str(row.target),
        _pair(row.size_bytes, row.size_bytes_there),
        _pair(row.rights, row.rights_there),
        _prints(row),
        "ja" if row.alike else "**nei**",
        text(noted) or "–",
    )


def _pair(here: int | None, there: int | None) -> str:
    if here is None:
        return "–"
    return f"{here} / {there}" if there is not None else str(here)


def _prints(row: Counted) -> str:
    if not row.source_print:
        return "–"
    same = row.source_print == row.target_print
    return code(row.source_print) if same else f"{code(row.source_print)} / {code(row.target_print)}"

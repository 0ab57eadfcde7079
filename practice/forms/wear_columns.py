"""What people do to the columns and headings of a spreadsheet."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from practice.forms.clock import serial_text
from practice.forms.draws import chance
from practice.forms.headings import META
from practice.forms.table import Cell, Column, Formula, Table
from practice.forms.topics import Language
from practice.forms.wear_rows import HARD, Wear

__all__ = ["COLUMN_WEAR"]

_PATTERNS = (
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%y %H:%M:%S",
    "%d.%m.%y %H.%M",
)
_ADDED = ("Status", "Saksbehandler", "Merknad", "Behandlet dato", "OK?", "Saksnr", "Ringt", "Kommentar2")
_VALUES = ("OK", "ferdig", "x", "venter", "Ja", "AB", "må ringes", "2025/114")


def _drop_meta(rng: random.Random, table: Table, severity: int) -> None:
    """Names and addresses go first, then times, at last the ids."""
    kinds = (
        ("mail", "name", "modified", "language"),
        ("start", "mail", "name"),
        ("id", "start", "end", "mail"),
    )
    chosen = kinds[severity - 1]
    if severity > 1 and chance(rng, 0.5):
        chosen = ("id", "mail", "name") if severity < HARD else ("start", "end", "mail", "name")
    table.drop(table.places(*chosen))


def _round_minute(_: random.Random, table: Table, __: int) -> None:
    """Times without seconds."""
    for place in table.places("start", "end"):
        for row in table.rows:
            cell = row[place]
            row[place] = int(cell * 1440) / 1440 if isinstance(cell, float) else cell


def _round_day(_: random.Random, table: Table, __: int) -> None:
    """Times became dates."""
    for place in table.places("start", "end"):
        for row in table.rows:
            cell = row[place]
            row[place] = float(int(cell)) if isinstance(cell, float) else cell


def _text_dates(rng: random.Random, table: Table, _: int) -> None:
    """Moments became text, in some pattern."""
    pattern = rng.choice(_PATTERNS)
    for place in table.places("start", "end"):
        for row in table.rows:
            cell = row[place]
            row[place] = serial_text(cell, pattern) if isinstance(cell, float) else cell


def _shift(rng: random.Random, table: Table, _: int) -> None:
    """All times are some hours off."""
    hours = rng.choice((-2, -1, 1, 2))
    for place in table.places("start", "end"):
        for row in table.rows:
            cell = row[place]
            row[place] = cell + hours / 24 if isinstance(cell, float) else cell


def _translate(rng: random.Random, table: Table, severity: int) -> None:
    """Some of the headings are written again in another language."""
    languages: tuple[Language, ...] = ("nb", "nn", "en")
    for place, column in enumerate(table.columns):
        if column.kind in META and chance(rng, 0.3 * severity):
            table.columns[place] = replace(column, heading=META[column.kind][rng.choice(languages)][-1])


def _rename(rng: random.Random, table: Table, severity: int) -> None:
    """Headings are made short."""
    for place in table.places("question"):
        column = table.columns[place]
        if chance(rng, 0.2 * severity):
            words = column.heading.split()
            short = " ".join(words[: max(1, len(words) // 2)]) if severity < HARD else f"Spm {place}"
            table.columns[place] = replace(column, heading=short)


def _merge(rng: random.Random, table: Table, _: int) -> None:
    """Two columns became one."""
    places = table.places("question")
    if not places[2:]:
        return
    at = rng.randrange(len(places) - 1)
    left, right = places[at], places[at + 1]
    for row in table.rows:
        row[left] = " / ".join(str(cell) for cell in (row[left], row[right]) if cell is not None) or None
    heading = f"{table.columns[left].heading} / {table.columns[right].heading}"
    table.columns[left] = replace(table.columns[left], heading=heading)
    table.drop([right])


def _delete(rng: random.Random, table: Table, severity: int) -> None:
    """Columns that somebody did not need."""
    places = table.places("question")
    count = min(len(places) - 1, rng.randint(1, severity * 2))
    if count > 0:
        table.drop(rng.sample(places, count))


def _add(rng: random.Random, table: Table, severity: int) -> None:
    """Columns for the work that the answers led to."""
    taken = {column.heading for column in table.columns}
    for heading in rng.sample(_ADDED, min(severity, 3)):
        if heading in taken:
            continue
        cells: list[Cell] = [rng.choice(_VALUES) if chance(rng, 0.7) else None for _ in table.rows]
        place = None if chance(rng, 0.7) else rng.randrange(len(table.columns) + 1)
        table.put(Column("added", heading), cells, place)


def _formula(_: random.Random, table: Table, __: int) -> None:
    """A column that is calculated."""
    first = len(table.above) + 2
    cells: list[Cell] = [
        Formula(f"LEN(A{first + row})", len(str(table.rows[row][0] or ""))) for row in range(len(table.rows))
    ]
    table.put(Column("added", "Lengde"), cells)


def _titles(rng: random.Random, table: Table, severity: int) -> None:
    """Lines above the heading."""
    lines = (
        "Svar fra skjema",
        f"Utskrift {rng.randint(1, 28)}.{rng.randint(1, 12)}.2025",
        "Unntatt offentlighet",
    )
    table.above = [*([line] for line in lines[:severity])]
    if chance(rng, 0.5):
        table.above.append([])


def _same(_: random.Random, table: Table, __: int) -> None:
    """Two headings that are alike."""
    places = table.places("question")
    if len(places) > 1:
        heading = table.columns[places[0]].heading
        table.columns[places[-1]] = replace(table.columns[places[-1]], heading=f"{heading}2")


def _spaces(rng: random.Random, table: Table, severity: int) -> None:
    """Hard spaces, decomposed letters, line breaks."""
    for place, column in enumerate(table.columns):
        heading = column.heading
        if chance(rng, 0.3 * severity):
            heading = heading.replace(" ", "\N{NO-BREAK SPACE}", 1)
        if chance(rng, 0.2 * severity):
            heading = unicodedata.normalize("NFD", heading)
        if severity > 1 and chance(rng, 0.2):
            heading = heading.replace(" ", "\n", 1)
        table.columns[place] = replace(column, heading=heading)


COLUMN_WEAR: Mapping[str, Wear] = {
    "dropped-meta": _drop_meta,
    "minutes": _round_minute,
    "days": _round_day,
    "text-dates": _text_dates,
    "hour-shift": _shift,
    "translated": _translate,
    "renamed-columns": _rename,
    "merged-columns": _merge,
    "deleted-columns": _delete,
    "added-columns": _add,
    "formulas": _formula,
    "title-rows": _titles,
    "same-headings": _same,
    "odd-spaces": _spaces,
}

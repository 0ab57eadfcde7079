"""What people do to the rows of a spreadsheet, whether they mean to or not."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from practice.forms.table import Cell, Origin, Table

__all__ = ["HARD", "ROW_WEAR", "Wear"]

Wear = Callable[[random.Random, Table, int], None]  # severity from 1 to 3
HARD = 3


def _range(rng: random.Random, table: Table, severity: int) -> None:
    """Only some ids were exported."""
    count = len(table.rows)
    kept = max(1, round(count * (1 - 0.25 * severity * rng.random())))
    first = rng.randrange(count - kept + 1) if count else 0
    table.keep(list(range(first, first + kept)) if count else [])


def _filter(rng: random.Random, table: Table, severity: int) -> None:
    """Only the rows that somebody had chosen."""
    share = (0.85, 0.5, 0.25)[severity - 1]
    kept = [row for row in range(len(table.rows)) if rng.random() < share]
    table.keep(kept or list(range(min(1, len(table.rows)))))


def _sort(rng: random.Random, table: Table, severity: int) -> None:
    """By another column, or (severity 3) in no order."""
    order = list(range(len(table.rows)))
    if severity == HARD:
        rng.shuffle(order)
    else:
        place = rng.randrange(len(table.columns))
        order.sort(key=lambda row: str(table.rows[row][place] or ""))
    table.keep(order)


def _dedupe(_: random.Random, table: Table, __: int) -> None:
    """One row for each answer text, as Excel's own tool does."""
    seen: set[tuple[Cell, ...]] = set()
    kept: list[int] = []
    places = table.places("question")[:2]
    for number, row in enumerate(table.rows):
        key = tuple(row[place] for place in places)
        if key not in seen:
            kept.append(number)
        seen.add(key)
    table.keep(kept)


def _append(rng: random.Random, table: Table, severity: int) -> None:
    """Answers that came on paper or by telephone are typed in below."""
    if not table.rows:
        return
    for _ in range(rng.randint(1, severity)):
        row: list[Cell] = []
        for place, column in enumerate(table.columns):
            like = table.rows[rng.randrange(len(table.rows))][place]
            row.append(like if column.kind in {"question", "name", "points", "added", "source"} else None)
        table.rows.append(row)
        table.origins.append(None)


def _edit(rng: random.Random, table: Table, severity: int) -> None:
    """Some answers are corrected by hand."""
    places = table.places("question")
    for _ in range(severity * max(1, len(table.rows) // 25)):
        if table.rows and places:
            row, place = rng.randrange(len(table.rows)), rng.choice(places)
            cell = table.rows[row][place]
            table.rows[row][place] = f"{cell} (rettet)" if isinstance(cell, str) else "se merknad"


def _blank(_: random.Random, table: Table, __: int) -> None:
    """Names and addresses are taken out."""
    for place in table.places("mail", "name"):
        for row in table.rows:
            row[place] = None


def _pivot(rng: random.Random, table: Table, _: int) -> None:
    """Counts for each answer to a question: no row is an answer any more."""
    places = table.places("question") or [0]
    place = rng.choice(places)
    counts: dict[str, int] = {}
    for row in table.rows:
        text = str(row[place] if row[place] is not None else "(tom)")[:60]
        counts[text] = counts.get(text, 0) + 1
    heading = table.columns[place]
    total = rng.choice(("Antall", "Antall av ID", "Count of ID", "Tal på svar"))
    table.columns = [heading, type(heading)("added", total)]
    table.rows = [[text, count] for text, count in sorted(counts.items())]
    origins: list[Origin | None] = [None] * len(table.rows)
    table.origins, table.summary = origins, True


ROW_WEAR: Mapping[str, Wear] = {
    "partial-range": _range,
    "filtered": _filter,
    "sorted": _sort,
    "deduplicated": _dedupe,
    "appended-rows": _append,
    "edited-cells": _edit,
    "blanked-personal": _blank,
    "pivot": _pivot,
}

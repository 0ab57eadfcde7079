"""A table of an export, whose every row remembers which response it was; and what people do to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

from bench.forms.foreign.lives import Cell, Form, Response
from bench.forms.foreign.words import chance

_HERE = ZoneInfo("Europe/Oslo")
_EXCEL_1970 = 25_569
_META = {
    "nb": ("ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn",
           "Tidspunkt for siste endring"),
    "en": ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time"),
}  # fmt: skip
_ADDED = ("Behandlet", "Saksbehandler", "Merknad", "Svar sendt", "OK?", "Tildelt", "Ringt", "Status")
_DONE = ("x", "x", "ja", "venter", "", "", "sendt 3/4", "OK", "ringt, ikke svar")
META = 6


@dataclass(frozen=True)
class Table:
    """Headings, cells below, and `of`: form and response of each row, nothing for what people typed.

    `dated` are columns that hold moments or days as Excel counts them.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    of: tuple[tuple[int, int] | None, ...]
    dated: frozenset[str] = frozenset()

    def only(self, keep: Sequence[int]) -> "Table":
        """Return some of the rows, in this order."""
        return replace(self, rows=tuple(self.rows[n] for n in keep), of=tuple(self.of[n] for n in keep))

    def columns(self, keep: Sequence[int]) -> "Table":
        """Return some of the columns, in this order."""
        rows = tuple(tuple(row[n] for n in keep) for row in self.rows)
        return replace(self, heads=tuple(self.heads[n] for n in keep), rows=rows)

    def beside(self, head: str, make: Callable[[int], Cell], *, first: bool = False) -> "Table":
        """Return it with a column more."""
        cells = [make(n) for n in range(len(self.rows))]
        if first:
            rows = tuple((one, *row) for one, row in zip(cells, self.rows, strict=True))
            return replace(self, heads=(head, *self.heads), rows=rows)
        rows = tuple((*row, one) for one, row in zip(cells, self.rows, strict=True))
        return replace(self, heads=(*self.heads, head), rows=rows)


def local(at: int) -> float:
    """Return a moment as the clock on the wall in Norway showed it, as Excel counts days."""
    moment = datetime.fromtimestamp(at, UTC).astimezone(_HERE)
    shift = moment.utcoffset()
    return (at + (shift.total_seconds() if shift else 0)) / 86_400 + _EXCEL_1970


def exported(form: Form, at: int, language: str, *, live: bool = False) -> Table:
    """Return what the service writes: into a download, or into the workbook that it keeps."""
    meta = _META[language]
    heads = ["Id" if live else "ID", *meta[1:]]
    shown = [(n, one) for n, one in enumerate(form.asked) if live or one.until > at]
    for _, one in shown:
        heads += one.question.choices if one.question.kind == "l" else [one.title(at)]
    answers = form.then(at)
    rows = tuple(tuple(_cells(form, one, [n for n, _ in shown])) for one in answers)
    dated = {*meta[1:3], *(one.title(at) for _, one in shown if one.question.kind == "d")}
    return Table(tuple(heads), rows, tuple((form.number, one.id) for one in answers), frozenset(dated))


def _cells(form: Form, one: Response, shown: Sequence[int]) -> list[Cell]:
    cells: list[Cell] = [one.id, local(one.start), local(one.end), one.mail, one.name or None, None]
    for n in shown:
        question, value = form.asked[n].question, one.values[n]
        if question.kind == "l":
            cells += value if isinstance(value, list) else [None] * len(question.choices)
        elif question.kind == "d" and isinstance(value, int):
            cells.append(value + _EXCEL_1970)
        else:
            cells.append(value if not isinstance(value, list) else None)
    return cells


def worked_on(rng: Random, table: Table) -> Table:
    """Return it as a caseworker leaves it: columns beside, sorted, some taken out, some typed in."""
    if chance(rng, 0.5):
        table = table.beside(rng.choice(_ADDED), lambda _: rng.choice(_DONE) or None)
    if chance(rng, 0.2):
        table = table.beside("Nr", lambda n: n + 1, first=True)
    if chance(rng, 0.35):
        by = rng.randrange(len(table.heads))
        table = table.only(sorted(range(len(table.rows)), key=lambda n: str(table.rows[n][by])))
    if chance(rng, 0.3):
        table = table.only([n for n in range(len(table.rows)) if chance(rng, 0.85)])
    if chance(rng, 0.25) and table.rows:
        typed = list(rng.choice(table.rows))
        typed[: min(3, len(typed))] = [None] * min(3, len(typed))
        table = replace(table, rows=(*table.rows, tuple(typed)), of=(*table.of, None))
    return table


def without(rng: Random, table: Table, *, all_of_it: bool) -> Table:
    """Return it without columns of the service: all, or those that nobody needs."""
    gone = set(range(META)) if all_of_it else set(rng.choice(((1, 5), (1, 3, 5), (0, 1, 5), (5,), (3, 4, 5))))
    return table.columns([n for n in range(len(table.heads)) if n not in gone])


def renamed(rng: Random, table: Table) -> Table:
    """Return it with shorter headings, as for a meeting."""
    names = [
        one.split("(")[0].split(",")[0].strip(" ?:")[:24] if chance(rng, 0.5) else one for one in table.heads
    ]
    dated = frozenset(names[n] for n, one in enumerate(table.heads) if one in table.dated)
    return replace(table, heads=tuple(names), dated=dated)


def counted(rng: Random, table: Table, form: Form) -> Table | None:
    """Return a pivot of one of its questions with choices, if it has such a one."""
    choices = [
        one.question for one in form.asked if one.question.kind == "c" and one.question.title in table.heads
    ]
    if not choices or not table.rows:
        return None
    asked = rng.choice(choices)
    at = table.heads.index(asked.title)
    rows = [(one, sum(row[at] == one for row in table.rows)) for one in asked.choices]
    lines = tuple((a, n) for a, n in rows if n)
    return Table(
        (rng.choice(("Radetiketter", asked.title)), rng.choice(("Antall av ID", "Antall"))),
        lines,
        (None,) * len(lines),
    )


def stacked(tables: Sequence[Table]) -> Table:
    """Return tables one below the other, under the headings of the first."""
    heads = tables[0].heads
    rows: list[tuple[Cell, ...]] = []
    for table in tables:
        rows += [tuple(list(row)[: len(heads)] + [None] * (len(heads) - len(row))) for row in table.rows]
    dated = frozenset[str]().union(*(one.dated for one in tables))
    return Table(heads, tuple(rows), tuple(one for table in tables for one in table.of), dated)

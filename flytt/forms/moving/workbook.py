"""The workbook that a person opens: answers, what else was ever said, and what every column is."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.workbook.child import _WorkbookChild  # pyright: ignore[reportPrivateUsage] - the only name its sheets share

from flytt.forms.fingerprint import Value, normal
from flytt.forms.moving.gathered import Gathered, SheetRow

ANSWERS, OTHERS, COLUMNS = "Svar", "Andre utgaver", "Kolonner"
MOST_ROWS = 1_000_000
"""Rows on one sheet; Excel holds 1,048,576."""

_NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_EXACT_INTEGER = 10**15

Sheets = Iterable[tuple[str, Iterable[SheetRow]]]


def sheets_of(gathered: Gathered) -> Iterator[tuple[str, Iterable[SheetRow]]]:
    """Yield the sheets: name and rows, heading first. Answers beyond what a sheet holds go on in the next."""
    for start in range(0, max(1, len(gathered.lines)), MOST_ROWS):
        name = ANSWERS if not start else f"{ANSWERS} {start // MOST_ROWS + 1}"
        yield name, _headed(gathered, gathered.table(gathered.lines[start : start + MOST_ROWS]))
    if gathered.others:
        yield OTHERS, _headed(gathered, gathered.table(gathered.others))
    yield COLUMNS, [["Kolonne", "Overskrift"], *([name, text] for name, text in gathered.headings.items())]


def _headed(gathered: Gathered, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    yield gathered.head
    yield from rows


def write_workbook(path: Path, sheets: Sheets) -> None:
    """Write an xlsx file, row by row. OSError when the place cannot be written to."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        append = cast("Callable[[list[object]], None]", getattr(sheet, "append"))  # noqa: B009 - sheets that are only written have no type of their own
        sheet.freeze_panes = "A2"
        for row in rows:
            append([_cell(sheet, value) for value in row])
    book.save(path)


def _cell(sheet: _WorkbookChild, value: Value) -> object:
    plain = in_workbook(value)
    if isinstance(plain, str):
        cell = WriteOnlyCell(sheet, plain)
        if plain:
            cell.data_type = "s"  # what looks like a formula is an answer
        return cell
    if isinstance(plain, datetime):
        cell = WriteOnlyCell(sheet, plain)
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    return plain


def in_workbook(value: Value) -> Value:
    """Return a value as a workbook can hold it: times in answers as text, since cells round them.

    Control characters are written as Excel writes them (`_x0007_`), and a text that looks so is escaped too.
    """
    if isinstance(value, str):
        plain = _NOT_IN_XML.sub("\ufffd", value)
        return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
    if isinstance(value, bool | datetime):
        return value
    if isinstance(value, date | time | timedelta):
        return normal(value)
    return value if abs(value) < _EXACT_INTEGER else normal(value)

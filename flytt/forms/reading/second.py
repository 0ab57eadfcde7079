"""The second reader of a workbook (openpyxl), independent of the first, and whether the two agree."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, cast

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from flytt.forms.fingerprint import Value, normal
from flytt.forms.reading.blocks import Sheet
from flytt.forms.reading.broken import Broken

_SHOWN = {"visible": "visible", "hidden": "hidden", "veryHidden": "very hidden"}


class Agreement(NamedTuple):
    """How two readers see one sheet. `differing` are cells (row, column from 1), at most 100."""

    sheet: str
    cells: int
    differences: int
    differing: tuple[tuple[int, int], ...]


def streamed_sheets(
    path: Path, tables: Mapping[str, tuple[tuple[str, str], ...]] | None = None
) -> Iterator[Sheet]:
    """Yield the sheets of an xlsx file, row by row, not believing the dimension. Broken when it is none."""
    with path.open(
        "rb"
    ) as file:  # by its name it would be refused: content lies under ids, without an ending
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except Exception as error:
            raise Broken("damaged", f"no reader opens it ({type(error).__name__})") from error
        for sheet in book.worksheets:
            shown = _SHOWN.get(str(sheet.sheet_state), "visible")
            yield Sheet(sheet.title, _Rows(sheet), shown, (tables or {}).get(sheet.title, ()))


class _Rows:
    """Rows of one sheet, parsed once: what holds something is kept, empty rows are made up again."""

    def __init__(self, sheet: object) -> None:
        self._sheet = sheet
        self._filled: list[tuple[int, list[Value]]] | None = None

    def __call__(self) -> Iterator[Sequence[Value]]:
        if self._filled is None:
            self._filled = list(self._parsed())
        at = 0
        for number, row in self._filled:
            for _ in range(at, number):
                yield ()
            yield row
            at = number + 1

    def _parsed(self) -> Iterator[tuple[int, list[Value]]]:
        reset = getattr(self._sheet, "reset_dimensions", None)
        if callable(reset):
            reset()
        rows = cast("Iterator[tuple[object, ...]]", getattr(self._sheet, "iter_rows")(values_only=True))  # noqa: B009 - read-only sheets have no type of their own
        for number, row in enumerate(rows):
            if any(one is not None for one in row):
                yield number, [_value(one) for one in row]


def _value(cell: object) -> Value:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unescape(cell)  # Excel writes what XML cannot hold as `_x000D_`, and this reader leaves it so
    if isinstance(cell, bool | int | float | datetime | date | time | timedelta):
        return cell
    return str(cell)


def agreement(first: Sheet, second: Sheet) -> Agreement:
    """Compare two readings of a sheet, cell for cell, by their normal form."""
    cells = count = 0
    differing: list[tuple[int, int]] = []
    for n, (one, other) in enumerate(_side_by_side(first, second), 1):
        for k in range(max(len(one), len(other))):
            a = normal(one[k]) if k < len(one) else ""
            b = normal(other[k]) if k < len(other) else ""
            cells += bool(a or b)
            if a != b:
                count += 1
                if len(differing) < _SHOWN_DIFFERENCES:
                    differing.append((n, k + 1))
    return Agreement(first.name, cells, count, tuple(differing))


_SHOWN_DIFFERENCES = 100


def _side_by_side(first: Sheet, second: Sheet) -> Iterator[tuple[Sequence[Value], Sequence[Value]]]:
    left, right = first.rows(), second.rows()
    nothing: Sequence[Value] = ()
    while True:
        one, other = next(left, None), next(right, None)
        if one is None and other is None:
            return
        yield one or nothing, other or nothing

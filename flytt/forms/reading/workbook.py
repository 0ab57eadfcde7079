"""Workbooks through the first reader (calamine); through the second (openpyxl) where the first cannot."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import python_calamine as calamine

from flytt.forms.fingerprint import Value
from flytt.forms.reading.archive import Archive
from flytt.forms.reading.blocks import Sheet
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.second import streamed_sheets

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def sheets(path: Path, archive: Archive | None) -> Iterator[Sheet]:
    """Yield every sheet that can hold cells, hidden ones too. Broken when no reader opens the file."""
    if archive and archive.sparse:
        yield from streamed_sheets(path, archive.tables)
        return
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))  # pyright: ignore[reportUnknownMemberType] - its PathLike is open
    except calamine.PasswordError as error:
        raise Broken("encrypted", "a password protects it") from error
    except Exception as error:
        if archive and not archive.is_ods:
            yield from streamed_sheets(path, archive.tables)
            return
        raise Broken("damaged", f"the reader gave up ({type(error).__name__})") from error
    with book:
        for meta in book.sheets_metadata:
            if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                tables = archive.tables.get(meta.name, ()) if archive else ()
                yield Sheet(meta.name, _rows(book, meta.name), _shown(meta.visible), tables)


def _rows(book: calamine.CalamineWorkbook, name: str) -> Callable[[], Iterator[Sequence[Value]]]:
    try:
        return _Rows(book.get_sheet_by_name(name))
    except calamine.CalamineError as error:
        why = Broken("damaged", f"a sheet cannot be read ({type(error).__name__})")

    def broken() -> Iterator[Sequence[Value]]:
        raise why

    return broken


def _shown(visible: calamine.SheetVisibleEnum) -> str:
    if visible == calamine.SheetVisibleEnum.Hidden:
        return "hidden"
    return "very hidden" if visible == calamine.SheetVisibleEnum.VeryHidden else "visible"


class _Rows:
    """Rows from the first row and column of the sheet; the reader begins at the first column with a cell."""

    def __init__(self, sheet: "CalamineSheet") -> None:
        self._sheet = sheet

    def __call__(self) -> Iterator[Sequence[Value]]:
        start = self._sheet.start
        if start is None:
            return
        left = start[1]
        for row in self._sheet.iter_rows():
            yield [*[""] * left, *row] if left else row

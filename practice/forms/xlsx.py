"""Writes xlsx by hand, a row at a time: as Forms writes it, or as Excel saves it again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from practice.forms.sheet import Sheet, letters
from practice.forms.table import Cell, Formula
from practice.forms.xlsx_parts import (
    MAIN,
    REL,
    XML,
    Book,
    frame_part,
    kinds_part,
    rels_part,
    strings_part,
    table_part,
    text_part,
)

__all__ = ["Book", "write_xlsx"]

_LETTERS = tuple(letters(column) for column in range(400))
_ROWS_AT_ONCE = 500
_HIDDEN = f'{XML}<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'


def write_xlsx(sheets: Sequence[Sheet], book: Book) -> bytes:
    """The bytes of the workbook."""
    target = io.BytesIO()
    strings: dict[str, int] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        names = [sheet.name for sheet in sheets] + (["_56F9DC9755BA473782653E2940F9"] if book.hidden else [])
        for number, sheet in enumerate(sheets, start=1):
            table = book.table if number == 1 and _can_betable_part(sheet) else ""
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in _sheet(sheet, book, strings, has_table=bool(table)):
                    part.write(text.encode())
            if table:
                _put(
                    archive,
                    f"xl/worksheets/_rels/sheet{number}.xml.rels",
                    rels_part([("rId1", "table", "../tables/table1.xml")]),
                )
                _put(archive, "xl/tables/table1.xml", table_part(sheet, table))
        if book.hidden:
            _put(archive, f"xl/worksheets/sheet{len(names)}.xml", _HIDDEN)
        if book.shared:
            _put(archive, "xl/sharedStrings.xml", strings_part(strings))
        for path, text in frame_part(names, book).items():
            _put(archive, path, text)
        kinds = kinds_part(
            len(names), shared=book.shared, table=bool(book.table and _can_betable_part(sheets[0]))
        )
        _put(archive, "[Content_Types].xml", kinds)
    return target.getvalue()


def _put(archive: zipfile.ZipFile, path: str, text: str) -> None:
    archive.writestr(_entry(path), text.encode())


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path)  # dated 1980: when this machine wrote it is nobody's business
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _can_betable_part(sheet: Sheet) -> bool:
    if len(sheet.blocks) != 1 or sheet.blocks[0].table.above:
        return False
    headings = [column.heading.lower() for column in sheet.blocks[0].table.columns]
    return len(set(headings)) == len(headings) and bool(sheet.blocks[0].table.rows)


def _sheet(sheet: Sheet, book: Book, strings: dict[str, int], *, has_table: bool) -> Iterator[str]:
    yield f'{XML}<worksheet {MAIN} xmlns:r="{REL}">'
    if book.dimension == "quirk":
        yield '<dimension ref="A1:A1"/>'
    elif book.dimension == "true":
        right = max(block.column + len(block.table.columns) for block in sheet.blocks)
        down = max(
            int(block.range.rsplit(":", 1)[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for block in sheet.blocks
        )
        yield f'<dimension ref="A1:{letters(right - 1)}{down}"/>'
    yield "<sheetData>"
    waiting: list[str] = []
    for number, line in enumerate(sheet.lines(), start=1):
        waiting.append(_row(number, line, book, strings))
        if len(waiting) == _ROWS_AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)
    yield "</sheetData>"
    if has_table:
        yield '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    yield "</worksheet>"


def _row(number: int, line: Sequence[Cell], book: Book, strings: dict[str, int]) -> str:
    cells: list[str] = []
    for letter, cell in zip(_LETTERS, line, strict=False):
        kind = type(cell)
        if cell is None:
            continue
        if kind is str:
            if book.shared:
                index = strings.setdefault(cell, len(strings))  # type: ignore[arg-type]
                cells.append(f'<c r="{letter}{number}" t="s"><v>{index}</v></c>')
            else:
                cells.append(f'<c r="{letter}{number}" t="inlineStr"><is>{text_part(str(cell))}</is></c>')
        elif kind is float:
            style = 2 if cell.is_integer() else 1  # type: ignore[arg-type]
            cells.append(f'<c r="{letter}{number}" s="{style}"><v>{round(cell, book.time_places)!r}</v></c>')  # type: ignore[arg-type]
        elif isinstance(cell, Formula):
            cells.append(f'<c r="{letter}{number}"><f>{escape(cell.text)}</f><v>{cell.value}</v></c>')
        elif isinstance(cell, int | Decimal):
            cells.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'

"""Writes old Excel workbooks (BIFF8), as simply as readers will take them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from decimal import Decimal

from practice.forms.compound import write_compound
from practice.forms.sheet import Sheet
from practice.forms.table import Cell, Formula

__all__ = ["fits_xls", "write_xls"]

_TEXT_MOST, _ROWS_MOST, _COLUMNS_MOST = 4_000, 65_000, 250
_GENERAL, _MOMENT, _DAY = 15, 16, 17


def fits_xls(sheets: Sequence[Sheet]) -> bool:
    """Whether the old format can hold these sheets without a cut."""
    return all(
        len(block.table.rows) < _ROWS_MOST
        and len(block.table.columns) + block.column < _COLUMNS_MOST
        and not any(
            isinstance(cell, str) and len(cell) > _TEXT_MOST for row in block.table.rows for cell in row
        )
        for sheet in sheets
        for block in sheet.blocks
    )


def write_xls(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the workbook. Only for what `fits_xls`."""
    bodies = [b"".join(_sheet(sheet)) for sheet in sheets]
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    start += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, b"\0\0")
    start += (
        _record(
            0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("Arial", wide=False)
        )
        * 5
    )
    for style in range(18):
        picture = {_MOMENT: 22, _DAY: 14}.get(style, 0)
        parent = 0xFFF5 if style < _GENERAL else 1
        start += _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, picture, parent, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    listed = b"".join(_listed(sheet, 0) for sheet in sheets)
    place = len(start) + len(listed) + 4
    listed = b""
    for sheet, body in zip(sheets, bodies, strict=True):
        listed += _listed(sheet, place)
        place += len(body)
    return write_compound({"Workbook": start + listed + _record(0x000A, b"") + b"".join(bodies)})


def _listed(sheet: Sheet, place: int) -> bytes:
    name = sheet.name.encode("utf-16-le")
    return _record(0x0085, struct.pack("<IHBB", place, 0, len(sheet.name), 1) + name)


def _sheet(sheet: Sheet) -> Iterator[bytes]:
    yield _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    lines = list(sheet.lines())
    widest = max((len(line) for line in lines), default=0)
    yield _record(0x0200, struct.pack("<IIHHH", 0, len(lines), 0, widest, 0))
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell is not None:
                yield _cell(row, column, cell)
    yield _record(0x000A, b"")


def _cell(row: int, column: int, cell: Cell) -> bytes:
    if isinstance(cell, Formula):
        cell = cell.value
    if isinstance(cell, str):
        return _record(0x0204, struct.pack("<HHH", row, column, _GENERAL) + _text(cell, wide=True))
    style = (
        _GENERAL
        if isinstance(cell, int | Decimal) or cell is None
        else _DAY
        if cell.is_integer()
        else _MOMENT
    )
    return _record(0x0203, struct.pack("<HHHd", row, column, style, float(cell or 0)))


def _text(text: str, *, wide: bool) -> bytes:
    if not wide:
        return struct.pack("<BB", len(text), 0) + text.encode("latin-1")
    raw = text.encode("utf-16-le")
    return struct.pack("<HB", len(raw) // 2, 1) + raw


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body

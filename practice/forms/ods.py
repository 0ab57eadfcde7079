"""Writes OpenDocument spreadsheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from practice.forms.clock import serial_text
from practice.forms.sheet import Sheet
from practice.forms.table import Cell, Formula

__all__ = ["write_ods"]

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NS = "urn:oasis:names:tc:opendocument:xmlns"
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="' + _NS + ':manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def write_ods(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _TYPE)
        for path, text in (("content.xml", "".join(_content(sheets))), ("META-INF/manifest.xml", _MANIFEST)):
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return target.getvalue()


def _content(sheets: Sequence[Sheet]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    yield "".join(f' xmlns:{name}="{_NS}:{name}:1.0"' for name in ("office", "table", "text"))
    yield "><office:body><office:spreadsheet>"
    for sheet in sheets:
        yield f"<table:table table:name={quoteattr(sheet.name)}>"
        for line in sheet.lines():
            yield "<table:table-row>"
            yield "".join(_cell(cell) for cell in line) or "<table:table-cell/>"
            yield "</table:table-row>"
        yield "</table:table>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, float):
        value = serial_text(cell, "%Y-%m-%dT%H:%M:%S" if not cell.is_integer() else "%Y-%m-%d")
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    if isinstance(cell, Formula):
        cell = cell.value
    if isinstance(cell, int | Decimal):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in _BAD.sub("", cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

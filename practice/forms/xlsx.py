"""Writes xlsx by hand, a row at a time: as Forms writes it, or as Excel saves it again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from practice.forms.sheet import Sheet, letters
from practice.forms.table import Cell, Formula

__all__ = ["Book", "write_xlsx"]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LETTERS = tuple(letters(column) for column in range(400))
_ROWS_AT_ONCE = 500
_STYLES = (
    f'{_XML}<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="m/d/yy\\ h:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill>'
    '<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Book:
    """How the file is written. `dimension` is what each sheet says of its size: a lie, the truth or nothing.

    `table` names the Excel table around the only block; `hidden` adds a very hidden sheet, as workbooks that
    forms were made from can have.
    """

    shared: bool
    dimension: str
    program: str
    author: str
    table: str = ""
    hidden: bool = False
    time_places: int = 10


def write_xlsx(sheets: Sequence[Sheet], book: Book) -> bytes:
    """The bytes of the workbook."""
    target = io.BytesIO()
    strings: dict[str, int] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        names = [sheet.name for sheet in sheets] + (["_56F9DC9755BA473782653E2940F9"] if book.hidden else [])
        for number, sheet in enumerate(sheets, start=1):
            table = book.table if number == 1 and _can_be_table(sheet) else ""
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in _sheet(sheet, book, strings, has_table=bool(table)):
                    part.write(text.encode())
            if table:
                _put(archive, f"xl/worksheets/_rels/sheet{number}.xml.rels", _rels([("rId1", "table", "../tables/table1.xml")]))
                _put(archive, "xl/tables/table1.xml", _table(sheet, table))
        if book.hidden:
            hidden = f'{_XML}<worksheet {_MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
            _put(archive, f"xl/worksheets/sheet{len(names)}.xml", hidden)
        if book.shared:
            _put(archive, "xl/sharedStrings.xml", _strings(strings))
        for path, text in _frame(names, book).items():
            _put(archive, path, text)
        kinds = _kinds(len(names), shared=book.shared, table=bool(book.table and _can_be_table(sheets[0])))
        _put(archive, "[Content_Types].xml", kinds)
    return target.getvalue()


def _put(archive: zipfile.ZipFile, path: str, text: str) -> None:
    archive.writestr(_entry(path), text.encode())


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path)  # dated 1980: when this machine wrote it is nobody's business
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _can_be_table(sheet: Sheet) -> bool:
    if len(sheet.blocks) != 1 or sheet.blocks[0].table.above:
        return False
    headings = [column.heading.lower() for column in sheet.blocks[0].table.columns]
    return len(set(headings)) == len(headings) and bool(sheet.blocks[0].table.rows)


def _sheet(sheet: Sheet, book: Book, strings: dict[str, int], *, has_table: bool) -> Iterator[str]:
    yield f'{_XML}<worksheet {_MAIN} xmlns:r="{_REL}">'
    if book.dimension == "quirk":
        yield '<dimension ref="A1:A1"/>'
    elif book.dimension == "true":
        right = max(block.column + len(block.table.columns) for block in sheet.blocks)
        down = max(int(block.range.rsplit(":", 1)[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for block in sheet.blocks)
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
                cells.append(f'<c r="{letter}{number}" t="inlineStr"><is>{_text(str(cell))}</is></c>')
        elif kind is float:
            style = 2 if cell == int(cell) else 1  # type: ignore[arg-type]
            cells.append(f'<c r="{letter}{number}" s="{style}"><v>{round(cell, book.time_places)!r}</v></c>')  # type: ignore[arg-type]
        elif isinstance(cell, Formula):
            cells.append(f'<c r="{letter}{number}"><f>{escape(cell.text)}</f><v>{cell.value}</v></c>')
        elif isinstance(cell, int | Decimal):
            cells.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(_BAD.sub("", text))}</t>'


def _strings(strings: dict[str, int]) -> str:
    body = "".join(f"<si>{_text(text)}</si>" for text in strings)
    return f'{_XML}<sst {_MAIN} uniqueCount="{len(strings)}">{body}</sst>'


def _table(sheet: Sheet, name: str) -> str:
    block = sheet.blocks[0]
    columns = "".join(
        f"<tableColumn id=\"{n}\" name={quoteattr(column.heading, {chr(10): '_x000a_'})}/>"
        for n, column in enumerate(block.table.columns, start=1)
    )
    return (
        f'{_XML}<table {_MAIN} id="1" name="{name}" displayName="{name}" ref="{block.range}" totalsRowShown="0">'
        f'<autoFilter ref="{block.range}"/><tableColumns count="{len(block.table.columns)}">{columns}'
        "</tableColumns></table>"
    )


def _rels(found: Sequence[tuple[str, str, str]]) -> str:
    body = "".join(f'<Relationship Id="{n}" Type="{_REL}/{kind}" Target="{to}"/>' for n, kind, to in found)
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}'
        "</Relationships>"
    )


def _frame(names: Sequence[str], book: Book) -> dict[str, str]:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"'
        f"{' state=' + quoteattr('veryHidden') if book.hidden and n == len(names) else ''}/>"
        for n, name in enumerate(names, start=1)
    )
    parts = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    parts.append((f"rId{len(names) + 1}", "styles", "styles.xml"))
    if book.shared:
        parts.append((f"rId{len(names) + 2}", "sharedStrings", "sharedStrings.xml"))
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return {
        "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _rels(parts),
        "xl/styles.xml": _STYLES,
        "docProps/app.xml": f'{_XML}<Properties xmlns="{properties}"><Application>{book.program}</Application></Properties>',
        "docProps/core.xml": (
            f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{escape(book.author)}</dc:creator></cp:coreProperties>'
        ),
        "_rels/.rels": _rels([("rId1", "officeDocument", "xl/workbook.xml")]),
    }


def _kinds(sheets: int, *, shared: bool, table: bool) -> str:
    found = [("/xl/workbook.xml", "sheet.main+xml"), ("/xl/styles.xml", "styles+xml")]
    found += [(f"/xl/worksheets/sheet{n}.xml", "worksheet+xml") for n in range(1, sheets + 1)]
    found += [("/xl/sharedStrings.xml", "sharedStrings+xml")] if shared else []
    found += [("/xl/tables/table1.xml", "table+xml")] if table else []
    body = "".join(f'<Override PartName="{name}" ContentType="{_TYPES}{kind}"/>' for name, kind in found)
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{body}</Types>'
    )

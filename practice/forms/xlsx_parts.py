"""The parts of an xlsx file that hold no rows: workbook, styles, tables, properties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from practice.forms.sheet import Sheet

__all__ = [
    "MAIN",
    "REL",
    "XML",
    "Book",
    "frame_part",
    "kinds_part",
    "rels_part",
    "strings_part",
    "table_part",
    "text_part",
]

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STYLES = (
    f'{XML}<styleSheet {MAIN}><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="m/d/yy\\ h:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill>'
    '<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
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


def text_part(text: str) -> str:
    """A text in a cell or among the shared strings."""
    return f'<t xml:space="preserve">{escape(_BAD.sub("", text))}</t>'


def strings_part(strings: dict[str, int]) -> str:
    """The texts that cells share."""
    body = "".join(f"<si>{text_part(text)}</si>" for text in strings)
    return f'{XML}<sst {MAIN} uniqueCount="{len(strings)}">{body}</sst>'


def table_part(sheet: Sheet, name: str) -> str:
    """The Excel table around the only block."""
    block = sheet.blocks[0]
    columns = "".join(
        f'<tableColumn id="{n}" name={quoteattr(column.heading, {chr(10): "_x000a_"})}/>'
        for n, column in enumerate(block.table.columns, start=1)
    )
    return (
        f'{XML}<table {MAIN} id="1" name="{name}" displayName="{name}" '
        f'ref="{block.range}" totalsRowShown="0">'
        f'<autoFilter ref="{block.range}"/><tableColumns count="{len(block.table.columns)}">{columns}'
        "</tableColumns></table>"
    )


def rels_part(found: Sequence[tuple[str, str, str]]) -> str:
    """What a part points to: id, kind, target."""
    body = "".join(f'<Relationship Id="{n}" Type="{REL}/{kind}" Target="{to}"/>' for n, kind, to in found)
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def frame_part(names: Sequence[str], book: Book) -> dict[str, str]:
    """Workbook, styles and properties, by path."""
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
        "xl/workbook.xml": f'{XML}<workbook {MAIN} xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels_part(parts),
        "xl/styles.xml": _STYLES,
        "docProps/app.xml": (
            f'{XML}<Properties xmlns="{properties}"><Application>{book.program}</Application></Properties>'
        ),
        "docProps/core.xml": (
            f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:creator>{escape(book.author)}</dc:creator></cp:coreProperties>"
        ),
        "_rels/.rels": rels_part([("rId1", "officeDocument", "xl/workbook.xml")]),
    }


def kinds_part(sheets: int, *, shared: bool, table: bool) -> str:
    """What kind of content each part has."""
    found = [("/xl/workbook.xml", "sheet.main+xml"), ("/xl/styles.xml", "styles+xml")]
    found += [(f"/xl/worksheets/sheet{n}.xml", "worksheet+xml") for n in range(1, sheets + 1)]
    found += [("/xl/sharedStrings.xml", "sharedStrings+xml")] if shared else []
    found += [("/xl/tables/table1.xml", "table+xml")] if table else []
    body = "".join(f'<Override PartName="{name}" ContentType="{_TYPES}{kind}"/>' for name, kind in found)
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{body}</Types>'
    )

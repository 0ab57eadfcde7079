"""The bytes of a file: a workbook by openpyxl, or csv as Excel in Norwegian saves it; where tables lie."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ExcelTable

from bench.forms.foreign.habits import File, Sheet
from bench.forms.foreign.tables import Table

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
"""openpyxl writes the moment of saving, whatever it is told."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone
_FIXED = datetime(2025, 1, 1)  # noqa: DTZ001 - the same


def range_of(sheet: Sheet) -> str:
    """Return where the table lies, its headings with it."""
    top, table = len(sheet.above) + 1, sheet.table
    return f"A{top}:{get_column_letter(len(table.heads))}{top + len(table.rows)}"


def written(file: File) -> bytes:
    """Return the bytes; the same file gives the same."""
    return _csv(file.sheets[0].table) if file.name.endswith(".csv") else _book(file)


def _book(file: File) -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    book.properties.created = book.properties.modified = _FIXED
    book.properties.creator = "" if file.excel_table else file.by
    for sheet in file.sheets:
        page = book.create_sheet(sheet.name)
        for down, line in enumerate(sheet.above, start=1):
            page.cell(down, 1, line or None)
        top = len(sheet.above) + 1
        for at, head in enumerate(sheet.table.heads, start=1):
            page.cell(top, at, head)
        for down, row in enumerate(sheet.table.rows, start=top + 1):
            for at, cell in enumerate(row, start=1):
                one = page.cell(down, at, cell)
                if sheet.table.heads[at - 1] in sheet.table.dated:
                    one.number_format = "m/d/yy h:mm:ss" if isinstance(cell, float) else "dd/mm/yyyy"
        if file.excel_table and sheet.table.rows and len(set(sheet.table.heads)) == len(sheet.table.heads):
            page.add_table(ExcelTable(displayName=file.excel_table, ref=range_of(sheet)))
    return _undated(book)


def _undated(book: Workbook) -> bytes:
    raw, made = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(zipfile.ZipInfo(part), _MODIFIED.sub(rb"\g<1>2025-01-01T00:00:00Z", old.read(part)))
    return made.getvalue()


def _csv(table: Table) -> bytes:
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow(table.heads)
    for row in table.rows:
        cells = list(row)
        for at, cell in enumerate(cells):
            if table.heads[at] in table.dated and isinstance(cell, int | float):
                moment = _EPOCH + timedelta(seconds=round(cell * 86_400))
                cells[at] = moment.strftime("%d.%m.%Y %H:%M" if isinstance(cell, float) else "%d.%m.%Y")
        out.writerow(cells)
    return text.getvalue().encode("cp1252", "replace")


def iso(at: int) -> str:
    """Return a moment as services write it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

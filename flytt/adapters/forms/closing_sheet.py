"""The sheet on which owners say when they closed their forms and what they downloaded after."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from openpyxl import Workbook, load_workbook

from flytt.forms.attribution.spreadsheet import plain

SHEET = "Stenging.xlsx"
GONE = "finnes ikke"
_HEAD = ("Stengt", "Fil", "Hvorfor", "Flytt fant", "Skjema", "Svar før", "Enhet", "Skjema-id")
_WIDTHS = (14, 44, 40, 60, 50, 10, 30, 24)
_WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S")


class Line(NamedTuple):
    """One form. `before` is how many responses were found of it; `found` what Flytt says of the line.

    `place` is the drive and the item of what was downloaded.
    """

    form: str
    title: str = ""
    unit: str = ""
    before: int = 0
    closed: str = ""
    file: str = ""
    why: str = ""
    found: str = ""
    place: tuple[str, str] = ("", "")

    def as_said(self, said: "Line") -> "Line":
        """Return the line with what its owner says; when that is something else, nothing is found yet."""
        words = said.closed, said.file, said.why
        found = self.found if words == (self.closed, self.file, self.why) else ""
        return self._replace(closed=said.closed, file=said.file, why=said.why, found=found)

    @property
    def is_gone(self) -> bool:
        """Whether its owner says that there is no such form, and why they think so."""
        return self.closed.casefold() == GONE and bool(self.why)

    @property
    def closed_on(self) -> date | None:
        """The day on which it was closed; None where none can be read."""
        for form in _WRITTEN:
            try:
                return datetime.strptime(self.closed, form).date()  # noqa: DTZ007 - a day, of no zone
            except ValueError:
                continue
        return None


def written(lines: Sequence[Line]) -> bytes:
    """Return the sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Stenging"
    page.append(list(_HEAD))
    for one in lines:
        cells = (one.closed, one.file, one.why, one.found, one.title, one.before, one.unit, one.form)
        page.append([plain(cell) if isinstance(cell, str) else cell for cell in cells])
    for letter, wide in zip("ABCDEFGH", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = wide
    page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> Iterator[Line]:
    """Yield its lines, by their headings."""
    page = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    head = [str(cell.value or "") for cell in page[1]]
    for row in page.iter_rows(min_row=2, values_only=True):
        cells = {name: _text(value) for name, value in zip(head, row, strict=False)}
        if form := cells.get("Skjema-id", ""):
            yield Line(
                form=form,
                closed=cells.get("Stengt", ""),
                file=cells.get("Fil", ""),
                why=cells.get("Hvorfor", ""),
            )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip().removeprefix("'")

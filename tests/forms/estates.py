"""Small estates of real files, made where a test needs them: workbooks, text files, pages, logs."""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

from flytt.forms.block import Block
from flytt.forms.estate import Estate
from flytt.forms.form_id import encode
from flytt.forms.reading.estate import read_estate
from flytt.migration.record import Json

KEY = b"sixteen or more bytes of a key"
TENANT = "11111111-2222-3333-4444-555555555555"
OWNER = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
GROUP = "99999999-8888-7777-6666-000000000000"
FORM = encode(TENANT, OWNER, "URDFKTVYQUxUTFpaVzU0RkRMRE")
GROUP_FORM = encode(TENANT, GROUP, "UN1BWQzBQV2N1MUxUTFpaVzU0", group_owned=True)

NB = ("ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Navn")
Row = Sequence[object]


def times(n: int) -> tuple[datetime, datetime]:
    """Return start and completion of the n-th response."""
    start = datetime(2025, 3, 3, 8, 12, 33) + timedelta(minutes=17 * n)  # noqa: DTZ001 - as Excel has them
    return start, start + timedelta(minutes=3)


def answers(count: int, first: int = 1) -> list[Row]:
    """Return rows as an export has them: five columns of the service's own, two questions."""
    return [
        (
            n,
            *times(n),
            "anonymous",
            "",
            "Ja" if n % 2 else "Nei",
            f"Dette er et langt svar, nummer {n} av flere",
        )
        for n in range(first, first + count)
    ]


def export(
    rows: Sequence[Row], *, head: Sequence[str] = NB, questions: Sequence[str] = ("Trives du?", "Hvorfor?")
) -> list[Row]:
    """Return heading and rows."""
    return [(*head, *questions), *rows]


def workbook(sheets: Mapping[str, Sequence[Row]], *, hidden: Sequence[str] = ()) -> bytes:
    """Return an xlsx file with these rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook's bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, pattern: bytes, put: bytes) -> bytes:
    """Return the workbook with a pattern in one of its parts replaced; it must be there."""
    old, new = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in old.namelist():
            data = old.read(part)
            if part == name:
                data, found = re.subn(pattern, put, data)
                assert found
            packed.writestr(part, data)
    return new.getvalue()


class Folder:
    """An estate's folder being filled."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, content: bytes | str | Json) -> Path:
        """Write one file; anything but bytes and text as JSON."""
        at = self.root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, bytes | str):
            content = json.dumps(content)
        at.write_bytes(content if isinstance(content, bytes) else content.encode())
        return at

    def file(
        self,
        name: str,
        content: bytes | None,
        *,
        item_id: str = "",
        drive_id: str = "b!drive",
        **fields: Json,
    ) -> str:
        """Add a file to the drive, listed and with its content (None: without); return its item id."""
        item_id = item_id or f"01{name.upper().replace('.', '').replace(' ', '')}"
        line: dict[str, Json] = {
            "id": item_id,
            "name": name,
            "parentReference": {"driveId": drive_id, "path": f"/drives/{drive_id}/root:/Skjema"},
            "createdBy": {"user": {"id": OWNER}},
            "createdDateTime": "2025-03-01T08:00:00Z",
            "file": {},
            **fields,
        }
        if content is not None:
            line = {"size": len(content), **line}
            self.write(f"drive/content/{drive_id}/{item_id}", content)
        listing = self.root / "drive" / "items.ndjson"
        listing.parent.mkdir(parents=True, exist_ok=True)
        with listing.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return item_id

    def read(self) -> Estate:
        """Read it, in this process."""
        return read_estate(self.root, key=KEY, workers=1)

    def blocks(self) -> tuple[Block, ...]:
        """Return its blocks."""
        return self.read().blocks

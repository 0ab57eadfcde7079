"""One file of a drive, from its bytes to its blocks. Nothing that is wrong with it ends more than itself."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from flytt.forms.block import Block, Content
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form_id import ids_in
from flytt.forms.reading.archive import Archive, inspect
from flytt.forms.reading.blocks import Sheet, read_sheet
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.text_file import look
from flytt.forms.reading.workbook import sheets

WORKBOOKS = frozenset({"xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "xlsb", "ods", "ots"})
TEXTS = frozenset({"csv", "tsv", "tab"})
_ZIP, _COMPOUND = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_FILE_BYTES = 500_000_000
_LINK_BYTES = 1 << 22


def ending(name: str) -> str:
    """Return what a file name ends with, lower case, without the dot."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def is_table_file(name: str) -> bool:
    """Tell whether a name promises tables. A file without a name is looked at too."""
    return not name or ending(name) in WORKBOOKS | TEXTS


def holds_workbook(path: Path) -> bool:
    """Tell whether a file that is called something else is a workbook of today, by its bytes."""
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(_ZIP):
                return False
        with zipfile.ZipFile(path) as packed:
            return any(name.startswith("xl/workbook.") for name in packed.namelist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def read_content(path: Path, drive_id: str, item_id: str, name: str, fingerprint: Fingerprint) -> Content:
    """Return the blocks of a file, or why there are none. Raises nothing."""
    sha256, size, found = "", 0, ending(name)
    blocks: list[Block] = []
    archive: Archive | None = None
    form_ids: dict[str, None] = {}
    why, remarks = "", ()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        found, archive, opened = opened_sheets(path, size, found)
        form_ids |= dict.fromkeys(archive.form_ids if archive else _links(path, found))
        for sheet in opened:
            try:
                blocks += read_sheet(sheet, fingerprint, drive_id, item_id)
            except Broken as error:
                why = why or str(error)
    except Broken as error:
        why = str(error)
    except OSError as error:
        why = f"not readable: {error.strerror or type(error).__name__}"
    except MemoryError:
        why = "too large: there was not memory enough"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic in a reader is no Exception, and one bad file must not end all
        why = f"damaged: the reader gave up ({type(error).__name__})"
    if archive and archive.without_value:
        remarks = (("formulas without a value", archive.without_value),)
    return Content(
        drive_id=drive_id,
        item_id=item_id,
        sha256=sha256,
        size_bytes=size,
        format=found,
        blocks=tuple(blocks),
        form_ids=tuple(form_ids | dict.fromkeys(one for block in blocks for one in block.form_ids)),
        creator=archive.creator if archive else "",
        last_modified_by=archive.last_modified_by if archive else "",
        why=why,
        remarks=remarks,
    )


def opened_sheets(path: Path, size: int, named: str) -> tuple[str, Archive | None, Iterator[Sheet]]:
    """Return what a file is, its parts if it is an archive, and its sheets. Broken when it cannot be read."""
    if not size:
        raise Broken("empty", "it has no bytes")
    if size > _MOST_FILE_BYTES:
        raise Broken("too large", f"{size:,} bytes")
    with path.open("rb") as file:
        begins = file.read(8)
    if begins.startswith(_ZIP):
        archive = inspect(path)
        kind = "ods" if archive.is_ods else named if named in WORKBOOKS - {"ods", "xls"} else "xlsx"
        return kind, archive, sheets(path, archive)
    if begins == _COMPOUND:
        return "xls", None, _compound(path)
    if named in WORKBOOKS:
        _not_a_workbook(path)
    return (named if named in TEXTS else "csv"), None, iter([Sheet("", look(path).rows)])


def _compound(path: Path) -> Iterator[Sheet]:
    """Old workbooks and encrypted new ones lie in the same kind of container; its names tell which."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content or "DataSpaces".encode("utf-16-le") in content:
        raise Broken("encrypted", "a password or a sensitivity label protects it")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise Broken("damaged", "an old container that holds no workbook, or not its end")
    return sheets(path, None)


def _not_a_workbook(path: Path) -> None:
    """A table in text that is called a workbook is read as text; pages and XML are not."""
    with path.open("rb") as file:
        begins = file.read(4_096)
    if not begins.strip(b"\0"):
        raise Broken("damaged", "its bytes are zero")
    if begins.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Broken("unknown format", "a web page or XML under a workbook's name")


def _links(path: Path, kind: str) -> tuple[str, ...]:
    if kind not in TEXTS:
        return ()
    with path.open("rb") as file:
        return ids_in(file.read(_LINK_BYTES).decode("utf-8", "replace"))

"""Files that cannot be read are listed by name with why; none is skipped, and none ends the inventory."""

import io
import os
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from flytt.forms.reading.many import read_many
from tests.forms.estates import Folder, answers, export, saved, with_part, workbook

GOOD = workbook({"Sheet1": export(answers(40))})
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def locked() -> bytes:
    """Return a ZIP whose parts are marked as encrypted."""
    return GOOD.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def flipped() -> bytes:
    """Return a workbook with bytes changed in the middle of a packed part."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as packed:
        at = packed.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    return GOOD[:at] + bytes(64) + GOOD[at + 64 :]


def lying() -> bytes:
    """Return a ZIP with a part that says it unpacks to little, and unpacks to much."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"<row " * 4_000_000)
    content = bytearray(file.getvalue())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 1_000)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.xlsx", b"", "empty"),
        ("empty.csv", b"", "empty"),
        ("cut.xlsx", GOOD[: len(GOOD) // 2], "truncated"),
        ("flipped.xlsx", flipped(), "damaged"),
        ("locked.xlsx", locked(), "encrypted"),
        ("lying.xlsx", lying(), "damaged"),
        (
            "secret.xlsx",
            COMPOUND + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(900),
            "encrypted",
        ),
        ("label.xlsx", COMPOUND + bytes(600) + "DataSpaces".encode("utf-16-le") + bytes(900), "encrypted"),
        ("cut.xls", COMPOUND + bytes(600), "damaged"),
        ("half.xls", COMPOUND + bytes(600) + "Workbook".encode("utf-16-le") + bytes(50), "damaged"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "unknown format"),
        ("zeros.xlsx", bytes(4_000), "damaged"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30, "unknown format"),
        ("word.xlsx", None, "not fetched"),
    ],
)
def test_each_is_listed_with_why(tmp_path: Path, name: str, content: bytes | None, why: str) -> None:
    """A file would be missing from the proof, and its answers with it, without anybody knowing."""
    folder = Folder(tmp_path / "estate")
    folder.file("good.xlsx", GOOD)
    item_id = folder.file(name, content)
    estate = folder.read()
    assert [(one.item_id, one.why.partition(":")[0]) for one in estate.unreadable] == [(item_id, why)]
    assert estate.unreadable[0].path == f"Skjema/{name}"
    assert [len(block.rows) for block in estate.blocks] == [40]


def test_a_text_file_shorter_than_the_drive_says_is_truncated(tmp_path: Path) -> None:
    """A text file cut off between two rows looks whole; its last answers would be gone."""
    folder = Folder(tmp_path / "estate")
    folder.file("a.csv", b"ID;Starttidspunkt\r\n1;03.03.2025 08:12\r\n", size=4_000)
    estate = folder.read()
    assert "truncated: 39 of 4,000 bytes" in estate.unreadable[0].why
    assert len(estate.blocks[0].rows) == 1


@pytest.mark.slow
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """One file could fill the memory and end the inventory of all others."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(4):
            with packed.open(f"xl/worksheets/sheet{n}.xml", "w") as part:
                for _ in range(100):
                    part.write(bytes(4_000_000))
    folder = Folder(tmp_path / "estate")
    folder.file("bomb.xlsx", file.getvalue())
    assert folder.read().unreadable[0].why.startswith("too large")


@pytest.mark.slow
def test_a_stray_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    """The first reader lays out every cell up to the last: 17 billion of them."""
    book = openpyxl.Workbook()
    for row in export(answers(5)):
        book.worksheets[0].append(list(row))
    book.worksheets[0]["A7"] = "x"
    content = with_part(saved(book), "xl/worksheets/sheet1.xml", rb'r="A7"', b'r="XFD1048576"')
    content = with_part(content, "xl/worksheets/sheet1.xml", rb'<row r="7"', b'<row r="1048576"')
    folder = Folder(tmp_path / "estate")
    folder.file("corner.xlsx", content)
    estate = folder.read()
    assert ("A1:G6", 5) in [(block.range, len(block.rows)) for block in estate.blocks]
    assert estate.unreadable == ()


def test_content_that_no_listing_names_is_read(tmp_path: Path) -> None:
    """A file missing from the listing would be missing from the proof."""
    folder = Folder(tmp_path / "estate")
    folder.write("drive/content/b!drive/01X", GOOD)
    estate = folder.read()
    assert len(estate.blocks) == 1
    assert [item.listed for item in estate.items] == [False]
    assert any("no line in the listing" in said for one in estate.coverage for said in one.cannot_see)


def read_or_die(job: int) -> int:
    """Stand in for a reader that takes its whole program with it."""
    if job < 0:
        os._exit(9)
    return job * 2


def size_of(job: int) -> int:
    """Make every job a batch of its own size."""
    return abs(job) * 3_000_000


def given_up(job: int) -> int:
    """Mark what killed its reader."""
    del job
    return -1


@pytest.mark.slow
def test_a_file_that_kills_its_reader_is_named_and_the_rest_is_read() -> None:
    """One file would take all files read beside it, or the whole inventory, with it."""
    done = dict(read_many([1, 2, -3, 4, 5], read_or_die, size_bytes=size_of, gave_up=given_up, workers=2))
    assert done == {1: 2, 2: 4, -3: -1, 4: 8, 5: 10}


@pytest.mark.parametrize("name", ["svar", "svar.xlsx.old", "svar.bak"])
def test_a_workbook_by_another_name_is_read(tmp_path: Path, name: str) -> None:
    """Answers in a file that somebody renamed would be in no table, no package and no proof."""
    folder = Folder(tmp_path / "estate")
    folder.file(name, GOOD)
    folder.file("brev.docx", _zip("word/document.xml"))
    folder.file("notat.pdf", b"%PDF-1.7")
    (block,) = folder.blocks()
    assert len(block.rows) == 40
    assert not folder.read().unreadable


def _zip(part: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(part, "<x/>")
    return file.getvalue()


def test_what_lies_where_nobody_looks_is_named(tmp_path: Path) -> None:
    """Files laid one folder too deep, or a link to a disk that is gone, would be passed in silence."""
    folder = Folder(tmp_path / "estate")
    folder.file("svar.xlsx", GOOD)
    folder.write("drive/content/b!drive/mappe/01DYP", GOOD)
    folder.write("drive/content/01LØS", GOOD)
    (folder.root / "drive/content/b!drive/01LENKE").symlink_to(tmp_path / "borte")
    assert [one.path for one in folder.read().unreadable] == [
        "drive/content/01LØS", "drive/content/b!drive/01LENKE", "drive/content/b!drive/mappe",
    ]  # fmt: skip

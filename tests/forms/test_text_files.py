"""Text files as systems and people save them: encodings, delimiters, marks at the start."""

from pathlib import Path

import pytest

from flytt.forms.fingerprint import Fingerprint
from tests.forms.estates import KEY, Folder

ROWS = [
    ["ID", "Starttidspunkt", "Fullføringstidspunkt", "Navn", "Hva ønsker du, helt konkret?"],
    ["1", "03.03.2025 08:12", "03.03.2025 08:15", "", "Blåbær, rømme og æble; særlig på fredager"],
    ["2", "03.03.2025 09:12", "03.03.2025 09:15", "", "Ærlig talt – «ingenting»"],
]


def text(delimiter: str) -> str:
    """Return the rows with every cell quoted that needs it."""
    return "".join(
        delimiter.join(f'"{one}"' if any(mark in one for mark in ",;\t|") else one for one in row) + "\r\n"
        for row in ROWS
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_encoding_and_delimiter_are_told_from_the_bytes(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """Letters like æ and – would be others than in the workbook, or a table would be one column."""
    folder = Folder(tmp_path / "estate")
    folder.file("svar.csv", text(delimiter).encode(encoding))
    (block,) = folder.blocks()
    assert (block.sheet, block.range, len(block.rows)) == ("", "A1:E3", 2)
    assert [column.role for column in block.columns] == ["id", "start", "completion", "name", "question"]
    hashes = [Fingerprint(KEY).cell(row[4]) for row in ROWS[1:]]
    assert block.rows.cells[:, 4].tolist() == hashes


def test_the_line_that_tells_excel_the_delimiter_is_no_row(tmp_path: Path) -> None:
    """`sep=;` would be the heading."""
    folder = Folder(tmp_path / "estate")
    folder.file("svar.csv", ("sep=;\r\n" + text(";")).encode("cp1252"))
    (block,) = folder.blocks()
    assert (block.range, len(block.rows)) == ("A2:E4", 2)


def test_bytes_that_cp1252_does_not_know_lose_nothing(tmp_path: Path) -> None:
    """One odd byte would make a whole file unreadable."""
    folder = Folder(tmp_path / "estate")
    folder.file("svar.csv", b"ID;Starttidspunkt;Svar\r\n1;03.03.2025 08:12;bl\xe5 \x81\r\n")
    estate = folder.read()
    assert estate.unreadable == ()
    assert estate.blocks[0].rows.ids.tolist() == [1]


def test_answers_over_several_lines_stay_one_row(tmp_path: Path) -> None:
    """A respondent's line break would become a response."""
    folder = Folder(tmp_path / "estate")
    folder.file(
        "svar.csv",
        b'ID;Starttidspunkt;Svar\r\n1;03.03.2025 08:12;"en\r\nto\r\n\r\ntre"\r\n2;03.03.2025 09:12;x\r\n',
    )
    assert folder.blocks()[0].rows.ids.tolist() == [1, 2]


def test_a_text_under_a_workbooks_name_is_read_as_text(tmp_path: Path) -> None:
    """Systems call their text files .xls, and nobody would see what is in them."""
    folder = Folder(tmp_path / "estate")
    folder.file("svar.xls", text("\t").encode("cp1252"))
    assert folder.blocks()[0].range == "A1:E3"

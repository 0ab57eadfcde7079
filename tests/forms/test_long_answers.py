"""Answers longer than a cell of Excel: whole on the target, and never proved when only a part is there."""

import json
from pathlib import Path

import openpyxl
import pytest

from flytt.forms.columns import CELL_CHARACTERS
from tests.forms.estates import FORM, answers, export, workbook
from tests.forms.moved import Moved, response, small_estate

pytestmark = pytest.mark.slow

LONG = "Dette er et svar som er lengre enn en celle. " * 1_000


def long_estate(root: Path, said: str = LONG) -> None:
    """Write a small estate where the first response in the service says this."""
    folder = small_estate(root, count=3, in_service=3)
    pages = [response(n, r1=json.dumps(said) if n == 1 else '"Nei"') for n in range(1, 4)]
    folder.write(f"responses/{FORM}/page-1.json", {"value": pages})


def texts(moved: Moved) -> list[Path]:
    """Return the files of long answers of the form."""
    return sorted((moved.folder() / "lange-svar").glob("*.txt"))


@pytest.mark.parametrize("said", [LONG, "\x07" * 6_000 + "slutt", "\U0001f600" * 20_000])
def test_an_answer_that_no_cell_holds_lies_whole_beside_the_workbook(tmp_path: Path, said: str) -> None:
    """If this failed, the end of a long answer would be gone from the only copy."""
    long_estate(tmp_path / "e", said)
    moved = Moved(tmp_path / "e", tmp_path / "t")
    (file,) = texts(moved)
    assert file.read_text("utf-8") == said
    sheet = openpyxl.load_workbook(moved.folder() / "svar.xlsx")["Svar"]
    cells = [str(one) for row in sheet.iter_rows(values_only=True) for one in row]
    assert sum(f"lange-svar/{file.name}" in one for one in cells) == 1
    assert max(map(len, cells)) < CELL_CHARACTERS
    assert moved.prove().because == ()


def test_a_long_answer_that_is_only_partly_there_is_not_proved(tmp_path: Path) -> None:
    """If this failed, an answer could lose its end on its way and still be called proved."""
    long_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    (file,) = texts(moved)
    file.write_text(LONG[:-20], "utf-8")
    assert moved.prove().cells.missing == 1
    file.unlink()
    proof = moved.prove()
    assert proof.cells.missing == 1
    assert proof.outcome == "cannot be proved, because"


def test_an_answer_that_looks_like_the_name_of_such_a_file_stays_an_answer(tmp_path: Path) -> None:
    """If this failed, one person's short answer would be taken for another's long one."""
    long_estate(tmp_path / "e")
    first = Moved(tmp_path / "e", tmp_path / "t")
    sheet = openpyxl.load_workbook(first.folder() / "svar.xlsx")["Svar"]
    named = next(
        str(one) for row in sheet.iter_rows(values_only=True) for one in row if "lange-svar/" in str(one)
    )
    page = tmp_path / "e" / "responses" / FORM / "page-1.json"
    pages = json.loads(page.read_text())["value"]
    pages[1] = response(2, r1=json.dumps(named))
    page.write_text(json.dumps({"value": pages}))
    second = Moved(tmp_path / "e", tmp_path / "u")
    assert second.prove().because == ()
    assert [one.name for one in texts(second)] == ["0002.txt"]


def test_two_answers_that_differ_only_at_their_end_are_two(tmp_path: Path) -> None:
    """If this failed, of two long answers that begin alike one would stand for both."""
    folder = small_estate(tmp_path / "e", count=3, in_service=3)
    pages = [response(1, r1=json.dumps(f"{LONG} nei")), response(1, r1=json.dumps(f"{LONG} ja"))]
    folder.write(f"responses/{FORM}/page-1.json", {"value": pages})
    moved = Moved(tmp_path / "e", tmp_path / "t")
    assert {one.read_text()[-3:].strip() for one in texts(moved)} == {"nei", "ja"}
    assert moved.prove().because == ()


def test_a_cell_filled_to_the_last_character_is_listed(tmp_path: Path) -> None:
    """If this failed, an answer that Excel had cut before Flytt saw it would be proved to be whole."""
    folder = small_estate(tmp_path / "e")
    rows = [list(row) for row in answers(6)]
    rows[2][-1] = LONG[:CELL_CHARACTERS]
    folder.file("Trivsel(1-6).xlsx", workbook({"Sheet1": export(rows)}))
    proof = Moved(tmp_path / "e", tmp_path / "t").prove()
    assert proof.because == ()
    assert proof.outcome == "proved except listed"
    assert any("as many characters as a cell can hold" in one for one in proof.listed)

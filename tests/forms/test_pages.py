"""Pages of the service as they are on a bad day: cut off inside, refused, contradicting, with odd letters."""

import json
from pathlib import Path

import openpyxl
import pytest

from flytt.migration.record import Json
from tests.forms.estates import FORM, Folder, answers, export, workbook
from tests.forms.moved import Moved, response


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return an estate of one form that asks two things."""
    folder = Folder(tmp_path / "estate")
    questions: list[Json] = [
        {"id": one, "title": f"{one}?", "type": "Question.TextField"} for one in ("r1", "r2")
    ]
    folder.write("forms/one.json", {"id": FORM, "title": "Trivsel", "questions": questions})
    return folder


def said(*texts: tuple[str, str]) -> str:
    """Return answers as the service writes them, by question."""
    return json.dumps([{"questionId": one, "answer1": text} for one, text in texts])


def cells(moved: Moved, sheet: str) -> list[object]:
    """Return what stands in a sheet on the target, heading left out."""
    rows = openpyxl.load_workbook(moved.folder() / "svar.xlsx")[sheet].iter_rows(min_row=2, values_only=True)
    return [cell for row in rows for cell in row if cell is not None]


def _column(moved: Moved, heading: str) -> int:
    rows = openpyxl.load_workbook(moved.folder() / "svar.xlsx")["Svar"].iter_rows(max_row=1, values_only=True)
    return [*next(rows)].index(heading) + 1


@pytest.mark.parametrize(
    "broken", ['[{"questionId": "r1", "answer1": "hun sa", "an', "[" * 100_000, {"r1": "Ja"}]
)
def test_answers_that_cannot_be_read_are_no_empty_answers(
    folder: Folder, tmp_path: Path, broken: Json
) -> None:
    """A response whose answers are cut off inside their page would be proved as one that said nothing."""
    page: list[Json] = [
        {"id": 1, "submitDate": "2025-03-03T08:00:00Z", "answers": broken},
        response(2, r1='"Ja"'),
    ]
    folder.write(f"responses/{FORM}/1.json", {"value": page})
    moved = Moved(folder.root, tmp_path / "target")
    (listed,) = moved.estate.unreadable
    assert listed.path.endswith("1.json")
    assert "1 of its 2 responses" in listed.why
    assert moved.prove().outcome == "proved except listed"


def test_an_error_that_was_kept_as_a_page_is_no_page(folder: Folder, tmp_path: Path) -> None:
    """A page that the service refused would look like one without responses, and never be fetched again."""
    folder.write(f"responses/{FORM}/1.json", {"value": [response(1, r1='"Ja"')]})
    folder.write(f"responses/{FORM}/2.json", {"error": {"code": "429", "message": "Too many requests"}})
    folder.write("forms/two.json", {"error": {"code": "403"}})
    moved = Moved(folder.root, tmp_path / "target")
    assert [one.why.partition(":")[0] for one in moved.estate.unreadable] == ["refused", "refused"]
    assert moved.prove().outcome == "proved except listed"


def test_both_versions_of_a_response_are_moved(folder: Folder, tmp_path: Path) -> None:
    """A response that was changed while its pages were fetched would lose one of its two answers."""
    folder.write(f"responses/{FORM}/1.json", {"value": [response(n, r1=f'"før {n}"') for n in (1, 2)]})
    folder.write(f"responses/{FORM}/2.json", {"value": [response(n, r1=f'"etter {n}"') for n in (2, 3)]})
    moved = Moved(folder.root, tmp_path / "target")
    assert {"før 1", "før 2", "etter 3"} <= set(cells(moved, "Svar"))
    assert "etter 2" in cells(moved, "Andre utgaver")
    proof = moved.prove()
    assert proof.outcome == "proved except listed"
    assert proof.forms[0].cells.found == proof.forms[0].cells.moved
    moved.edit(2, _column(moved, "r1?"), "noe annet", sheet="Andre utgaver")
    assert moved.prove().outcome == "cannot be proved, because"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
def test_a_time_outside_the_calendar_ends_nothing(folder: Folder, tmp_path: Path, at: str) -> None:
    """One response whose time was never set would end the whole inventory, or never be proved."""
    folder.write("forms/one.json", {"id": FORM, "title": "Trivsel", "createdDate": at})
    folder.write(f"responses/{FORM}/1.json", [{**_object(response(1, r1='"Ja"')), "submitDate": at}])
    assert Moved(folder.root, tmp_path / "target").prove().outcome == "proved"


def _object(given: Json) -> dict[str, Json]:
    assert isinstance(given, dict)
    return given


def test_odd_letters_arrive_as_they_were(folder: Folder, tmp_path: Path) -> None:
    """A bell or `_x0041_` in an answer would be changed on the way, and its form never be proved."""
    texts = ("bjelle \x07 her", "fil_x0041_navn", "=1+1", "to\r\nlinjer")
    given: list[Json] = [
        {"id": n, "submitDate": f"2025-03-03T08:0{n}:00Z", "answers": said(("r1", text))}
        for n, text in enumerate(texts, 1)
    ]
    folder.write(f"responses/{FORM}/1.json", given)
    moved = Moved(folder.root, tmp_path / "target")
    assert moved.prove().outcome == "proved"
    assert "fil_x005F_x0041_navn" in cells(moved, "Svar")
    moved.edit(2, _column(moved, "r1?"), "bjelle her")
    assert moved.prove().outcome == "cannot be proved, because"


def test_a_question_that_was_answered_twice_keeps_both(folder: Folder, tmp_path: Path) -> None:
    """The first of two answers to one question would be gone, and the proof would not know of it."""
    given: Json = {
        "id": 1,
        "submitDate": "2025-03-03T08:00:00Z",
        "answers": said(("r1", "først"), ("r1", "sist")),
    }
    folder.write(f"responses/{FORM}/1.json", [given])
    moved = Moved(folder.root, tmp_path / "target")
    assert {"først", "sist"} <= set(cells(moved, "Svar"))
    assert moved.prove().outcome == "proved"


def test_two_readers_agree_on_line_breaks_as_excel_writes_them(folder: Folder, tmp_path: Path) -> None:
    """Every export with an answer of two lines would be one that two readers see differently."""
    rows = [[*row[:-1], "en linje_x000D_\nog en til"] for row in answers(3)]
    folder.file("Trivsel(1-3).xlsx", workbook({"Sheet1": export(rows)}))
    assert not Moved(folder.root, tmp_path / "target").prove().readers.differing

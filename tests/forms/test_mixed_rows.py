"""Rows, few rows and empty tables that go with others for want of anything better, and must not always."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flytt.forms.attribution.attribute import attribute
from flytt.forms.attribution.decisions import append
from flytt.forms.people_said import Decision
from tests.forms.estates import Folder, Row, answers, export, workbook
from tests.forms.test_attributed_tables import FORM, SISTER, known_form, later, line_of

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_row_between_two_of_a_form_is_not_its_when_number_and_time_say_so(tmp_path: Path) -> None:
    """If this fails, a third form's responses in a sorted, merged list are handed to the form around them."""
    folder = Folder(tmp_path)
    mine, theirs, strange = answers(12), later(answers(12), 40), later(answers(12), 300)
    known_form(folder, FORM, "Trivsel Nord", mine)
    known_form(folder, SISTER, "Trivsel Sør", theirs)
    rows: list[Row] = [
        *theirs[5::-1], *mine[11:5:-1], strange[6], strange[2], *mine[5::-1], *theirs[:5:-1]
    ]  # fmt: skip
    merged = folder.file("Alle svar.xlsx", workbook({"Sheet1": export(rows)}))
    line = line_of(attribute(folder.read()), merged)
    of = {n: one.form for one in line.rows.segments for n in range(one.first, one.last + 1)}
    assert {of[n] for n in (*range(7, 13), *range(15, 21))} == {FORM}
    assert {of.get(n) for n in (13, 14)}.isdisjoint({FORM, SISTER})


def test_rows_that_another_form_has_by_the_same_numbers_are_found_in_the_service(tmp_path: Path) -> None:
    """If this fails, a merged list sorted by time hides every form but the one that came first."""
    folder = Folder(tmp_path)
    mine, theirs = answers(9), later(answers(4), 2)
    known_form(folder, FORM, "Trivsel Nord", mine)
    known_form(folder, SISTER, "Trivsel Sør", theirs)
    rows: list[Row] = [
        mine[0],
        theirs[0],
        mine[1],
        theirs[1],
        mine[2],
        theirs[2],
        mine[3],
        theirs[3],
        *mine[4:],
    ]
    merged = folder.file("Alle svar.xlsx", workbook({"Sheet1": export(rows)}))
    line = line_of(attribute(folder.read()), merged)
    of = {n: one.form for one in line.rows.segments for n in range(one.first, one.last + 1)}
    assert {n for n, form in of.items() if form == SISTER} == {2, 4, 6, 8}
    assert {n for n, form in of.items() if form == FORM} == {1, 3, 5, 7, *range(9, 14)}


def test_times_of_a_few_rows_decide_nothing_alone(tmp_path: Path) -> None:
    """If this fails, one row that fell in a sibling's minute puts a table into that sibling's set unasked."""
    folder = Folder(tmp_path)
    rows = answers(30)
    for name in ("Kartlegging.xlsx", "Kartlegging - Kopi.xlsx"):
        folder.file(name, workbook({"Sheet1": export(rows)}))
    head, first, *_ = export(rows)
    few = folder.file("Utvalg.xlsx", workbook({"Sheet1": [head[1:], first[1:]]}))
    assert line_of(attribute(folder.read()), few).decision != "auto"


def test_an_answer_about_responses_says_nothing_of_an_empty_table_by_another_name(tmp_path: Path) -> None:
    """If this fails, a sibling's empty export is decided by an answer about other answers."""
    folder = Folder(tmp_path)
    filled = folder.file("Kartlegging av bemanning Nord.xlsx", workbook({"Sheet1": export(answers(9))}))
    empty = folder.file("Kartlegging av bemanning Sør.xlsx", workbook({"Sheet1": export([])}))
    line = line_of(attribute(folder.read()), filled)
    append(
        folder.root / "decisions.csv",
        [
            Decision(
                decided_at=AT + timedelta(days=1), decided_by="nn", drive_id=line.drive_id, item_id=filled,
                sheet=line.sheet, range=line.range, form=line.form or "latent:bemanning", why="Nord",
            )
        ],
    )  # fmt: skip
    found = attribute(folder.read())
    assert line_of(found, filled).decision == "auto"
    assert line_of(found, empty).decision != "auto"


def test_a_form_of_one_response_does_not_take_the_export_that_follows_it(tmp_path: Path) -> None:
    """If this fails, an unknown form's workbook goes unasked to a form of one response."""
    folder = Folder(tmp_path)
    mine, theirs, others = answers(1), later(answers(14), 40), later(answers(6), 300)
    known_form(folder, FORM, "Trivsel Nord", mine)
    live = folder.file("Ukjent.xlsx", workbook({"Sheet1": export(theirs)}))
    rows: list[Row] = [*mine, *theirs[1:], *others]
    merged = folder.file("Alle svar.xlsx", workbook({"Sheet1": export(rows)}))
    told = attribute(folder.read())
    unknown = line_of(told, live).form
    assert unknown not in {None, FORM}
    of = {n: one.form for one in line_of(told, merged).rows.segments for n in range(one.first, one.last + 1)}
    assert of[1] == FORM
    assert {of[n] for n in range(2, 15)} == {unknown}

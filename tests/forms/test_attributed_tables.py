"""Whose tables without rows, counts and lists are, on small estates of real files."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flytt.forms.attribution.attach import is_absent
from flytt.forms.attribution.attribute import attribute
from flytt.forms.attribution.decisions import append, undo
from flytt.forms.attribution.document import Attribution, BlockLine
from flytt.forms.attribution.held import hold
from flytt.forms.attribution.queue import questions
from flytt.forms.attribution.settling import layouts
from flytt.forms.form_id import encode
from flytt.forms.people_said import Decision
from flytt.migration.record import Json
from tests.forms.estates import OWNER, TENANT, Folder, Row, answers, export, workbook

AT = datetime(2026, 3, 1, tzinfo=UTC)
SISTER = encode(TENANT, OWNER, "UQ0RFVEdOWU1UxUTFpaVzU0RD")
FORM = encode(TENANT, OWNER, "URDFKTVYQUxUTFpaVzU0RkRMRE")


def known_form(
    folder: Folder, form_id: str, title: str, rows: Sequence[Row], *, count: int | None = None
) -> None:
    """Let the service know a form of two questions with these responses; `count` is how many it says."""
    asked: list[Json] = [
        {"id": "r1", "title": "Trives du?", "type": "Question.Choice"},
        {"id": "r2", "title": "Hvorfor?", "type": "Question.TextField"},
    ]
    folder.write(
        f"forms/{title}.json",
        {
            "id": form_id,
            "title": title,
            "ownerId": OWNER,
            "rowCount": len(rows) if count is None else count,
            "questions": asked,
        },
    )
    told: list[Json] = []
    for number, start, end, _, _, choice, text in rows:
        said = f'[{{"questionId":"r1","answer1":"{choice}"}},{{"questionId":"r2","answer1":"{text}"}}]'
        told.append({"id": str(number), "startDate": f"{start}Z", "submitDate": f"{end}Z", "answers": said})
    folder.write(f"responses/{form_id}/0.json", {"value": told})


def line_of(found: Attribution, item: str) -> BlockLine:
    """Return the line of a file with one table."""
    return next(line for line in found.blocks if line.item_id == item)


def later(rows: Sequence[Row], days: int) -> list[Row]:
    """The same ids and answers, some days later: a sibling's."""
    return [
        (n, *(at + timedelta(days=days) for at in (start, end) if isinstance(at, datetime)), *rest)
        for n, start, end, *rest in rows
    ]


def test_an_export_before_the_first_answer_goes_to_the_form_it_is_named_after(tmp_path: Path) -> None:
    """If this fails, headings without answers are called an unknown form though their form is known."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel på trinnet", answers(8))
    empty = folder.file("Trivsel på trinnet(0-0).xlsx", workbook({"Sheet1": export([])}))
    line = line_of(attribute(folder.read()), empty)
    assert line.form == FORM


def test_a_heading_alone_with_a_known_forms_title_and_questions_is_asked_about(tmp_path: Path) -> None:
    """If this fails, a sibling's export that lost its rows goes to the form that we know, unasked."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel på trinnet", answers(8))
    empty = folder.file("Trivsel på trinnet(1-1).xlsx", workbook({"Sheet1": export([])}))
    line = line_of(attribute(folder.read()), empty)
    assert (line.form, line.decision) == (FORM, "ask")


def test_a_fraction_of_a_second_does_not_hide_an_answer(tmp_path: Path) -> None:
    """If this fails, a few answers are called an unknown form's because seconds were cut, not rounded."""
    folder = Folder(tmp_path)
    rows = answers(4)
    exact = [(n, *(f"{at}.7310000" for at in (start, end)), *rest) for n, start, end, *rest in rows]
    known_form(folder, FORM, "Et navn", exact)
    known_form(folder, SISTER, "Et annet navn", later(answers(4), 3))
    plain = folder.file("Bok1.xlsx", workbook({"Sheet1": export(rows)}))
    unnumbered = folder.file("Bok2.xlsx", workbook({"Sheet1": [(*row[1:3], row[5]) for row in export(rows)]}))
    found = attribute(folder.read())
    assert [line_of(found, item).rows.matched for item in (plain, unnumbered)] == [4, 4]
    assert {line_of(found, item).form for item in (plain, unnumbered)} == {FORM}


def test_answers_without_number_and_time_are_derived_though_they_are_found(tmp_path: Path) -> None:
    """If this fails, a list that nobody can trace row by row is called a whole export."""
    folder = Folder(tmp_path)
    rows = answers(6)
    known_form(folder, FORM, "Trivsel", rows)
    bare = folder.file("Trivsel.xlsx", workbook({"Sheet1": [row[5:] for row in export(rows[::-1])]}))
    line = line_of(attribute(folder.read()), bare)
    assert (line.form, line.rows.matched, line.relation) == (FORM, 6, "derived")


@pytest.mark.parametrize("columns", [(1, 2, 5), (2, 5)], ids=["with a start", "without"])
def test_a_list_to_the_minute_without_numbers_is_found_in_the_service(
    tmp_path: Path, columns: tuple[int, ...]
) -> None:
    """If this fails, whoever deletes the column of numbers hides all answers, and they are called missing."""
    folder = Folder(tmp_path)
    rows = answers(8)
    known_form(folder, FORM, "Et navn", rows)
    known_form(folder, SISTER, "Et annet navn", later(answers(8), 3))
    minutes = [
        (n, *(at.replace(second=0) for at in (start, end) if isinstance(at, datetime)), *rest)
        for n, start, end, *rest in rows
    ]
    bare = [[row[at] for at in columns] for row in export(minutes)]
    item = folder.file("Resultater.xlsx", workbook({"Sheet1": bare}))
    line = line_of(attribute(folder.read()), item)
    assert (line.form, line.rows.matched) == (FORM, 8)


def test_edited_answers_beside_a_number_are_not_another_forms(tmp_path: Path) -> None:
    """If this fails, an export whose times were taken out and whose texts were reworded is nobody's."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel på trinnet", answers(7))
    edited = [("ID", "Trives du?", "Hvorfor?")] + [(row[0], row[5], f"Ordnet {row[0]}") for row in answers(7)]
    folder.file("Liste 1.xlsx", workbook({"Sheet1": edited}))
    folder.file("Liste 2.xlsx", workbook({"Sheet1": export(later(answers(7), 3))}))
    held = hold(folder.read())
    missing = {
        len(held.blocks[n].columns): is_absent([held.tables[one] for one in own], held.known[0].tables)
        for n, own in held.tables_of.items()
    }
    assert missing == {3: False, 7: True}


def test_counts_go_to_the_sibling_that_was_counted(tmp_path: Path) -> None:
    """If this fails, a summary of one school's answers is filed under another school's form."""
    folder = Folder(tmp_path)
    mine = answers(9)
    theirs = [(*row[:5], "Ja", row[6]) for row in later(answers(9), 3)]
    known_form(folder, FORM, "Trivsel Nord", mine)
    known_form(folder, SISTER, "Trivsel Sør", theirs)
    folder.file("Trivsel Nord(1-9).xlsx", workbook({"Sheet1": export(mine)}))
    folder.file("Trivsel Sør(1-9).xlsx", workbook({"Sheet1": export(theirs)}))
    counts: list[Row] = [("Trives du?", "Antall av ID"), ("Ja", 5), ("Nei", 4)]
    summary = folder.file("Oversikt.xlsx", workbook({"Ark1": counts}))
    line = line_of(attribute(folder.read()), summary)
    assert line.form == FORM
    assert {one.form for one in line.alternatives} <= {SISTER}


def test_numbers_and_dates_alone_do_not_join_siblings(tmp_path: Path) -> None:
    """If this fails, siblings that were answered in the same days become one form."""
    folder = Folder(tmp_path)
    first, second = answers(40), later(answers(40), 0)
    for name, rows, shift in (("Nord", first, 1), ("Sør", second, 2)):
        days = [
            (n, *(datetime(at.year, at.month, at.day) for at in (a, b) if isinstance(at, datetime)), *rest)  # noqa: DTZ001 - as Excel has them
            for n, a, b, *rest in rows
        ]
        own = [(*row[:5], "Ja" if int(str(row[0])) % (shift + 1) else "Nei") for row in days]
        folder.file(f"{name}.xlsx", workbook({"Sheet1": export(own, questions=("Trives du?",))}))
    found = attribute(folder.read())
    assert len({line.form for line in found.blocks}) == 2


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Folder, list[str]]:
    """Two lists with the same headings, one of Forms' own among them: nobody can be sure."""
    folder = Folder(tmp_path)
    rows: list[Row] = [("Navn", "Sist endret", "Hvorfor?"), ("A", "", "kort"), ("B", "", "også kort")]
    return folder, [folder.file(f"{name}.xlsx", workbook({"Ark1": rows})) for name in ("Liste", "Utstyr")]


def _decide(folder: Folder, item: str, line: BlockLine, form: str) -> None:
    append(
        folder.root / "decisions.csv",
        [
            Decision(
                decided_at=AT, decided_by="arkivar", drive_id="b!drive", item_id=item, sheet=line.sheet,
                range=line.range, form=form,
            )
        ],
    )  # fmt: skip


def test_tables_with_the_same_headings_are_one_question(lists: tuple[Folder, list[str]]) -> None:
    """If this fails, people are asked the same about every copy of a template."""
    folder, items = lists
    estate = folder.read()
    found = attribute(estate)
    assert {line_of(found, item).decision for item in items} != {"auto"}
    asked = questions(found, layouts(estate.blocks))
    assert [one.settles for one in asked] == [2]


def test_one_answer_settles_both_and_can_be_taken_back(lists: tuple[Folder, list[str]]) -> None:
    """If this fails, an answer settles less than the queue promised, or can no longer be undone."""
    folder, items = lists
    line = line_of(attribute(folder.read()), items[0])
    _decide(folder, items[0], line, "none")
    after = attribute(folder.read())
    assert [line_of(after, item).decision for item in items] == ["auto", "auto"]
    assert all(line_of(after, item).evidence[0].kind == "decision" for item in items)
    undo(
        folder.root / "decisions.csv",
        ("b!drive", items[0], line.sheet, line.range),
        by="arkivar",
        at=AT,
        why="feil",
    )
    again = attribute(folder.read())
    assert all(line_of(again, item).decision != "auto" for item in items)


def test_a_form_for_one_list_says_nothing_of_another_name(lists: tuple[Folder, list[str]]) -> None:
    """If this fails, an answer about one unit's file decides over another unit's."""
    folder, items = lists
    line = line_of(attribute(folder.read()), items[0])
    _decide(folder, items[0], line, FORM)
    after = attribute(folder.read())
    assert line_of(after, items[0]).form == FORM
    assert line_of(after, items[1]).form != FORM

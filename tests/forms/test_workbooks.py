"""Workbooks as people have them: where the tables are, and what their columns are for."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from flytt.forms.block import NEVER, Block
from flytt.forms.times import seconds
from tests.forms.estates import FORM, NB, Folder, Row, answers, export, saved, times, with_part, workbook

SHEET1 = "xl/worksheets/sheet1.xml"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return an empty estate."""
    return Folder(tmp_path / "estate")


def one(folder: Folder, content: bytes, name: str = "svar.xlsx") -> Block:
    """Return the one block of a file."""
    folder.file(name, content)
    (block,) = folder.blocks()
    return block


def roles(block: Block) -> list[str]:
    """Return the columns' roles in order."""
    return [column.role for column in block.columns]


def test_an_export_is_read_whole(folder: Folder) -> None:
    """Ids, times or answers of an ordinary export would be missing from every later comparison."""
    block = one(folder, workbook({"Sheet1": export(answers(30))}))
    assert (block.sheet, block.range, len(block.rows)) == ("Sheet1", "A1:G31", 30)
    assert roles(block) == ["id", "start", "completion", "email", "name", "question", "question"]
    assert block.rows.ids.tolist() == list(range(1, 31))
    assert block.rows.completed[0] == seconds(times(1)[1])
    assert block.rows.respondents.tolist() == [0] * 30
    assert (block.rows.cells[:, -1] != 0).all()
    assert len(set(block.rows.cells[:, -1].tolist())) == 30
    assert block.rows.longs[:, -1].all()
    assert not block.rows.longs[:, -2].any()


@pytest.mark.parametrize(
    "put", [b'<dimension ref="A1:A1"/>', b'<dimension ref="A1"/>', b"", b'<dimension ref="B2:C3"/>']
)
def test_the_dimension_is_never_believed(folder: Folder, put: bytes) -> None:
    """Microsoft's own export would read as one cell, without any error."""
    content = workbook({"Sheet1": export(answers(30))})
    block = one(folder, with_part(content, SHEET1, rb"<dimension [^>]*/>", put))
    assert (block.range, len(block.rows)) == ("A1:G31", 30)


def test_titles_stand_above_the_heading(folder: Folder) -> None:
    """A title row would be taken for the heading, and the heading for an answer."""
    rows: list[Row] = [
        ("Trivselsundersøkelse 2025",),
        ("Eksportert 3. mars", "av skolen"),
        (),
        *export(answers(5)),
    ]
    block = one(folder, workbook({"Ark1": rows}))
    assert block.range == "A4:G9"
    assert block.titles == ("Trivselsundersøkelse 2025", "Eksportert 3. mars", "av skolen")


def test_a_title_right_above_the_heading(folder: Folder) -> None:
    """The first data row would be the heading of a table that lost one answer."""
    close: list[Row] = [("Trivselsundersøkelse 2025",), *export(answers(5))]
    block = one(folder, workbook({"Ark1": close}))
    assert (block.range, block.titles, len(block.rows)) == ("A2:G7", ("Trivselsundersøkelse 2025",), 5)


def test_a_table_away_from_the_corner_is_where_it_is(folder: Folder) -> None:
    """What is said of a table's rows, and what people decided about its place, would be about other rows."""
    rows = [(), (), *(("", *row) for row in export(answers(3)))]
    block = one(folder, workbook({"Sheet1": rows}))
    assert (block.range, block.rows.ids.tolist()) == ("B3:H6", [1, 2, 3])


def test_a_title_beside_a_table_does_not_widen_it(folder: Folder) -> None:
    """Columns that nobody answered in would be part of the table, and two readings of its place differ."""
    told: Row = ("Svar på Trivsel", *[""] * 7, "hentet i mars")
    rows = [told, *(("", *row) for row in export(answers(3)))]
    block = one(folder, workbook({"Sheet1": rows}))
    assert (block.range, block.titles) == ("B2:H5", ("Svar på Trivsel", "hentet i mars"))


def test_two_tables_one_above_the_other(folder: Folder) -> None:
    """Two forms' answers on one sheet would become one form's."""
    other = export(answers(4), questions=("Alder", "Kommentar"))
    folder.file("to.xlsx", workbook({"Ark1": [*export(answers(6)), (), (), *other]}))
    assert [(b.range, len(b.rows)) for b in folder.blocks()] == [("A1:G7", 6), ("A10:G14", 4)]


def test_two_tables_side_by_side(folder: Folder) -> None:
    """The right one's answers would be columns of the left one's responses."""
    left, right = export(answers(6)), export(answers(3), questions=("Alder", "Kommentar"))
    rows = [[*row, None, *(right[n] if n < len(right) else ())] for n, row in enumerate(left)]
    folder.file("to.xlsx", workbook({"Ark1": rows}))
    assert [(b.range, len(b.rows)) for b in folder.blocks()] == [("A1:G7", 6), ("I1:O4", 3)]


def test_an_empty_column_or_row_does_not_cut_a_table(folder: Folder) -> None:
    """What stands after an emptied column, or below an emptied row, would belong to no form."""
    rows = [[*row[:5], None, *row[5:]] for row in export(answers(6))]
    rows.insert(4, [])
    block = one(folder, workbook({"Ark1": rows}))
    assert (block.range, len(block.rows)) == ("A1:H8", 7)
    assert roles(block)[5] == "blank"
    assert block.rows.ids.tolist() == [1, 2, 3, -1, 4, 5, 6]


NN = ("ID", "Starttidspunkt", "Fullføringstidspunkt", "E-postadresse", "Namn", "Tidspunkt for siste endring")
EN = ("Id", "Start time", "Completion time", "Email", "Name")
QUIZ_EN = (*EN, "Total points", "Quiz feedback", "Grade posted time")
MIXED = ("ID", "Start time", "Fullføringstidspunkt", "Email", "Navn")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (NB, "id start completion email name"),
        (NN, "id start completion email name modified"),
        (EN, "id start completion email name"),
        (MIXED, "id start completion email name"),
        (QUIZ_EN, "id start completion email name total_points quiz_feedback grade_posted"),
        (
            ("ID", "Starttidspunkt\u00a0", "Fullføringstids\u00adpunkt".replace("\u00ad", "")),
            "id start completion",
        ),
    ],
)
def test_headings_are_known_in_their_languages(folder: Folder, head: Sequence[str], expected: str) -> None:
    """The language of whoever exported would make the service's columns look like questions."""
    rows = [(*row[:3], *[None] * (len(head) - 3), *row[5:]) for row in answers(5)]
    assert roles(one(folder, workbook({"Ark1": export(rows, head=head)})))[: len(head)] == expected.split()


def test_unknown_headings_are_told_by_their_values(folder: Folder) -> None:
    """An export in a language nobody foresaw would have no ids and no times."""
    rows = export(answers(8), head=("Númer", "Upphaf", "Lok", "Netfang", "Nafn"))
    block = one(folder, workbook({"Ark1": rows}))
    assert roles(block)[:3] == ["id", "start", "completion"]
    assert not any(column.certain for column in block.columns[:3])


@pytest.mark.parametrize(
    ("start", "end"),
    [("Påbegynt", "Sendt inn"), ("Påbegynt", "Kom til oss"), ("Kom hit", "Fullføringstidspunkt")],
)
def test_a_time_renamed_by_hand_is_told_by_the_other(folder: Folder, start: str, end: str) -> None:
    """An export would be taken for no answers of Forms at all, and that without asking anybody."""
    block = one(folder, workbook({"Sheet1": export(answers(5), head=("Svar-ID", start, end, *NB[3:]))}))
    assert roles(block)[:3] == ["id", "start", "completion"]


def test_a_date_that_was_asked_for_is_no_completion(folder: Folder) -> None:
    """The day of a holiday would be the time of the answer."""
    rows = [(n, times(n)[0], times(n + 9_000)[1]) for n in range(1, 9)]
    block = one(folder, workbook({"Sheet1": [("ID", "Starttidspunkt", "Når drar du?"), *rows]}))
    assert roles(block) == ["id", "start", "question"]


def test_an_address_is_no_long_answer(folder: Folder) -> None:
    """The same people answer many forms: their addresses would make one form of them all."""
    rows = [(n, *times(n), f"ansatt.nummer{n}@fjord-kommune.example", "x" * 30) for n in range(1, 5)]
    head = ("ID", "Starttidspunkt", "Fullføringstidspunkt", "Hvor når vi deg?", "Hvorfor?")
    block = one(folder, workbook({"Sheet1": [head, *rows]}))
    assert [column.longs for column in block.columns][3:] == [0, 4]


def test_a_question_called_name_stays_a_question(folder: Folder) -> None:
    """Answers to `Navn` and `E-post` would be taken for the service's own columns, and left out."""
    block = one(folder, workbook({"Ark1": export(answers(5), questions=("Navn", "E-post"))}))
    assert roles(block)[5:] == ["question", "question"]


def test_points_and_feedback_belong_to_their_question(folder: Folder) -> None:
    """Points of a quiz would be counted as answers to questions that never were."""
    head = ("ID", "Start time", "Completion time", "Total points")
    rows: list[Row] = [
        (*head, "Hva er 2+2?", "Points - Hva er 2+2?", "Feedback - Hva er 2+2?"),
        *[(n, *times(n), 1, "4", 1, "") for n in range(1, 5)],
    ]
    block = one(folder, workbook({"Ark1": rows}))
    assert roles(block)[4:] == ["question", "points", "feedback"]
    assert [column.of for column in block.columns[5:]] == ["hva er 2+2?"] * 2


def test_likert_choices_lists_and_uploads_are_told_apart(folder: Folder) -> None:
    """A question would be compared with others of another kind."""
    scale = ("Helt enig", "Enig", "Uenig", "Helt uenig")
    head = (*NB[:3], "Rom", "Mat", "Fag", "Skole", "Vedlegg")
    rows = [
        (
            n, *times(n), scale[n % 4], scale[n % 3 + 1], ("Norsk;", "Norsk;Matte;", "Matte;")[n % 3],
            ("Bud", "Julsund")[n % 2], f"https://x.example/s/Apps/Microsoft Forms/T/Question/f{n}_K.pdf",
        )
        for n in range(1, 25)
    ]  # fmt: skip
    block = one(folder, workbook({"Ark1": [head, *rows]}))
    assert [column.kind for column in block.columns[3:]] == ["likert", "likert", "multi", "choice", "upload"]
    assert block.columns[5].distinct == 3
    assert len(block.columns[5].values) == 2
    assert block.uploads[0].folder == "x.example/s/Apps/Microsoft Forms/T/Question"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("03.04.2025 08:15", False),
        ("2025-04-03T08:15:00", False),
        ("3/4/2025 8:15", False),
        ("4/3/25 8:15:00 AM", True),
    ],
)
def test_times_typed_as_text_are_times(folder: Folder, text: str, *, english: bool) -> None:
    """A response's best fingerprint would be gone as soon as somebody saved the file elsewhere."""
    rows: list[Row] = [(n, text, text, "", "", "Ja", "") for n in range(1, 4)]
    block = one(folder, workbook({"Ark1": export(rows, head=EN if english else NB)}))
    assert set(block.rows.started.tolist()) == {seconds(datetime(2025, 4, 3, 8, 15))}  # noqa: DTZ001 - zone-less, as written
    assert block.columns[1].text_times


def test_a_text_that_is_no_time_is_none(folder: Folder) -> None:
    """`i går` would become the first of January 1970."""
    rows: list[Row] = [(n, "i går", "99.99.2025 08:00", "", "", "Ja", "") for n in range(1, 4)]
    assert set(one(folder, workbook({"Ark1": export(rows)})).rows.completed.tolist()) == {NEVER}


def test_hidden_sheets_are_read(folder: Folder) -> None:
    """Answers that somebody hid would be lost."""
    folder.file("x.xlsx", workbook({"A": export(answers(3)), "B": export(answers(2))}, hidden=["B"]))
    assert [(b.sheet, b.visible, len(b.rows)) for b in folder.blocks()] == [
        ("A", "visible", 3),
        ("B", "hidden", 2),
    ]


def test_merged_cells_and_the_live_table(folder: Folder) -> None:
    """A merged title would shift the table, and a live workbook would not be told from a copy."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Tittel over alle kolonner"])
    for row in export(answers(4), head=EN):
        sheet.append(list(row))
    sheet.merge_cells("A1:G1")
    sheet.add_table(Table(displayName="OfficeForms.Table", ref="A2:G6"))
    block = one(folder, saved(book))
    assert (block.range, block.table) == ("A2:G6", "OfficeForms.Table")


def test_formulas_that_were_never_calculated_are_counted(folder: Folder) -> None:
    """Cells would look empty, and nobody would know that there was something."""
    rows = [[*row, '=IF(F2="Ja",1,0)' if n else "Kode"] for n, row in enumerate(export(answers(3)))]
    folder.file("x.xlsx", workbook({"Ark1": rows}))
    (remark,) = folder.read().remarks
    assert (remark.kind, remark.count) == ("formulas without a value", 3)


def test_a_heading_alone_is_an_export_without_answers(folder: Folder) -> None:
    """A form that nobody answered would look like a file without a form."""
    block = one(folder, workbook({"Ark1": export([])}))
    assert (block.range, len(block.rows)) == ("A1:G1", 0)


def test_links_inside_a_workbook_name_their_form(folder: Folder) -> None:
    """The surest evidence of all would be overlooked."""
    rows: list[Row] = [
        *export(answers(2)),
        (3, None, None, None, None, "se", f"https://forms.office.com/Pages/ResponsePage.aspx?id={FORM}"),
    ]
    folder.file("x.xlsx", workbook({"Ark1": rows}))
    estate = folder.read()
    assert estate.contents[0].form_ids == (FORM,)
    assert estate.form[FORM].sources == ("workbook",)


def test_identity_numbers_are_counted_and_not_kept(folder: Folder) -> None:
    """A workbook full of identity numbers would be treated like any other."""
    rows = [(*row[:6], "17841200020") for row in answers(3)]
    block = one(folder, workbook({"Ark1": export(rows)}))
    assert block.columns[-1].identity_numbers == 3
    assert "17841200020" not in repr(block)

"""What a block is to its form, and whose a form is, where appearances deceive."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.table import Table

from flytt.forms.attribution.attribute import attribute
from flytt.forms.form_id import encode
from flytt.migration.record import Json
from tests.forms.estates import FORM, NB, OWNER, TENANT, Folder, Row, answers, export, saved, workbook
from tests.forms.test_attributed_tables import known_form, line_of

BY_FORMS: dict[str, Json] = {"user": {"id": OWNER}, "application": {"displayName": "Microsoft Forms"}}
LIVE = ("Id", *NB[1:])


def live(rows: Sequence[Row]) -> bytes:
    """Return a workbook as the service keeps one beside a form."""
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Sheet1": export(rows, head=LIVE)})))
    sheet = book.worksheets[0]
    sheet.add_table(Table(displayName="OfficeForms.Table", ref=sheet.dimensions))
    return saved(book)


def test_a_copy_of_a_live_workbook_is_not_live(tmp_path: Path) -> None:
    """If this fails, a dead copy is believed to receive answers, and moved as if it did."""
    folder = Folder(tmp_path)
    rows = answers(6)
    known_form(folder, FORM, "Trivsel", rows)
    copy = folder.file("Trivsel - Kopi.xlsx", live(rows))
    real = folder.file("Trivsel.xlsx", live(rows), createdBy=BY_FORMS, createdDateTime="2025-04-01T08:00:00Z")
    found = attribute(folder.read())
    assert line_of(found, real).relation == "live"
    assert line_of(found, copy).relation != "live"


def test_a_workbook_that_forms_made_is_live_without_its_table(tmp_path: Path) -> None:
    """If this fails, a live workbook whose table somebody removed is frozen as an old export."""
    folder = Folder(tmp_path)
    item = folder.file(
        "Trivsel.xlsx", workbook({"Sheet1": export(answers(6), head=LIVE)}), createdBy=BY_FORMS
    )
    assert line_of(attribute(folder.read()), item).relation == "live"


def logged(folder: Folder, count: int, deleted: int) -> None:
    """Let the log tell of responses, and that one of them was deleted a day later."""
    told = [("CreateResponse", n, 3) for n in range(1, count + 1)] + [("DeleteResponse", deleted, 4)]
    folder.write(
        "audit/log.json",
        [
            {
                "Id": f"{operation}{number}",
                "CreationTime": f"2025-03-0{day}T09:00:00",
                "Operation": operation,
                "FormId": FORM,
                "ActivityParameters": json.dumps({"ResponseId": str(number)}),
            }
            for operation, number, day in told
        ],
    )


def test_an_export_without_a_deleted_answer_is_whole(tmp_path: Path) -> None:
    """If this fails, every export after a deletion is called partial, and people look for the rest."""
    folder = Folder(tmp_path)
    rows = answers(8)
    logged(folder, 8, deleted=4)
    left = [row for row in rows if row[0] != 4]
    known_form(folder, FORM, "Trivsel", left)
    item = folder.file("Trivsel(1-8).xlsx", workbook({"Sheet1": export(left)}))
    assert line_of(attribute(folder.read()), item).relation == "export"


def test_a_part_of_an_export_that_has_a_deleted_answer_is_partial(tmp_path: Path) -> None:
    """If this fails, half of the answers pass for all of them because one was deleted afterwards."""
    folder = Folder(tmp_path)
    rows = answers(8)
    logged(folder, 8, deleted=4)
    known_form(folder, FORM, "Trivsel", [row for row in rows if row[0] != 4])
    some = folder.file("Trivsel.xlsx", workbook({"Sheet1": export([rows[1], rows[3], rows[4], rows[7]])}))
    assert line_of(attribute(folder.read()), some).relation == "partial"


def test_a_unit_that_many_units_forms_are_about_owns_none_of_them(tmp_path: Path) -> None:
    """If this fails, referrals from every school are handed to the office that they are sent to."""
    folder = Folder(tmp_path)
    people = {"Nord": OWNER, "Sør": "aaaaaaaa-bbbb-cccc-dddd-000000000001"}
    people["Vest"] = "aaaaaaaa-bbbb-cccc-dddd-000000000002"
    folder.write(
        "directory/units.csv",
        "unit,sector,members\nPPT,oppvekst,p9\n"
        + "".join(f"{name},oppvekst,{who}\n" for name, who in people.items()),
    )
    ids = {
        name: encode(TENANT, who, f"U{n}RFVEdOWU1UxUTFpaVzU0RDXY")
        for n, (name, who) in enumerate(people.items())
    }
    for name, form in ids.items():
        known_form(folder, form, f"Tilvisning til PPT {len(name)}", answers(2))
    found = {one.id: one.owner.unit for one in attribute(folder.read()).forms}
    assert [found[form] for form in ids.values()] == list(people)


def test_a_form_made_for_a_unit_is_that_units(tmp_path: Path) -> None:
    """If this fails, whoever makes forms for the whole municipality owns them all."""
    folder = Folder(tmp_path)
    folder.write("directory/units.csv", f"unit,sector,members\nNord,oppvekst,p9\nIKT,stab,{OWNER}\n")
    known_form(folder, FORM, "Trivsel Nord", answers(2))
    (form,) = attribute(folder.read()).forms
    assert form.owner.unit == "Nord"

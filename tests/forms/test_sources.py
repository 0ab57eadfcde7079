"""The other sources of an estate: forms, responses, audit, directory, links, decisions."""

import csv
import io
import json
from pathlib import Path

import pytest

from flytt.forms.block import NO_ID
from flytt.forms.estate import Estate
from flytt.forms.faults import EstateFaults
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.form_id import encode
from flytt.migration.record import Json
from tests.forms.estates import FORM, GROUP, GROUP_FORM, KEY, OWNER, TENANT, Folder, answers, export, workbook

OTHER = encode(TENANT, OWNER, "UQUlDVTJYTlROSVdFUkZKT1BX")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return an empty estate."""
    return Folder(tmp_path / "estate")


def response(number: int, **more: str) -> dict[str, Json]:
    """Return a response as the private API gives it: answers are JSON in a text."""
    given = {"r1": "Ja", "r2": '["Norsk","Matte"]', **more}
    return {
        "id": number,
        "startDate": f"2025-03-03T07:{number:02}:33.1234567Z",
        "submitDate": f"2025-03-03T08:{number:02}:33Z",
        "responder": "anonymous",
        "answers": json.dumps([{"questionId": one, "answer1": text} for one, text in given.items()]),
    }


def record(number: int, operation: str, **more: Json) -> dict[str, Json]:
    """Return an audit record as the Management API gives it."""
    return {
        "Id": f"audit-{number}",
        "CreationTime": f"2025-04-01T10:00:{number:02}",
        "Operation": operation,
        "RecordType": 66,
        "Workload": "MicrosoftForms",
        "UserId": "ola@hustadvika.example",
        "FormId": FORM,
        **more,
    }


def purview(records: list[dict[str, Json]]) -> bytes:
    """Return Purview's CSV, with a BOM and the record in a column."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData"])
    for one in records:
        row = [one["Id"], one["CreationTime"], "66", one["Operation"], one["UserId"], json.dumps(one)]
        writer.writerow(row)
    return file.getvalue().encode("utf-8-sig")


def cannot_see(estate: Estate, source: str) -> str:
    """Return what a source says that it cannot show."""
    return next(" ".join(one.cannot_see) for one in estate.coverage if one.source == source)


@pytest.mark.parametrize("wrapped", ["one", "list", "value", "paged"])
def test_forms_are_read_however_they_are_wrapped(folder: Folder, wrapped: str) -> None:
    """A form would be unknown because of how its page was saved."""
    form: dict[str, Json] = {
        "id": FORM, "title": "Trivsel", "rowCount": 7, "sdxWorkbookId": "01X",
        "questions": [{"id": "r1", "title": "Trives du?", "type": "Question.Choice", "order": 2,
                       "questionInfo": '{"Choices": [{"Description": "Ja"}, {"Description": "Nei"}]}'}],
    }  # fmt: skip
    pages: dict[str, Json] = {
        "one": form, "list": [form], "value": {"value": [form]},
        "paged": {"value": [form], "@odata.nextLink": "https://x.example/next"},
    }  # fmt: skip
    folder.write("forms/deep/er/a.json", pages[wrapped])
    folder.write("forms/light.json", {"value": [{"id": FORM, "title": "Trivsel", "softDeleted": 0}]})
    estate = folder.read()
    (found,) = estate.forms
    assert (found.title, found.row_count, found.owner_id, found.workbook.workbook_id) == (
        "Trivsel",
        7,
        OWNER,
        "01X",
    )
    assert found.questions[0].choices == ("Ja", "Nei")
    assert ("breaks off" in cannot_see(estate, "forms")) == (wrapped == "paged")


def test_a_broken_page_is_listed_and_the_others_are_read(folder: Folder) -> None:
    """One cut page would hide all forms, or would be missing without a word."""
    folder.write("forms/a.json", {"value": [{"id": FORM, "title": "A"}]})
    folder.write("forms/b.json", '{"value": [{"id": "')
    folder.write("forms/c.json", "")
    estate = folder.read()
    assert [(one.path, one.why.partition(":")[0]) for one in estate.unreadable] == [
        ("forms/b.json", "truncated"),
        ("forms/c.json", "empty"),
    ]
    assert len(estate.forms) == 1


def test_responses_are_each_once_over_all_pages(folder: Folder) -> None:
    """A response that came while paging would be counted twice, or one that changed would pass unseen."""
    folder.write(f"responses/{FORM}/1.json", {"value": [response(1), response(2)]})
    folder.write(f"responses/{FORM}/2.json", {"value": [response(2), response(3), response(1, r1="Nei")]})
    (found,) = folder.read().responses
    assert found.rows.ids.tolist() == [1, 2, 3]
    assert (found.repeated, found.conflicting, found.questions) == (2, 1, ("r1", "r2"))


def test_an_answer_is_the_same_in_service_and_workbook(folder: Folder) -> None:
    """Lists, spaces, numbers and letters are written differently there: nothing would ever match."""
    same = Fingerprint(KEY)
    for service, cell in (
        ('["Norsk","Matte"]', "Norsk;Matte;"),
        ("a\u00a0 b\n", "a b"),
        ("5", 5.0),
        ("2,50", 2.5),
        ("A\u030a", "\u00c5"),
    ):
        assert same.cell(service) == same.cell(cell)
    assert same.cell("Norsk") != same.cell("norsk;Matte")
    assert same.cell("0047") != same.cell(47)
    assert Fingerprint(b"another key of bytes").cell("Ja") != same.cell("Ja")
    folder.write(f"responses/{FORM}/1.json", [response(1)])
    assert folder.read().responses[0].rows.cells[0].tolist() == [same.cell("Ja"), same.cell("Norsk;Matte")]


def test_a_page_of_responses_that_is_cut_off_makes_the_form_incomplete(folder: Folder) -> None:
    """Fewer answers than there are would pass for all of them."""
    folder.write("forms/a.json", [{"id": FORM, "title": "A", "rowCount": 9}])
    folder.write(f"responses/{FORM}/1.json", [response(1)])
    folder.write(f"responses/{FORM}/2.json", '{"value": [{"id": 2, "answers": "[')
    estate = folder.read()
    assert estate.responses[0].complete is False
    assert estate.unreadable[0].path == f"responses/{FORM}/2.json"
    assert "fewer responses on their pages" in cannot_see(estate, "responses")


def test_the_audit_log_is_one_whatever_its_exports(folder: Folder) -> None:
    """The same deletion would count three times, or in two of three exports not at all."""
    moved = record(
        1, "MoveForm", ActivityParameters=json.dumps({"NewFormId": GROUP_FORM, "DestinationUserId": GROUP})
    )
    deleted = record(2, "DeleteResponse", ActivityParameters=[{"Name": "ResponseId", "Value": "17"}])
    linked = record(
        3, "ConnectToExcelWorkbook", ActivityParameters="ExcelWorkbookLink:https://x.example/a.xlsx"
    )
    all_of_them = [moved, deleted, linked]
    folder.write("audit/purview.csv", purview(all_of_them))
    folder.write("audit/management.json", [*all_of_them])
    query: list[Json] = [
        {"id": one["Id"], "createdDateTime": one["CreationTime"], "operation": one["Operation"],
         "auditLogRecordType": "microsoftForms", "auditData": one}
        for one in all_of_them
    ]  # fmt: skip
    folder.write("audit/query.json", {"value": query})
    folder.write(
        "audit/other.json",
        [
            {
                "Id": "x",
                "Operation": "FileAccessed",
                "Workload": "SharePoint",
                "CreationTime": "2025-04-01T10:00:00",
            }
        ],
    )
    estate = folder.read()
    assert [(one.operation, one.response_id) for one in estate.audit] == [
        ("MoveForm", None), ("DeleteResponse", 17), ("ConnectToExcelWorkbook", None),
    ]  # fmt: skip
    assert estate.audit[2].workbook_url == "https://x.example/a.xlsx"
    assert estate.lineage[FORM].ids == (FORM, GROUP_FORM)
    assert estate.lineage[GROUP_FORM].newest == GROUP_FORM
    assert {one.kind: one.count for one in estate.remarks}["audit records met more than once"] == 6


def test_a_cut_audit_export_gives_what_it_has(folder: Folder) -> None:
    """Half a log would pass for the whole, or be thrown away."""
    folder.write("audit/a.csv", purview([record(1, "CreateForm"), record(2, "DeleteForm")])[:-90])
    estate = folder.read()
    assert [one.operation for one in estate.audit] == ["CreateForm"]
    assert estate.unreadable[0].why.startswith("truncated")


def test_a_move_nobody_logged_is_told_by_the_table(folder: Folder) -> None:
    """A form whose move is older than the log would be two forms, one of them without answers."""
    moved = encode(TENANT, GROUP, "URDFKTVYQUxUTFpaVzU0RkRMRE", group_owned=True)
    folder.write("forms/a.json", [{"id": moved, "title": "A"}])
    folder.write(
        "references.ndjson",
        json.dumps({"where": "side", "url": f"https://forms.office.com/Pages/ResponsePage.aspx?id={FORM}"}),
    )
    assert folder.read().lineage[FORM].ids == (FORM, moved)


def test_a_form_known_only_from_a_link_is_there(folder: Folder) -> None:
    """Answers to a form that the service no longer has would belong to nobody."""
    lines = [
        {"where": "flyt", "url": f"https://forms.office.com/Pages/DesignPage.aspx?FormId={OTHER}"},
        {"where": "side", "url": "https://forms.office.com/r/AbC123xyz9"},
    ]
    folder.write("references.ndjson", "\n".join(json.dumps(one) for one in lines) + '\n{"where": ')
    estate = folder.read()
    assert [(one.id, one.sources, one.owner_id) for one in estate.forms] == [(OTHER, ("reference",), OWNER)]
    assert estate.references[1].short == "AbC123xyz9"
    assert estate.unreadable[0].path == "references.ndjson:3"


@pytest.mark.parametrize(
    "content",
    [
        "unit,sector,members\nBud skole,oppvekst,A1;B2;C3\nPlan,teknisk,D4\n",
        "unit;sector;members\r\nBud skole;oppvekst;A1;B2;C3\r\nPlan;teknisk;D4\r\n",
        "Enhet;Sektor;Medlem\nBud skole;oppvekst;A1\nBud skole;oppvekst;B2\nBud skole;;C3\nPlan;teknisk;D4\n",
        "\ufeffunit\tsector\tmembers\nBud skole\toppvekst\tA1, B2, C3\nPlan\tteknisk\tD4\n",
    ],
)
def test_units_are_read_with_any_delimiter_and_a_row_a_member(folder: Folder, content: str) -> None:
    """Owners would belong to no unit because of how a list was saved."""
    folder.write("directory/units.csv", content)
    units = folder.read().directory.units
    assert [(one.name, one.sector, one.members) for one in units] == [
        ("Bud skole", "oppvekst", ("a1", "b2", "c3")),
        ("Plan", "teknisk", ("d4",)),
    ]


def test_who_left_is_known_as_one_who_left(folder: Folder) -> None:
    """An owner who left would look like one who still answers for the form."""
    folder.write(
        "directory/users.json",
        {"value": [{"id": OWNER.upper(), "displayName": "Kari", "accountEnabled": False}]},
    )
    folder.write("directory/deleted-users.json", [{"id": "d1", "deletedDateTime": "2025-01-01T00:00:00Z"}])
    folder.write(
        "directory/groups.json", [{"id": GROUP, "displayName": "Plan", "members": [{"id": OWNER}, "D1"]}]
    )
    directory = folder.read().directory
    assert [(one.id, one.is_deleted, one.enabled) for one in directory.persons] == [
        (OWNER, False, False),
        ("d1", True, None),
    ]
    assert directory.groups[0].members == (OWNER, "d1")


def test_what_people_wrote_wrong_is_said_all_at_once(folder: Folder) -> None:
    """Faults would be found one by one, a run for each; or decisions would be lost in silence."""
    folder.write("directory/units.csv", "unit,members\n,a1\n")
    head = "decided_at,decided_by,drive_id,item_id,sheet,range,form,why\n"
    folder.write("decisions.csv", head + "i går,Kari,d,i,,A1:B2,none,\n2025-01-01,,d,,,A1:B2,none,\n")
    folder.write("coverage.json", "[1]")
    with pytest.raises(EstateFaults) as told:
        folder.read()
    assert [fault.split(" ")[0] for fault in told.value.faults] == [
        "decisions.csv:2:", "decisions.csv:3:", "coverage.json:", "directory/units.csv:2:",
    ]  # fmt: skip


def test_decisions_keep_their_order_and_words(folder: Folder) -> None:
    """A later decision would not win over an earlier one, or `none` would be a form."""
    head = "decided_at;decided_by;drive_id;item_id;sheet;range;form;why\n"
    folder.write(
        "decisions.csv",
        f"{head}2025-01-01T10:00:00Z;Kari;d;i;Ark1;$a$1:b2;{FORM};sett\n2025-01-02;Kari;d;i;Ark1;A1:B2;;feil\n",
    )
    assert [(one.range, one.form, one.why) for one in folder.read().decisions] == [
        ("A1:B2", FORM, "sett"), ("A1:B2", "none", "feil"),
    ]  # fmt: skip


def test_every_source_is_optional_and_says_so(folder: Folder) -> None:
    """A missing source would end the reading, or pass as one that has nothing to say."""
    folder.file("a.xlsx", workbook({"A": export(answers(2))}))
    folder.write("coverage.json", {"drive": {"sites": 3}})
    estate = folder.read()
    assert {one.source: one.present for one in estate.coverage} == {
        "forms": False, "responses": False, "drive": True, "audit": False,
        "directory": False, "references": False, "decisions": False,
    }  # fmt: skip
    assert all(one.cannot_see for one in estate.coverage)
    assert next(one.stated for one in estate.coverage if one.source == "drive") == {"sites": 3}


def test_a_response_without_an_id_is_kept(folder: Folder) -> None:
    """An answer would be lost because its page left out a number."""
    one = response(1)
    del one["id"]
    folder.write(f"responses/{FORM}/1.json", [one])
    assert folder.read().responses[0].rows.ids.tolist() == [NO_ID]

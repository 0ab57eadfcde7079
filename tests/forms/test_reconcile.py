"""The proof: everything that was found is on the target, or it is said what is not."""

import json
import os
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from flytt.forms.faults import EstateFaults
from flytt.forms.fingerprint import normal
from flytt.forms.moving.workbook import OTHERS
from flytt.forms.reading.fields import load, objects
from flytt.forms.reconcile.prove import prove
from flytt.forms.reconcile.report import markdown
from flytt.forms.reconcile.seal import seal, since
from tests.forms.estates import FORM, KEY, answers, export, times, with_part, workbook
from tests.forms.moved import Moved, practice_estate, small_estate

pytestmark = pytest.mark.slow

SECOND_QUESTION = "Hvorfor?"


def test_an_estate_that_was_moved_whole_is_proved(tmp_path: Path) -> None:
    """If this failed, a move without a fault would be called one with faults, and nobody would believe it."""
    small_estate(tmp_path / "e")
    found = Moved(tmp_path / "e", tmp_path / "t").prove()
    assert (found.outcome, found.because, found.listed) == ("proved", (), ())
    assert found.responses.found == found.responses.moved == 6
    assert found.files.found == found.files.moved == 1
    assert found.readers.workbooks == found.readers.agreed == 2


@pytest.mark.parametrize(("tier", "most"), [(3, "moved"), (5, "quarantined")])
def test_a_practice_estate_adds_up_to_the_last_cell(tmp_path: Path, tier: int, most: str) -> None:
    """If this failed, wear that real files have would be taken for loss, or loss for wear.

    Where most evidence is worn off, nearly all waits for people, in quarantine.
    """
    moved = Moved(practice_estate(tmp_path, tier=tier), tmp_path / "t")
    found = moved.prove()
    assert found.because == ()
    assert found.cells.good
    assert found.responses.good
    assert found.files.good
    assert getattr(found.cells, most) > 0.8 * found.cells.found > 300
    assert moved.packed.broken == []


def test_answers_that_only_an_old_export_has_are_moved_and_counted(tmp_path: Path) -> None:
    """If this failed, a deleted question's answers would be lost while every row was there."""
    small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    sheet = openpyxl.load_workbook(moved.folder() / "svar.xlsx")["Svar"]
    rows = list(sheet.iter_rows(values_only=True))
    at = rows[0].index(SECOND_QUESTION)
    assert [row[at] for row in rows[1:]] == [row[-1] for row in answers(6)]
    moved.edit(3, at + 1, None)
    assert moved.prove().forms[0].cells.missing == 1


def test_one_edited_cell_is_a_cell_missing_and_a_stranger(tmp_path: Path) -> None:
    """If this failed, an answer could be changed on its way and nobody would know."""
    small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    moved.edit(2, 7, "noe annet")
    found = moved.prove()
    assert found.outcome == "cannot be proved, because"
    assert (found.cells.missing, found.cells.foreign) == (1, 1)


def test_two_files_and_an_export_with_other_clocks_are_one_set_of_moments(tmp_path: Path) -> None:
    """If this failed, an export in Norwegian time would look like other responses than the service's UTC."""
    folder = small_estate(tmp_path / "e")
    shifted = [
        (n, *(at + timedelta(hours=1) for at in times(n)), *row[3:]) for n, row in enumerate(answers(6), 1)
    ]
    folder.file("kopi.xlsx", workbook({"Sheet1": export(shifted)}))
    moved = Moved(tmp_path / "e", tmp_path / "t")
    book = openpyxl.load_workbook(moved.folder() / "svar.xlsx")
    assert OTHERS not in book.sheetnames
    assert moved.prove().outcome == "proved"


def test_an_answer_edited_by_hand_is_kept_beside_the_other(tmp_path: Path) -> None:
    """If this failed, one of two contradicting answers would be dropped without anybody having chosen."""
    folder = small_estate(tmp_path / "e")
    rows = [list(row) for row in answers(6)]
    rows[2][-1] = "Dette er rettet for hånd etterpå, av noen"
    folder.file("rettet.xlsx", workbook({"Sheet1": export(rows)}))
    moved = Moved(tmp_path / "e", tmp_path / "t")
    book = openpyxl.load_workbook(moved.folder() / "svar.xlsx")
    both = [
        str(cell)
        for sheet in ("Svar", OTHERS)
        for row in book[sheet].iter_rows(values_only=True)
        for cell in row
    ]
    assert any("rettet for hånd" in one for one in both)
    assert any("nummer 3" in one for one in both)
    assert moved.prove().cells.good


def test_equal_rows_without_ids_stay_as_many_as_they_were(tmp_path: Path) -> None:
    """If this failed, two people who answered the same would become one."""
    folder = small_estate(tmp_path / "e", count=0, in_service=0)
    rows = [("Ja", "fordi det er fint her hos oss"), *[("Nei", "det er for kaldt her hos oss")] * 3]
    folder.file("uten.xlsx", workbook({"Sheet1": [("Trives du?", "Hvorfor?"), *rows]}))
    decided = (
        f"decided_at,decided_by,drive_id,item_id,form,why\n2026-01-01,NN,b!drive,01UTENXLSX,{FORM},vet\n"
    )
    folder.write("decisions.csv", decided)
    found = Moved(tmp_path / "e", tmp_path / "t").prove()
    assert found.responses.found == found.responses.moved == 4


def test_gaps_in_ids_are_listed_by_number(tmp_path: Path) -> None:
    """If this failed, a response that nobody has would not be missed."""
    small_estate(tmp_path / "e", in_service=3, without=frozenset({4, 5}))
    found = Moved(tmp_path / "e", tmp_path / "t").prove()
    assert found.forms[0].missing_ids == (4, 5)
    assert found.outcome == "proved except listed"
    assert "4, 5" in markdown(found)


def test_a_count_of_the_service_that_its_pages_do_not_reach_is_listed(tmp_path: Path) -> None:
    """If this failed, a page that was never fetched would be lost where no export has it either."""
    folder = small_estate(tmp_path / "e")
    form = json.loads((tmp_path / "e/forms/one.json").read_text())
    folder.write("forms/one.json", {**form, "rowCount": 9})
    found = Moved(tmp_path / "e", tmp_path / "t").prove()
    assert found.forms[0].listed == ("the service counts 9 responses, its pages hold 6",)


def test_what_a_signed_decision_leaves_is_counted_as_that(tmp_path: Path) -> None:
    """If this failed, what the municipality chose to leave would look lost, or what is lost like a choice."""
    folder = small_estate(tmp_path / "e")
    folder.write(
        "exclusions.csv",
        f"decided_at,decided_by,form,responses,why\n2026-01-01,Arkivar,{FORM},2;3,prøvesvar\n",
    )
    moved = Moved(tmp_path / "e", tmp_path / "t")
    found = moved.prove()
    assert (found.responses.excluded, found.responses.moved, found.outcome) == (2, 4, "proved")
    assert found.exclusions_sha256
    (tmp_path / "e/exclusions.csv").unlink()
    assert moved.prove().responses.missing == 2


def test_a_decision_without_a_name_or_reason_is_none(tmp_path: Path) -> None:
    """If this failed, anybody could make answers disappear from the account with half a line."""
    folder = small_estate(tmp_path / "e")
    folder.write("exclusions.csv", f"decided_at,decided_by,form,why\n2026-01-01,,{FORM},\n")
    with pytest.raises(EstateFaults, match="decided_by and why"):
        Moved(tmp_path / "e", tmp_path / "t")


def test_without_a_target_nothing_is_proved(tmp_path: Path) -> None:
    """If this failed, a move could be proved that was never made."""
    small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    found = prove(moved.estate, moved.document, None, key=KEY)
    assert found.outcome == "cannot be proved, because"
    assert "nothing was re-read from a target" in found.because


def test_a_workbook_that_says_it_is_one_cell_is_read_whole_on_the_target(tmp_path: Path) -> None:
    """If this failed, the dimension that Microsoft's own exports have would hide every answer."""
    small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    at = moved.folder() / "svar.xlsx"
    sheet = "xl/worksheets/sheet1.xml"
    at.write_bytes(with_part(at.read_bytes(), sheet, rb"<sheetPr", rb'<dimension ref="A1:A1"/><sheetPr'))
    assert moved.prove().cells.good


def test_readers_that_disagree_break_the_proof(tmp_path: Path) -> None:
    """If this failed, one reader's fault would be proof of the other's."""
    small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    at = moved.folder() / "svar.xlsx"
    text = b'<c r="D2" t="n"><v>45719.5</v></c>'
    at.write_bytes(
        with_part(at.read_bytes(), "xl/worksheets/sheet1.xml", rb'<c r="D2"[^>]*>.*?</c>', text * 2)
    )
    assert moved.prove().outcome == "cannot be proved, because"


def test_a_link_leads_to_the_file_that_it_led_to(tmp_path: Path) -> None:
    """If this failed, an answer could open somebody else's enclosure, and every file still be there."""
    small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    sheet = openpyxl.load_workbook(moved.folder() / "svar.xlsx")["Svar"]
    link = next(
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if "bilde" in str(cell)
    )
    assert (moved.folder() / link).read_bytes() == b"et bilde"
    (moved.folder() / link).write_bytes(b"et annet bilde")
    found = moved.prove()
    assert found.files.missing == 1
    (moved.folder() / link).write_bytes(b"et bilde")
    links = moved.folder() / "vedlegg.csv"
    links.write_text(links.read_text().replace("01BILDE", "01ANNET", 1).replace("bilde_En", "annet_To", 2))
    assert moved.prove().outcome == "cannot be proved, because"


def test_a_seal_tells_what_changed_after_the_inventory(tmp_path: Path) -> None:
    """If this failed, what people added after the freeze would be neither moved nor missed."""
    folder = small_estate(tmp_path / "e")
    then = seal(tmp_path / "e")
    assert since(then, tmp_path / "e") == []
    folder.file("ny.xlsx", workbook({"Sheet1": export(answers(2))}))
    (tmp_path / "e" / "responses" / FORM / "page-1.json").unlink()
    told = " ".join(since(then, tmp_path / "e"))
    assert all(word in told for word in ("gone since", "changed since", "came after", "page-1.json"))


def test_no_answer_is_written_down_but_on_the_target_itself(tmp_path: Path) -> None:
    """If this failed, answers would lie in reports and ledgers that more people read than the answers."""
    root = practice_estate(tmp_path, tier=2)
    moved = Moved(root, tmp_path / "t")
    found = moved.prove()
    said = found.model_dump_json() + markdown(found)
    said += "".join(one.read_text() for one in (tmp_path / "t").rglob("ledger.ndjson"))
    secret = {
        text
        for path in root.glob("responses/*/*.json")
        for one in objects(load(path))
        for answer in one.each("answers")
        if len(text := normal(answer.text("answer1"))) > 12
    }
    assert len(secret) > 20
    assert not [one for one in secret if one in said]


def test_quarantine_is_kept_whole_and_has_somebody_named(tmp_path: Path) -> None:
    """If this failed, what nobody could place would be gone, or nobody's."""
    folder = small_estate(tmp_path / "e")
    folder.file("ødelagt.xlsx", os.urandom(400))
    moved = Moved(tmp_path / "e", tmp_path / "t")
    kept = moved.packed.package.quarantine
    assert [one.owner for one in kept] == ["arkivansvarlig"]
    assert moved.prove().outcome == "proved except listed"
    (tmp_path / "t" / kept[0].path).write_bytes(b"noe annet")
    proof = moved.prove()
    assert proof.outcome == "cannot be proved, because"
    assert any(kept[0].item_id in one for one in proof.because)
    assert not any(kept[0].item_id in one for one in proof.because_kinds)


def test_the_root_is_of_the_answers_and_of_nothing_else(tmp_path: Path) -> None:
    """If this failed, two proofs of the same answers could not be held against each other."""
    small_estate(tmp_path / "e")
    one = Moved(tmp_path / "e", tmp_path / "t").prove()
    two = Moved(tmp_path / "e", tmp_path / "u").prove()
    assert one.root == two.root
    small_estate(tmp_path / "f", count=5)
    assert Moved(tmp_path / "f", tmp_path / "v").prove().root != one.root


@pytest.mark.parametrize("name", ["2024 Helse Kari Fiktiv.xlsx", "Kari: Fiktiv: notat.xlsx", "Kari.xlsx"])
def test_kinds_hold_no_name_of_a_file(tmp_path: Path, name: str) -> None:
    """Names of people stand in names of files, and kinds go into a ledger that is kept for good."""
    folder = small_estate(tmp_path / "e")
    folder.file(name, b"this is no workbook", item_id="01KARI")
    folder.file(f"to {name}", b"\xd0\xcf\x11\xe0 this is no workbook", item_id="01TO")
    found = Moved(tmp_path / "e", tmp_path / "t").prove()
    assert any("Kari" in one for one in found.listed), "no file has such a name: nothing is tried"
    assert sum(found.listed_kinds.values()) >= len(found.listed)
    assert not any("Kari" in one or "Fiktiv" in one for one in (*found.listed_kinds, *found.because_kinds))

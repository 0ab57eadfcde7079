"""What two passes over one estate found, put together: what the first one saw is not lost by the second."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from pydantic import SecretStr

from flytt.adapters.forms.carried import carry
from flytt.adapters.forms.door import Door
from flytt.adapters.forms.followed import undecided_now
from flytt.adapters.forms.packages import Packages
from flytt.adapters.forms.placing import Shelf
from flytt.adapters.forms.reading import attributed
from flytt.adapters.forms.site import Site
from flytt.adapters.forms.work import Work
from flytt.forms.attribution.attribute import attribute
from flytt.forms.attribution.written import write
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reconcile.excluded import NOTHING
from flytt.forms.reconcile.inventoried import take_stock
from flytt.forms.reconcile.placed_before import no_longer_found
from flytt.migration.errors import ChangedByOthers
from flytt.migration.forms_estate import EstateJob
from flytt.migration.record import Json
from tests.forms.estates import FORM, KEY, Folder, workbook
from tests.forms.moved import Moved, response
from tests.forms_ground import settings

LOST = "Hva tenkte du før spørsmålet ble slettet?"
SAID = "Dette står ingen andre steder enn her"


def estate(root: Path, responses: list[Json], *asked: tuple[str, str]) -> Folder:
    """Return an estate of one form, with the service's pages alone."""
    folder = Folder(root)
    questions: list[Json] = [{"id": name, "title": title} for name, title in asked]
    form: Json = {"id": FORM, "title": "Trivsel", "rowCount": len(responses), "questions": questions}
    folder.write("forms/users/one.json", {"value": [form]})
    folder.write(f"responses/{FORM}/page-0001.json", {"value": responses})
    return folder


def written(moved: Moved) -> list[str]:
    """Return every text of the form's workbook."""
    book = openpyxl.load_workbook(moved.folder() / "svar.xlsx")
    return [
        str(one) for page in book.worksheets for row in page.iter_rows(values_only=True) for one in row if one
    ]


def without_id(one: Json) -> Json:
    """Return a response as a service without ids would give it."""
    return {name: value for name, value in cast("dict[str, Json]", one).items() if name != "id"}


BOTH = (("r1", "Trives du?"), ("r2", LOST))
Case = tuple[list[Json], list[Json]]
WHOLE: list[Json] = [response(1, r1='"Ja"', r2=f'"{SAID}"'), response(2, r1='"Nei"', r2='"Vet ikke"')]
CASES: dict[str, Case] = {
    "a question was deleted": (WHOLE, [response(1, r1='"Ja"'), response(2, r1='"Nei"')]),
    "an answer was edited": (WHOLE, [response(1, r1='"Ja"', r2='"Noe annet"'), WHOLE[1]]),
    "ids begin anew": (WHOLE, [response(1, r1='"Kanskje"', r2='"Ny"')]),
    "responses have no ids": ([*map(without_id, WHOLE)], [without_id(WHOLE[1])]),
    "all were deleted": (WHOLE, []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_said_at_first_is_moved(tmp_path: Path, case: str) -> None:
    """An answer that its owner's next change took away would be lost, and the proof would say *proved*."""
    was, now = CASES[case]
    estate(tmp_path / "first", was, *BOTH)
    estate(tmp_path / "second", now, *(BOTH[:1] if "question" in case else BOTH))
    first = Moved(tmp_path / "first", tmp_path / "package-first")
    assert SAID in written(first)
    carried = carry(tmp_path / "first", tmp_path / "second")
    assert carried.responses > 0
    second = Moved(tmp_path / "second", tmp_path / "package-delta")
    assert SAID in written(second)
    assert LOST in written(second), "nobody knows any more what was asked"
    found = second.prove()
    assert found.because == ()
    assert found.cells.missing == found.cells.foreign == 0
    assert lost(first, second) == []


def test_nothing_is_carried_when_nothing_changed(tmp_path: Path) -> None:
    """Every proof would list changes that never were, and nobody would read the list."""
    estate(tmp_path / "first", WHOLE, *BOTH)
    estate(tmp_path / "second", [*WHOLE, response(3, r1='"Ja"')], *BOTH)
    assert carry(tmp_path / "first", tmp_path / "second").says == ()
    assert not (tmp_path / "second" / "earlier").exists()


def lost(first: Moved, second: Moved) -> list[str]:
    """Return what of the first package the second estate knows nothing of."""
    key = Fingerprint(KEY)
    return no_longer_found(first.target, take_stock(second.estate, second.document, key), NOTHING, key)


@pytest.mark.parametrize("case", CASES)
def test_what_was_placed_once_and_is_found_no_more_is_said(tmp_path: Path, case: str) -> None:
    """If carrying failed, the second package would be proved against itself and the loss never be seen."""
    was, now = CASES[case]
    estate(tmp_path / "first", was, *BOTH)
    estate(tmp_path / "second", now, *BOTH)
    first = Moved(tmp_path / "first", tmp_path / "package-first")
    second = Moved(tmp_path / "second", tmp_path / "package-delta")
    assert any("cells of the first pass" in one for one in lost(first, second))


def test_an_estate_in_which_nothing_was_found_is_not_proved(tmp_path: Path) -> None:
    """A folder that was fetched from the wrong place would be proved, and the old forms let go."""
    estate(tmp_path / "first", [], *BOTH)
    found = Moved(tmp_path / "first", tmp_path / "package").prove()
    assert found.outcome == "cannot be proved, because"
    assert found.because == ("nothing was found: there is nothing to prove",)


LIST: list[tuple[object, ...]] = [("Hva ønsker du?", "Når passer det?")]


def people_wrote(work: Work, area: str) -> None:
    """Let somebody say that a table is the form's."""
    work.make()
    row = f"2025-03-04T12:00:00Z,people,b!drive,01LISTEXLSX,Ark,{area},{FORM},Dette er vårt"
    head = "decided_at,decided_by,drive_id,item_id,sheet,range,form,why"
    work.decisions.write_text(f"{head}\n{row}\n", "utf-8")


def with_a_list(root: Path, rows: list[tuple[object, ...]]) -> None:
    """Make an estate with a table that nobody can tell the form of."""
    folder = estate(root, WHOLE, *BOTH)
    folder.file("liste.xlsx", workbook({"Ark": [*LIST, *rows]}))


def test_a_decision_holds_for_a_table_that_has_grown(tmp_path: Path) -> None:
    """A live workbook that got three answers more would go to quarantine, and its form lose what it had."""
    work = Work(tmp_path / "work")
    rows: list[tuple[object, ...]] = [(f"Plass nummer {n} ved bekken", f"Etter klokka {n}") for n in range(6)]
    with_a_list(work.estate("first"), rows[:4])
    with_a_list(work.estate("delta"), rows)
    carry(work.estate("first"), work.estate("delta"))
    (line,) = attributed(work, "first").document.blocks
    assert (line.form, line.range) == (None, "A1:B5"), "the table is told without people: nothing is tried"
    people_wrote(work, "A1:B5")
    before, now = attributed(work, "first"), attributed(work, "delta")
    found = {(one.item_id, one.range): (one.decision, one.form) for one in now.document.blocks}
    assert found == {("01LISTEXLSX", "A1:B7"): ("auto", FORM), ("01LISTEXLSX-first", "A1:B5"): ("auto", FORM)}
    assert undecided_now(before.document, now.document, before.estate.blocks, now.estate.blocks) == 0
    alone = attribute(replace(now.estate, decisions=()))
    assert undecided_now(before.document, alone, before.estate.blocks, now.estate.blocks) == 1


def test_a_table_that_cannot_be_told_any_more_stops_the_delta(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form would lose answers it had in the first pass, and people would find them in quarantine."""
    work = Work(tmp_path / "work")
    rows: list[tuple[object, ...]] = [(f"Plass nummer {n} ved bekken", f"Etter klokka {n}") for n in range(6)]
    with_a_list(work.estate("first"), rows[:4])
    people_wrote(work, "A1:B5")
    write(work.document("placed-first"), attributed(work, "first").document)
    with_a_list(work.estate("delta"), rows)
    for path in (work.decisions, work.estate("first") / "decisions.csv"):
        path.unlink()
    put: list[Path] = []

    def noted(shelf: Shelf, package: Path, former: tuple[Path, ...]) -> None:
        del shelf, former
        put.append(package)

    monkeypatch.setattr(Shelf, "put", noted)
    door = Door("http://127.0.0.1:9", lambda: SecretStr(""))
    job = EstateJob.model_validate({**settings(), "kept_as": "fjordvik_forms"})
    delta = Packages(Site(job, work, door, door), "delta")
    with pytest.raises(ChangedByOthers, match="1 tables of answers were decided in the first pass"):
        delta.place()
    assert put == []
    assert not work.package("delta").exists()
    assert not work.noted("package-delta")
    people_wrote(work, "A1:B7")
    assert delta.place().responses == len(WHOLE) + len(rows)
    assert put == [work.package("delta")]

"""What two passes over one estate found, put together: what the first one saw is not lost by the second."""

from pathlib import Path
from typing import cast

import openpyxl
import pytest

from flytt.adapters.forms.carried import carry
from flytt.forms.fingerprint import Fingerprint
from flytt.forms.reconcile.excluded import NOTHING
from flytt.forms.reconcile.inventoried import take_stock
from flytt.forms.reconcile.placed_before import no_longer_found
from flytt.migration.record import Json
from tests.forms.estates import FORM, KEY, Folder
from tests.forms.moved import Moved, response

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

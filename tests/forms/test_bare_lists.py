"""Tables with nothing of Forms' own: lists that people drew up, and answers that lost all else."""

from pathlib import Path

import pytest

from flytt.forms.attribution.attribute import attribute
from tests.forms.estates import Folder, Row, answers, workbook
from tests.forms.test_attributed_tables import FORM, known_form, line_of


def test_a_hand_made_list_with_a_number_column_is_none_of_forms(tmp_path: Path) -> None:
    """If this fails, every list that somebody numbered becomes a question."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel", answers(8))
    rows: list[Row] = [("Nr", "Vare", "Antall kasser", "Hylle")]
    rows += [(n, f"vare nummer {n} i rekken", n * 3, "A") for n in range(1, 9)]
    item = folder.file("Lager.xlsx", workbook({"Ark1": rows}))
    line = line_of(attribute(folder.read()), item)
    assert (line.form, line.decision) == (None, "auto")


def test_a_bare_list_that_is_named_as_forms_names_files_is_asked_about(tmp_path: Path) -> None:
    """If this fails, the only copy of an answer is called nobody's: somebody took its first columns out."""
    folder = Folder(tmp_path)
    bare = workbook({"Sheet1": [("Navn på barnet", "Trives barnet?"), ("Elev A", "Ja")]})
    named, other = folder.file("Pårørende 2026(1-1) (1).xlsx", bare), folder.file("Pårørende.xlsx", bare)
    found = attribute(folder.read())
    assert line_of(found, other).decision == "auto"
    assert (line_of(found, named).decision, line_of(found, named).form) == ("ask", None)


@pytest.mark.parametrize("shown", [8, 20])
def test_a_numbered_list_that_asks_what_a_form_asks_is_asked_about(tmp_path: Path, shown: int) -> None:
    """If this fails, answers that somebody renamed, cut and numbered are left behind, and nobody is asked."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel", answers(8), count=shown)
    rows: list[Row] = [("Nr", "Trives du?", "Hvorfor?", "Status")]
    rows += [(n, "Ja", f"noe som elev {n} skrev", "ok") for n in range(1, 10)]
    item = folder.file("Samlet.xlsx", workbook({"Ark1": rows}))
    line = line_of(attribute(folder.read()), item)
    assert (line.form, line.decision) == (None, "ask")


def test_a_numbered_list_that_is_called_as_a_form_is_asked_about(tmp_path: Path) -> None:
    """If this fails, a number in front of renamed answers hides that their file bears a form's title."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel på ungdomstrinnet", answers(8), count=20)
    rows: list[Row] = [("Nr", "Svar", "Begrunnelse", "Oppfølging")]
    rows += [(n, "Ja", f"noe som elev {n} skrev", "ok") for n in range(1, 10)]
    item = folder.file("Trivsel på ungdomstrinnet ENDELIG.xlsx", workbook({"Ark1": rows}))
    line = line_of(attribute(folder.read()), item)
    assert line.decision == "ask"


def test_a_heading_alone_is_asked_about(tmp_path: Path) -> None:
    """If this fails, a form that nobody has answered yet is called no form's because its export is bare."""
    folder = Folder(tmp_path)
    known_form(folder, FORM, "Trivsel", answers(8))
    bare = b"Navn;Klasse;Kommentar til kontoret\r\n"
    named, other = folder.file("Bestilling(0-0).csv", bare), folder.file("Bestilling.csv", bare)
    found = attribute(folder.read())
    assert {(line_of(found, one).decision, line_of(found, one).form) for one in (named, other)} == {
        ("ask", None)
    }

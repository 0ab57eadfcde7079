"""What people decide and list: a line that names nothing here is said, and never taken for one that holds."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from flytt.cli.main import main
from flytt.forms.attribution.decisions import append
from flytt.forms.people_said import Decision
from flytt.forms.reading.people_source import read_decisions
from tests.forms.estates import FORM, Folder, answers, export, workbook
from tests.forms.moved import Moved

HEAD = "decided_at,decided_by,drive_id,item_id,sheet,range,form,why\n"
BLOCK = "b!drive/01SVAR/+47/A1:G6"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return an estate of one form and one workbook that nothing ties to it."""
    folder = Folder(tmp_path / "estate")
    folder.write("forms/one.json", {"id": FORM, "title": "Trivsel"})
    folder.file("svar.xlsx", workbook({"+47": export(answers(5))}), item_id="01SVAR")
    return folder


def decide(folder: Folder, *more: str) -> int:
    """Return the exit code of `flytt forms decide`."""
    return main(["forms", "decide", "--estate", str(folder.root), "--as", "Kari", *more])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("b!drive,01SVAR,+47,A1:G6,FEIL", "for a form that nobody knows"),
        (f"b!drive,01ANDRE,+47,A1:G6,{FORM}", "about a file that is not here"),
        (f"b!drive,01SVAR,+47,A1:G9,{FORM}", "about a table that is not in its file"),
        (f"b!drive,01SVAR,Ark2,,{FORM}", "about a table that is not in its file"),
    ],
)
def test_a_decision_that_names_nothing_here_is_said(
    folder: Folder, tmp_path: Path, line: str, kind: str
) -> None:
    """A mistyped line would hand answers to a form that does not exist, or be thought to hold."""
    folder.write("decisions.csv", f"{HEAD}2025-01-01,Kari,{line},sett\n")
    moved = Moved(folder.root, tmp_path / "target")
    (remark,) = moved.estate.remarks
    assert kind in remark.kind
    assert remark.where == "decisions.csv:2"
    assert [(one.form == FORM, one.decision) for one in moved.document.blocks] == [(False, "ask")]


def test_a_decision_about_a_whole_file_or_a_sheet_holds(folder: Folder) -> None:
    """A decision that people made about all of a file would be called a mistake."""
    lines = [f"2025-01-01,Kari,b!drive,01SVAR,{sheet},,{FORM},\n" for sheet in ("", "+47")]
    folder.write("decisions.csv", HEAD + "".join(lines))
    assert not folder.read().remarks


@pytest.mark.parametrize(
    "given",
    [
        ("--block", BLOCK, "--form", "FEIL"),
        ("--block", "b!drive/01ANDRE/+47/A1:G6", "--form", FORM),
        ("--block", "b!drive/01SVAR/+47/A1:G9", "--form", FORM),
    ],
)
def test_what_names_nothing_here_is_not_written(
    folder: Folder, given: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody would be told that it is written, and nothing would come of it."""
    assert decide(folder, *given) == 2
    assert "Nothing was written" in capsys.readouterr().err
    assert not (folder.root / "decisions.csv").exists()


def test_a_sheet_whose_name_looks_like_a_formula_is_found_again(folder: Folder) -> None:
    """The apostrophe that keeps a spreadsheet from calculating would become part of the name."""
    assert decide(folder, "--block", BLOCK, "--form", FORM) == 0
    estate = folder.read()
    assert [one.sheet for one in estate.decisions] == ["+47"]
    assert not estate.remarks
    assert decide(folder, "--block", BLOCK, "--form", "undo") == 0


def test_a_word_beginning_with_an_apostrophe_stays(tmp_path: Path) -> None:
    """What people wrote would lose its first letter each time the file is read."""
    path = tmp_path / "decisions.csv"
    one = Decision(decided_at=None, decided_by="Kari", drive_id="d", item_id="i", form="none", why="'n annen")
    append(path, [one, one.changed(why="-ja")])
    assert [one.why for one in read_decisions(path, path.name)[0]] == ["'n annen", "-ja"]


@pytest.mark.parametrize("name", ["svar.csv", "svar.xlsx", "svar.ods"])
def test_a_sheet_that_is_no_workbook_is_refused_in_words(
    folder: Folder, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever saved the questions as something else would be told of a fault that nobody foresaw."""
    (tmp_path / name).write_bytes(b"Svar;Hvorfor\n1;sett\n")
    assert decide(folder, "--answers", str(tmp_path / name)) == 2
    assert "saved as xlsx" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "Enheter i kommunen;;\n\nunit;sector;members\nSkole;Oppvekst;u1;u2\n",
        'unit,sector,members\nSkole,Oppvekst,"u1\nu2"\n',
        "\ufeff\n enhet | sektor | medlem \nSkole|Oppvekst|u1\nSkole||u2\n",
    ],
)
def test_units_are_read_below_titles_and_over_lines(folder: Folder, text: str) -> None:
    """Two members would become one that nobody is, or a title above the list would end everything."""
    folder.write("directory/units.csv", text)
    (unit,) = folder.read().directory.units
    assert (unit.name, unit.sector, unit.members) == ("Skole", "Oppvekst", ("u1", "u2"))


def test_a_named_file_of_signed_decisions_must_be_there(folder: Folder, tmp_path: Path) -> None:
    """A mistyped name would prove an estate as if nobody had signed anything."""
    given = ["--estate", str(folder.root), "--exclusions", str(tmp_path / "nei.csv")]
    assert main(["forms", "reconcile", *given]) == 2
    (tmp_path / "bin.json").write_bytes(b"\xff\xfe\x00\x80")
    assert main(["forms", "reconcile", *given[:2], "--attribution", str(tmp_path / "bin.json")]) == 2

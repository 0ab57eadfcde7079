"""Signed decisions that name nothing in the estate are slips, and are told before anything is written."""

from pathlib import Path

import pytest

from flytt.forms.faults import EstateFaults
from flytt.forms.reconcile.excluded import read_exclusions
from flytt.forms.reconcile.prove import prove
from tests.forms.estates import FORM, KEY
from tests.forms.moved import OTHER_FORM, Moved, small_estate

HEAD = "decided_at,decided_by,form,drive_id,item_id,sheet,range,responses,why\n"
FILE = "01TRIVSEL(1-6)XLSX"


def line(form: str = "", file: str = "", sheet: str = "", numbers: str = "", area: str = "") -> str:
    """Return one signed decision."""
    drive = "b!drive" if file else ""
    return f"2026-01-01,Arkivar,{form},{drive},{file},{sheet},{area},{numbers},prøve\n"


def test_every_decision_that_names_nothing_is_told_with_its_line_before_anything(tmp_path: Path) -> None:
    """If this failed, a slip in an id would move what was to be left, and nobody would hear of it."""
    wrong = [
        line(OTHER_FORM),
        line(file="01BORTE"),
        line(file=FILE, sheet="Ark9"),
        line(file=FILE, area="Z1:Z9"),
        line(FORM, "01BILDE"),
        line(FORM, numbers="2;77"),
        line(file=FILE, numbers="88"),
    ]
    small_estate(tmp_path / "e").write("exclusions.csv", HEAD + line(FORM, numbers="3") + "".join(wrong))
    with pytest.raises(EstateFaults) as refused:
        Moved(tmp_path / "e", tmp_path / "t")
    told = refused.value.faults
    assert [one.partition(": ")[0] for one in told] == [f"exclusions.csv:{n}" for n in range(3, 10)]
    assert "77" in told[5]
    assert "2" not in told[5].partition("numbers ")[2]
    assert not (tmp_path / "t").exists()


def test_decisions_that_name_something_are_taken(tmp_path: Path) -> None:
    """If this failed, a right decision would be refused for a slip."""
    right = [
        line(FORM, numbers="2;3"),
        line(file=FILE, sheet="Sheet1", numbers="4"),
        line(FORM, FILE, numbers="5"),
    ]
    small_estate(tmp_path / "e").write("exclusions.csv", HEAD + "".join(right))
    assert Moved(tmp_path / "e", tmp_path / "t").prove().because == ()


def test_a_proof_lists_decisions_that_name_nothing(tmp_path: Path) -> None:
    """If this failed, a proof would call all accounted for beside a decision that did nothing."""
    folder = small_estate(tmp_path / "e")
    moved = Moved(tmp_path / "e", tmp_path / "t")
    signed = read_exclusions(folder.write("exclusions.csv", HEAD + line(OTHER_FORM)))
    found = prove(moved.estate, moved.document, moved.target, key=KEY, exclusions=signed)
    assert found.outcome == "proved except listed"
    assert any("exclusions.csv:2" in one for one in found.listed)

"""`flytt forms pack` and `reconcile` as they are typed: what they write, what they say, how they end."""

import json
from pathlib import Path

import pytest

from flytt.cli.main import main
from tests.forms.estates import FORM
from tests.forms.moved import small_estate


def flytt(*words: object) -> int:
    """Run a command in this process."""
    return main([str(one) for one in words])


def test_packed_and_proved_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If this failed, the proof could not be had without writing a program."""
    estate, package, kept, seal = (tmp_path / one for one in ("estate", "package", "kept", "seal.json"))
    small_estate(estate)
    assert flytt("forms", "inventory", "--estate", estate, "--cache", kept, "--seal", seal) == 0
    assert flytt("forms", "pack", "--estate", estate, "--cache", kept, "--out", package) == 0
    given = ("--estate", estate, "--cache", kept, "--target", package, "--seal", seal)
    capsys.readouterr()
    assert flytt("forms", "reconcile", *given, "--json") == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "proved"
    next(package.rglob("01BILDE-*")).unlink()
    assert flytt("forms", "reconcile", *given, "--out", tmp_path / "report.md") == 1
    assert "1 files are missing or changed" in (tmp_path / "report.md").read_text("utf-8")
    (estate / f"responses/{FORM}/page-1.json").unlink()
    assert flytt("forms", "reconcile", *given) == 1
    assert "gone since the inventory" in capsys.readouterr().out


def test_a_package_is_not_written_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If this failed, what two estates left would lie in one package, and be proved as one."""
    small_estate(tmp_path / "estate")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "noe").write_text("annet")
    assert flytt("forms", "pack", "--estate", tmp_path / "estate", "--out", tmp_path / "package") == 2
    assert "Nothing was written" in capsys.readouterr().err


def test_a_decision_that_nobody_signed_is_refused_before_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """If this failed, answers could be left behind by a line without a name."""
    small_estate(tmp_path / "estate").write("exclusions.csv", f"decided_at,decided_by,form,why\n,,{FORM},\n")
    assert flytt("forms", "reconcile", "--estate", tmp_path / "estate") == 2
    assert "exclusions.csv:2" in capsys.readouterr().err

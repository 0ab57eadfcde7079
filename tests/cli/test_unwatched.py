"""A move that nobody watches says so before anything is done."""

import argparse
import fcntl
from pathlib import Path

import pytest

from flows.commands import FLAGS, MUNICIPALITY
from flows.launching import launch
from flytt.migration.errors import LeaseHeld
from flytt.wiring import Where


def test_a_move_without_serve_says_that_nobody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever starts a move in a terminal and goes to bed would believe that duty is called when it stops."""
    monkeypatch.setenv(MUNICIPALITY, "")
    monkeypatch.setenv(FLAGS, "")
    ledger = tmp_path / "ledger.db"
    ledger.touch()
    given = argparse.Namespace(verb="move", ledger=str(ledger), mappings=Path("mappings"))
    at = Where("hustadvika", Path("mappings"), str(ledger))
    with (tmp_path / "flows.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # so that nothing is begun
        with pytest.raises(LeaseHeld):
            launch(at, given)
    said = capsys.readouterr().err
    assert "nobody on duty is told" in said
    assert f"flytt serve hustadvika --ledger {ledger}" in said

"""Looking for a ledger: never makes one, and knows one when it is there."""

from pathlib import Path

import pytest

from flytt.adapters.ledger.looking import is_there
from flytt.adapters.ledger.opening import open_store
from flytt.migration.errors import BadInput


def test_a_ledger_is_there_once_it_was_opened_for_writing(database_url: str) -> None:
    """Status would say that there is no ledger, or make one by looking."""
    assert not is_there(database_url)
    assert not is_there(database_url)
    open_store(database_url, "fjordvik").close()
    assert is_there(database_url)


def test_looking_makes_no_file(tmp_path: Path) -> None:
    """A look at a mistyped path would leave a file and a folder behind."""
    for url in (str(tmp_path / "a" / "l.db"), f"sqlite:///{tmp_path}/l.db"):
        assert not is_there(url)
    (tmp_path / "empty.db").touch()
    assert not is_there(str(tmp_path / "empty.db"))
    assert [p.name for p in tmp_path.iterdir()] == ["empty.db"]


def test_what_is_no_ledger_is_left_to_opening(tmp_path: Path) -> None:
    """A diary at the ledger's path would be called a missing ledger, and then be written over."""
    (tmp_path / "diary").write_text("kjære dagbok")
    assert is_there(str(tmp_path / "diary"))
    with pytest.raises(BadInput):
        is_there("~nobody-of-that-name/l.db")
    with pytest.raises(BadInput):
        open_store(str(tmp_path / "diary"), "fjordvik")

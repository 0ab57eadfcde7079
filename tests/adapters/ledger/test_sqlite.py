"""A ledger in a file: private, durable, and clear about what it cannot use."""

import resource
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flytt.adapters.ledger import open_store
from flytt.adapters.ledger.schema import upgrade
from flytt.adapters.ledger.session import Statements
from flytt.adapters.ledger.sqlite import SqliteSession
from flytt.migration.errors import BadInput, Unreachable
from tests.adapters.ledger.rows import events, fill, item


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_its_journals_are_private(tmp_path: Path) -> None:
    """If others on the machine could read it, the ledger would tell them what moves when."""
    store = open_store(str(tmp_path / "state" / "flytt" / "ledger.db"), "practice")
    fill(store, 1)
    folder = tmp_path / "state" / "flytt"
    assert {path.name: _mode(path) for path in folder.iterdir()} == {
        "ledger.db": 0o600,
        "ledger.db-shm": 0o600,
        "ledger.db-wal": 0o600,
    }
    assert _mode(folder) == 0o700
    store.close()


def test_every_commit_is_on_disk(tmp_path: Path) -> None:
    """If commits waited in the system's cache, a power cut would take events that were acted on."""
    session = SqliteSession(tmp_path / "ledger.db")
    assert session.read(lambda statements: statements.rows("PRAGMA synchronous")) == [(2,)]
    assert session.read(lambda statements: statements.rows("PRAGMA journal_mode")) == [("wal",)]
    session.close()


def test_addresses_of_every_form_reach_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If one form led elsewhere, an operator would look at an empty ledger."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    rows = events(1)
    for url in ("ledger.db", "sqlite:///ledger.db", f"sqlite:///{tmp_path}/ledger.db", "~/ledger.db"):
        store = open_store(url, "practice")
        assert store.append(rows[0])
        assert list(store.rows()) == rows
        store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize(
    "url", ["", "mysql://somewhere/db", "sqlite://", "sqlite:///", "memory://", "postgresql://[half", "a\0b"]
)
def test_an_address_that_names_no_ledger_is_bad_input(url: str) -> None:
    """If it were guessed at, a ledger would be made where nobody looks for it."""
    with pytest.raises(BadInput, match="Next: "):
        open_store(url, "practice")


def test_a_password_in_an_unreadable_address_is_not_said() -> None:
    """If the address were quoted, the password would be in the terminal and in logs."""
    with pytest.raises(BadInput) as told:
        open_store("postgresql://flytt:hush%zz@somewhere/ledger", "practice")
    assert "hush" not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.parametrize("municipality", ["", "Hustadvika", "../x", "a" * 64])
def test_a_municipality_that_is_no_id_is_bad_input(municipality: str) -> None:
    """If anything went, a slip of the keyboard would open a new, empty ledger."""
    with pytest.raises(BadInput):
        open_store("memory://ids", municipality)


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    """If it were overwritten, somebody's document would be gone."""
    path = tmp_path / "notes.txt"
    path.write_text("Minutes of a meeting. " * 100)
    with pytest.raises(BadInput, match="cannot be used"):
        open_store(str(path), "practice")
    with pytest.raises(BadInput, match="cannot be used"):
        open_store(str(tmp_path), "practice")
    assert path.read_text() == "Minutes of a meeting. " * 100


def test_a_busy_file_is_said_to_be_busy(tmp_path: Path) -> None:
    """If it hung or looked like success, the writer would not know that nothing was written."""
    path = tmp_path / "ledger.db"
    session = SqliteSession(path, busy_seconds=0.05)
    upgrade(session)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unreachable, match="was busy"):
            session.write(lambda statements: statements.run("SELECT 1"), lock="x")
        other.execute("ROLLBACK")
    other.close()
    session.write(lambda statements: statements.run("SELECT 1"), lock="x")
    session.close()


def test_work_that_fails_is_rolled_back(tmp_path: Path) -> None:
    """If half a transaction stayed, the next one would commit it."""
    session = SqliteSession(tmp_path / "ledger.db")
    upgrade(session)

    def fail(statements: Statements) -> None:
        statements.run("INSERT INTO ledger_meta VALUES ('practice', 'a', 'b')")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        session.write(fail, lock="x")
    assert session.read(lambda statements: statements.rows("SELECT * FROM ledger_meta")) == []
    session.close()


def test_opening_a_file_imports_no_server_driver() -> None:
    """If the command line imported psycopg or SQLAlchemy, every command would start late."""
    program = (
        "import sys; from flytt.adapters.ledger import open_store; open_store('memory://x', 'practice'); "
        "print([m for m in ('psycopg', 'sqlalchemy', 'cryptography', 'httpx', 'dns') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_million_items_are_written_and_counted_in_little_memory(tmp_path: Path) -> None:
    """If large shares needed memory in proportion, a real one could not be moved."""
    store = open_store(str(tmp_path / "ledger.db"), "practice")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for start in range(0, 1_000_000, 10_000):
        store.put_items(tuple(item(n) for n in range(start, start + 10_000)))
    began = time.process_time()
    assert store.item_counts("archive", "copy") == {"copied": 1_000_000}
    assert time.process_time() - began < 5
    assert sum(1 for _ in store.items("archive", "copy", "copied")) == 1_000_000
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 200
    store.close()

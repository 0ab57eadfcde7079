"""Upgrades while moves are open, and tables that refuse to forget."""

import sqlite3
from pathlib import Path

import pytest

from flytt.adapters.ledger import open_store
from flytt.adapters.ledger.contents import EVENTS, ITEMS
from flytt.adapters.ledger.postgresql import PostgresqlSession
from flytt.adapters.ledger.schema import upgrade, versions
from flytt.adapters.ledger.session import Dialect, Session, Statements
from flytt.adapters.ledger.sqlite import SqliteSession
from flytt.adapters.ledger.tables import Tables
from flytt.migration.chain import verify_rows
from flytt.migration.errors import BadInput, Fenced, Tampered
from tests.adapters.ledger.rows import T0, T1, T2, event, events, fill, item, lease


def _session(url: str) -> Session:
    return SqliteSession(Path(url.removeprefix("sqlite:///"))) if "sqlite" in url else PostgresqlSession(url)


def _run(url: str, statement: str) -> None:
    session = _session(url)
    session.write(lambda statements: statements.run(statement), lock="test")
    session.close()


def test_an_upgrade_keeps_events_items_and_a_living_lease(database_url: str) -> None:
    """If an upgrade lost a lease or an event, a move that was open would be stranded."""
    session = _session(database_url)
    upgrade(session, to=1)
    rows = events(4, fence=1)

    def as_version_one(statements: Statements) -> None:
        statements.run(
            "INSERT INTO ledger_leases (municipality, workload, fence, holder, since, expires, released) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            ("practice", "archive", 1, "one", T0, T1, 0),
        )
        tables = Tables(statements, "practice")
        tables.add(EVENTS, [tuple(row.as_json().values()) for row in rows])  # pyright: ignore[reportArgumentType] - str and int
        tables.add(ITEMS, [("archive", "copy", "a", "copied", "")])

    session.write(as_version_one, lock="practice")
    session.close()

    store = open_store(database_url, "practice")
    assert verify_rows(store.rows()).seq == 4
    (held,) = store.leases()
    assert held == lease("one").changed(fence=1, why="")
    assert store.append(event(5, rows[-1].hash, fence=1))
    assert store.renew_lease(held, expires=T2).expires == T2
    assert store.item_counts("archive", "copy") == {"copied": 1}
    assert store.take_lease(lease("two"), now=T2).fence == 2
    with pytest.raises(Fenced):
        store.renew_lease(held, expires=T2)
    store.close()


def test_an_upgrade_that_fails_changes_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If half an upgrade stayed, neither the old nor the new program could open the ledger."""
    session = _session(database_url)
    upgrade(session)
    whole = versions(session.dialect)
    half = ("CREATE TABLE ledger_new (name TEXT)", "this is no SQL")

    def one_more(dialect: Dialect) -> tuple[tuple[str, ...], ...]:
        del dialect
        return (*whole, half)

    monkeypatch.setattr("flytt.adapters.ledger.schema.versions", one_more)
    with pytest.raises(Exception, match="could not be read or written"):
        upgrade(session)
    monkeypatch.undo()
    upgrade(session)
    _run(database_url, "CREATE TABLE ledger_new (name TEXT)")
    session.close()


def test_an_older_program_refuses_a_newer_ledger(database_url: str) -> None:
    """If it went on, it would write events without what the newer one relies on."""
    open_store(database_url, "practice").close()
    _run(database_url, "INSERT INTO ledger_schema (version, at) VALUES (99, 'later')")
    with pytest.raises(BadInput, match=r"has schema 99; this Flytt knows 2.*Next: "):
        open_store(database_url, "practice")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_events SET actor = 'somebody else'",
        "DELETE FROM ledger_events WHERE seq = 3",
        (
            "INSERT INTO ledger_events SELECT municipality, 9, at, kind, workload, actor, fence, body, "
            "previous, hash FROM ledger_events WHERE seq = 1"
        ),
    ],
)
def test_the_tables_refuse_to_change_events(database_url: str, statement: str) -> None:
    """If a careless hand in the database could change events, the ledger would not be append-only."""
    store = open_store(database_url, "practice")
    rows = fill(store, 3)
    with pytest.raises(Exception, match="could not be read or written") as refused:
        _run(database_url, statement)
    assert "events of a ledger" in str(refused.value)
    assert list(store.rows()) == rows
    store.close()


def test_sqlite_refuses_replacing_an_event(tmp_path: Path) -> None:
    """If INSERT OR REPLACE got past the triggers, an event could be exchanged in one statement."""
    store = open_store(str(tmp_path / "ledger.db"), "practice")
    rows = fill(store, 3)
    with sqlite3.connect(tmp_path / "ledger.db") as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "INSERT OR REPLACE INTO ledger_events SELECT municipality, seq, at, kind, workload, 'x', fence, "
            "body, previous, hash FROM ledger_events WHERE seq = 2"
        )
    connection.close()
    assert list(store.rows()) == rows
    store.close()


TAMPERING = {
    "altered": ("UPDATE ledger_events SET body = '{}' WHERE seq = 3", 3),
    "removed": ("DELETE FROM ledger_events WHERE seq = 4", 4),
    "swapped": ("UPDATE ledger_events SET previous = 'other' WHERE seq = 5", 5),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_behind_the_triggers_is_found_at_the_event(database_url: str, how: str) -> None:
    """If verification passed over it or blamed another event, nobody could trust what was done."""
    store = open_store(database_url, "practice")
    fill(store, 6)
    statement, seq = TAMPERING[how]
    session = _session(database_url)

    def tamper(statements: Statements) -> None:
        if session.dialect == "sqlite":
            for trigger in ("updated", "deleted"):
                statements.run(f"DROP TRIGGER ledger_events_never_{trigger}")
        else:
            statements.run("ALTER TABLE ledger_events DISABLE TRIGGER USER")
        statements.run(statement)

    session.write(tamper, lock="test")
    with pytest.raises(Tampered) as found:
        verify_rows(store.rows())
    assert found.value.seq == seq
    session.close()
    store.close()


def test_the_index_of_version_two_serves_the_counts(tmp_path: Path) -> None:
    """If counting read every item's row, status would take seconds at a million items."""
    store = open_store(str(tmp_path / "ledger.db"), "practice")
    store.put_items((item(1),))
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT state, COUNT(*) FROM ledger_items WHERE municipality = 'practice' "
            "AND workload = 'archive' AND step = 'copy' GROUP BY state"
        ).fetchall()
    connection.close()
    assert "ledger_items_by_state" in str(plan)
    store.close()

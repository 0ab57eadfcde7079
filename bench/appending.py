"""How many events a second become durable, beside plain inserts that are as durable."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg

from bench.measured import Measured
from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.opening import open_store
from flytt.migration.events import DutyTold
from flytt.migration.journal import Journal
from tests.postgres import running_postgres
from tests.system import missing_programs
from tests.worlds import MORNING

TIMES = 300
_BODY = "x" * 200


def appending(folder: Path) -> Iterator[Measured]:
    """Measure SQLite, and PostgreSQL when it is installed."""
    ours = _through_journal(str(folder / "appending.db"))
    peer = "sqlite3 insert, synchronous=FULL"
    yield Measured("Event made durable, SQLite", ours, "ms", peer, _plain_sqlite(folder / "plain.db"))
    if missing_programs(["postgres", "initdb"]):
        return
    with running_postgres() as server:
        # The server of the tests does not wait for the disk; a ledger's must.
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = on")
            connection.execute("SELECT pg_reload_conf()")
        ours = _through_journal(server.database())
        yield Measured(
            "Event made durable, PostgreSQL",
            ours,
            "ms",
            "psycopg insert",
            _plain_postgresql(server.database()),
        )


def _through_journal(url: str) -> float:
    store = open_store(url, "bench")
    journal = Journal(store, MemoryClock(MORNING), "bench")
    taken = _median(lambda n: journal.append(DutyTold(alarm=f"alarm-{n}", says=_BODY, delivered=False)))
    store.close()
    return taken


def _plain_sqlite(path: Path) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, body TEXT)")
        return _median(lambda number: database.execute("INSERT INTO plain VALUES (?, ?)", (number, _BODY)))


def _plain_postgresql(url: str) -> float:
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, body TEXT)")
        return _median(lambda number: database.execute("INSERT INTO plain VALUES (%s, %s)", (number, _BODY)))


def _median(append: Callable[[int], object]) -> float:
    taken: list[float] = []
    for number in range(TIMES):
        began = time.perf_counter()
        append(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000

"""A ledger in one SQLite file: for one machine. Every commit is on disk when the call returns."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar, cast

from flytt.adapters.ledger.contents import Row, Value
from flytt.adapters.ledger.session import Dialect, Statements
from flytt.migration.errors import BadInput, CommandFailed, FlyttError, Interrupted, Unreachable

T = TypeVar("T")
BUSY_SECONDS = 30.0
_TRIES = 100


class SqliteSession:
    """One connection to one file, shared by the threads of this program."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._alone = threading.RLock()
        self._owner = os.getpid()
        self._connection = self._connect()

    @property
    def place(self) -> str:
        """The file's path."""
        return str(self._path)

    def read(self, work: Callable[[Statements], T]) -> T:
        """Run `work` on one unchanging view of the file."""
        return self._transact("BEGIN", work)

    def write(self, work: Callable[[Statements], T], *, lock: str) -> T:
        """Run `work` alone among all writers of the file, and commit to disk."""
        del lock  # SQLite has one writer per file in any case
        return self._transact("BEGIN IMMEDIATE", work)

    def close(self) -> None:
        """Close the file."""
        with self._alone:
            self._connection.close()

    def _transact(self, begin: str, work: Callable[[Statements], T]) -> T:
        with self._alone:
            if self._owner != os.getpid():  # SQLite connections do not survive a fork
                self._connection, self._owner = self._connect(), os.getpid()
            committing = False
            try:
                self._connection.execute(begin)
                result = work(_Statements(self._connection))
                committing = True
                self._connection.execute("COMMIT")
            except BaseException as cause:
                with suppress(sqlite3.Error):
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                if isinstance(cause, sqlite3.Error):
                    raise self._told(cause, committing=committing) from cause
                raise
            return result

    def _connect(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileExistsError):  # the journal files take their mode from this one
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            connection = sqlite3.connect(
                self._path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
            )
            self._write_ahead(connection)
            connection.execute("PRAGMA synchronous = FULL")
        except OSError as cause:
            raise self._unusable(cause.strerror or "it cannot be opened") from cause
        except sqlite3.Error as cause:
            if cause.sqlite_errorname in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
                raise self._told(cause, committing=False) from cause
            raise self._unusable("it is not a SQLite file, or cannot be written") from cause
        return connection

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        # Turning it on waits for nobody: two programs that open a new ledger at once would both fail.
        for attempt in range(_TRIES):
            if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
                return
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as cause:
                if cause.sqlite_errorname != "SQLITE_BUSY" or attempt == _TRIES - 1:
                    raise
                time.sleep(0.02)
        raise self._unusable("its file system does not do what a ledger needs")

    def _unusable(self, why: str) -> BadInput:
        return BadInput(
            f"The ledger {self.place} cannot be used: {why}.",
            still_true="Nothing was changed.",
            next_command="give another place with --ledger, or: flytt ledger restore",
        )

    def _told(self, cause: sqlite3.Error, *, committing: bool) -> FlyttError:
        code = getattr(cause, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return Unreachable(
                f"The ledger {self.place} was busy for {self._busy_seconds:.0f} seconds.",
                still_true="Nothing was written.",
                next_command="flytt status, to see who writes",
            )
        if committing and code.startswith("SQLITE_IOERR"):
            return Interrupted(f"The disk under the ledger {self.place} failed in the middle of a commit.")
        return CommandFailed(
            f"The ledger {self.place} could not be read or written.",
            exit_status=getattr(cause, "sqlite_errorcode", 1),
            stderr=str(cause),
        )


class _Statements:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        return cast("list[Row]", self._connection.execute(statement, values).fetchall())

    def run(self, statement: str, values: Sequence[Value] = ()) -> None:
        self._connection.execute(statement, values)

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        self._connection.executemany(statement, rows)

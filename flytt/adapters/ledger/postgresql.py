"""A ledger in PostgreSQL: for several machines. One connection, which comes back after it was lost."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from flytt.adapters.ledger.contents import Row, Value
from flytt.adapters.ledger.session import Dialect, Statements
from flytt.migration.errors import BadInput, CommandFailed, FlyttError, Interrupted, Unreachable

T = TypeVar("T")
_Connection = psycopg.Connection[tuple[Any, ...]]
_SETTINGS = {
    "connect_timeout": "10",
    "tcp_user_timeout": "30000",
    "application_name": "flytt",
}
_SESSION = (
    "SET synchronous_commit = on",  # a server may have it off; a ledger may not
    "SET lock_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '10min'",
    "SET client_encoding = 'UTF8'",
)
_BUSY = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.QueryCanceled,
)


class PostgresqlSession:
    """One connection to one database, shared by the threads of this program."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str) -> None:
        try:
            given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
        except psycopg.Error:
            raise BadInput(  # the cause would show the URL, and with it the password
                "The ledger's postgresql:// address cannot be read.",
                still_true="Nothing was touched.",
                next_command="write it as postgresql://user:password@host/database, odd letters as %XX",
            ) from None
        self.place = f"PostgreSQL {given.get('host', 'on this machine')}/{given.get('dbname', '')}"
        self._address = make_conninfo("", **{**_SETTINGS, **given})
        self._alone = threading.RLock()
        self._owner = os.getpid()
        self._connection: _Connection | None = self._connect()

    def read(self, work: Callable[[Statements], T]) -> T:
        """Run `work` on one unchanging view of the database."""
        return self._transact(
            work, first="SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", values=()
        )

    def write(self, work: Callable[[Statements], T], *, lock: str) -> T:
        """Run `work` alone among all writers with the same lock, and commit durably."""
        return self._transact(
            work, first="SELECT pg_advisory_xact_lock(hashtext('flytt-ledger'), hashtext(?))", values=(lock,)
        )

    def close(self) -> None:
        """Close the connection."""
        with self._alone:
            self._drop()

    def _transact(self, work: Callable[[Statements], T], *, first: str, values: Sequence[Value]) -> T:
        with self._alone:
            kept = self._connection is not None
            try:
                return self._once(work, first, values)
            except Unreachable:
                if not kept or self._connected():
                    raise
                return self._once(work, first, values)  # it was lost while idle: nothing was written

    def _once(self, work: Callable[[Statements], T], first: str, values: Sequence[Value]) -> T:
        if self._owner != os.getpid():  # a connection does not survive a fork
            self._connection, self._owner = None, os.getpid()
        if self._connection is None:
            self._connection = self._connect()
        connection, committing = self._connection, False
        try:
            statements = _Statements(connection)
            statements.run(first, values)
            result = work(statements)
            committing = True
            connection.commit()
        except BaseException as cause:
            with suppress(psycopg.Error):
                connection.rollback()
            if connection.closed:
                self._drop()
            if isinstance(cause, psycopg.Error):
                raise self._told(cause, lost=not self._connected(), committing=committing) from cause
            raise
        return result

    def _connect(self) -> _Connection:
        try:
            connection = psycopg.connect(self._address, prepare_threshold=None)  # poolers may sit between
            for setting in _SESSION:
                connection.execute(setting)
            connection.commit()
        except psycopg.Error as cause:
            raise self._refused(cause) from cause
        return connection

    def _connected(self) -> bool:
        return self._connection is not None

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

    def _refused(self, cause: psycopg.Error) -> FlyttError:
        said = str(cause)
        if "authentication failed" in said or ("FATAL" in said and "does not exist" in said):
            return BadInput(
                f"{self.place} knows no such user, password or database as the ledger's address names.",
                still_true="Nothing was touched.",
                next_command="correct FLYTT_LEDGER",
            )
        return Unreachable(
            f"{self.place}, which holds the ledger, could not be reached.",
            still_true="Nothing was written.",
            next_command="flytt status, when the server is up",
        )

    def _told(self, cause: psycopg.Error, *, lost: bool, committing: bool) -> FlyttError:
        if lost and committing:
            return Interrupted(
                f"The connection to {self.place} went away during a commit.",
                still_true="The event is in the ledger, or it is not: reading tells.",
                next_command="flytt resume",
            )
        if lost or isinstance(cause, _BUSY):
            return Unreachable(
                f"{self.place} went away or was busy for too long.",
                still_true="Nothing was written.",
                next_command="flytt status, when the server is up",
            )
        return CommandFailed(
            f"The ledger in {self.place} could not be read or written.",
            exit_status=1,
            stderr=f"{cause.sqlstate or ''} {cause.diag.message_primary or type(cause).__name__}",
        )


class _Statements:
    """Statements on a connection. `?` becomes the driver's mark; no text of ours holds either."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        return cast("list[Row]", self._execute(statement, values).fetchall())

    def run(self, statement: str, values: Sequence[Value] = ()) -> None:
        self._execute(statement, values)

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(statement), rows)

    def _execute(self, statement: str, values: Sequence[Value]) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._connection.execute(_marked(statement), values or None)


def _marked(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()

"""`sqlite3 -batch -bail [-readonly] [-cmd '.timeout N'] FILE SQL`, answering as SQLite 3.40 does.

The SQL runs in this program, so nothing of it can reach outside the host: file names in it are moved into the
jail, and whatever SQLite is about to attach is looked at once more by its authorizer.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import cast
from urllib.parse import quote

from practice.commands.call import Call, Outcome
from practice.commands.sql_text import file_of, real_name, statements, translated

__all__ = ["sqlite"]

_CHUNK_BYTES = 1 << 15
_PROGRESS_STEPS = 20_000
_READS = frozenset({
    sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH,
    sqlite3.SQLITE_RECURSIVE,
})  # fmt: skip
_KEPT_PRAGMAS = {"user_version", "application_id", "journal_mode"}
_FORBIDDEN_PRAGMAS = {"temp_store_directory", "data_store_directory"}

Value = bytes | int | float | None


class _Guard:
    """Looks at everything a statement is about to do: refuses files outside the jail, notices changes."""

    def __init__(self, call: Call) -> None:
        self._jail = call.machine.jail
        self.changed = False

    def __call__(
        self, action: int, first: str | None, second: str | None, schema: str | None, _: str | None
    ) -> int:
        if action == sqlite3.SQLITE_ATTACH:
            real = "/" if first is None else file_of(first)
            return sqlite3.SQLITE_OK if real is None or self._jail.holds(real) else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_PRAGMA:
            if first in _FORBIDDEN_PRAGMAS:
                return sqlite3.SQLITE_DENY
            self.changed |= first in _KEPT_PRAGMAS and second is not None
        elif action not in _READS and schema != "temp":
            self.changed = True
        return sqlite3.SQLITE_OK


def sqlite(call: Call) -> Outcome:
    """Run SQL. The exit code is SQLite's own error code, as with the real command."""
    words = list(call.argv[1:])
    readonly, before = False, list[str]()
    while words and words[0].startswith("-"):
        option = words.pop(0)
        option = option[1:] if option.startswith("--") else option
        if option == "-readonly":
            readonly = True
        elif option == "-cmd" and words:
            before.append(words.pop(0))
        elif option not in {"-batch", "-bail", "-list", "-noheader"}:
            call.err(f"sqlite3: Error: unknown option: {option}\nUse -help for a list of options.\n".encode())
            return Outcome(1)
    if len(words) < 2:  # noqa: PLR2004
        call.err(b"sqlite3: Error: expected FILE and SQL\n")
        return Outcome(1)
    name, *texts = words
    try:
        database = _opened(call, name, readonly=readonly)
    except (OSError, sqlite3.Error):
        call.err(f'Error: unable to open database "{name}": unable to open database file\n'.encode())
        return Outcome(1)
    guard = _Guard(call)
    with closing(database):
        database.set_authorizer(guard)
        database.set_progress_handler(call.stopping, _PROGRESS_STEPS)
        for text in [*before, *texts]:
            code = _dot(call, database, text) if text.startswith(".") else _run(call, database, text)
            if code:
                return Outcome(code, guard.changed)
    return Outcome(0, guard.changed)


def _opened(call: Call, name: str, *, readonly: bool) -> sqlite3.Connection:
    real = real_name(name, call.machine.jail)
    if not real.startswith("file:"):
        real = f"file:{quote(real)}?mode={'ro' if readonly else 'rwc'}"
    database = sqlite3.connect(real, uri=True, isolation_level=None, timeout=0)
    database.text_factory = bytes
    return database


def _dot(call: Call, database: sqlite3.Connection, text: str) -> int:
    if found := re.fullmatch(r"\.timeout\s+(\d{1,8})\s*", text):
        database.execute(f"PRAGMA busy_timeout = {found[1]}")
        return 0
    call.err(f'Error: unknown command or invalid arguments:  "{text[1:]}". Enter ".help" for help\n'.encode())
    return 1


def _run(call: Call, database: sqlite3.Connection, text: str) -> int:
    try:
        for statement in statements(text):
            with closing(database.execute(translated(statement, call.machine.jail))) as rows:
                _print(call, rows)
    except sqlite3.Error as error:
        # Python's own complaints (a parameter without value, say) carry no code of SQLite's.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        what = f"in prepare, {error}" if code == sqlite3.SQLITE_ERROR else f"stepping, {error} ({code})"
        call.err(f"Error: {what}\n".encode(errors="replace"))
        return code
    except (OSError, UnicodeError, sqlite3.Warning) as error:
        if isinstance(error, BrokenPipeError):
            raise
        call.err(f"Error: in prepare, {error}\n".encode(errors="replace"))
        return 1
    return 0


def _print(call: Call, rows: sqlite3.Cursor) -> None:
    waiting = bytearray()
    with closing(sqlite3.connect(":memory:")) as memory:
        for row in rows:
            values = cast("tuple[Value, ...]", row)
            waiting += b"|".join(_written(memory, value) for value in values) + b"\n"
            if len(waiting) > _CHUNK_BYTES:
                call.out(bytes(waiting))
                waiting.clear()
    if waiting:
        call.out(bytes(waiting))


def _written(memory: sqlite3.Connection, value: Value) -> bytes:
    """A value as the command line prints it: NULL is nothing, a text or blob ends at its first zero byte."""
    if value is None:
        return b""
    if isinstance(value, float):
        (text,) = cast("tuple[str]", memory.execute("SELECT CAST(? AS TEXT)", (value,)).fetchone())
        return text.encode()
    return str(value).encode() if isinstance(value, int) else value.partition(b"\0")[0]

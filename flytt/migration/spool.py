"""What is read of a large directory and must be found again: in a database without a name, gone when let go.

SQLite keeps the first megabytes in memory, so that some thousand accounts never touch a disk, and
the rest in a file that has no name from the moment it is made: a killed program leaves none behind.
A disk without room for it is a NoRoom, with the folder: reading may need room too.
"""

import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, MutableMapping, ValuesView
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar, cast

from flytt.migration.errors import FlyttError, Remedy
from flytt.migration.record import Record

_CACHE_KIB = 3_000
_AT_A_TIME = 200
_PLACES = ("/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108 - SQLite's own list, to say where it wrote
_NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""Full, a write that failed, a file that cannot be made: without a name, it can be nothing but the disk."""

Value = TypeVar("Value")
Of = TypeVar("Of", bound=Record)


class NoRoom(FlyttError):
    """The disk for temporary files takes no more."""

    remedy = Remedy.PERSON


class Spool:
    """One such database, for one thread. It is let go with the last that was made of it."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        self._tables = 0
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.execute("BEGIN")

    def execute(self, asked: str, given: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Carry out one command. NoRoom when it needs room that there is not."""
        with _room():
            return self.db.execute(asked, given)

    def set_many(self, asked: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Carry out one command for each row. NoRoom when there is no room for it."""
        with _room():
            self.db.executemany(asked, rows)

    def texts(self) -> "Spooled[str]":
        """Return an empty mapping of texts to texts."""
        return Spooled(self, self._table(), str, str)

    def records(self, kind: type[Of], known: Iterable[tuple[str, Of]] = ()) -> "Spooled[Of]":
        """Return a mapping of texts to records, with these in it; read one by one, and held by nobody."""
        made = Spooled(self, self._table(), kind.model_validate_json, _written)
        made.fill(known)
        return made

    def _table(self) -> str:
        self._tables += 1
        name = f"t{self._tables}"
        self.execute(f"CREATE TABLE {name} (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT)")
        return name


class Spooled(MutableMapping[str, Value], Generic[Value]):
    """A mapping in a spool, in the order in which keys first came."""

    def __init__(
        self, spool: Spool, table: str, read: Callable[[str], Value], write: Callable[[Value], str]
    ) -> None:
        self._spool, self._table, self._read, self._write = spool, table, read, write

    def fill(self, pairs: Iterable[tuple[str, Value]]) -> None:
        """Set many at a time."""
        rows = ((key, self._write(value)) for key, value in pairs)
        self._spool.set_many(self._upsert, rows)

    def values(self) -> ValuesView[Value]:
        """Return a view that reads in one go what the mapping's own would ask for one by one."""
        return _Values(self)

    def read_all(self) -> Iterator[Value]:
        """Yield all values in order."""
        return (self._read(value) for (value,) in self._rows("value"))

    def __getitem__(self, key: str) -> Value:
        asked = f"SELECT value FROM {self._table} WHERE key = ?"  # noqa: S608 - the table's name is made above
        found = cast("tuple[str] | None", self._spool.execute(asked, (key,)).fetchone())
        if found is None:
            raise KeyError(key)
        return self._read(found[0])

    def __contains__(self, key: object) -> bool:
        asked = f"SELECT 1 FROM {self._table} WHERE key = ?"  # noqa: S608
        return isinstance(key, str) and self._spool.execute(asked, (key,)).fetchone() is not None

    def __setitem__(self, key: str, value: Value) -> None:
        self._spool.execute(self._upsert, (key, self._write(value)))

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._spool.execute(f"DELETE FROM {self._table} WHERE key = ?", (key,))  # noqa: S608

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._rows("key"))

    def __len__(self) -> int:
        asked = f"SELECT count(*) FROM {self._table}"  # noqa: S608
        return int(cast("tuple[int]", self._spool.execute(asked).fetchone())[0])

    @property
    def _upsert(self) -> str:
        table = self._table
        return f"INSERT INTO {table} (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"  # noqa: S608, E501

    def _rows(self, column: str) -> Iterator[tuple[str]]:
        """Read some at a time, by number: no reading stands open while something is written."""
        asked = f"SELECT n, {column} FROM {self._table} WHERE n > ? ORDER BY n LIMIT {_AT_A_TIME}"  # noqa: S608
        after = 0
        while rows := cast("list[tuple[int, str]]", self._spool.execute(asked, (after,)).fetchall()):
            yield from ((value,) for _, value in rows)
            after = rows[-1][0]


class _Values(ValuesView[Value]):
    def __init__(self, of: Spooled[Value]) -> None:
        super().__init__(of)
        self._of = of

    def __iter__(self) -> Iterator[Value]:
        return self._of.read_all()


@contextmanager
def _room() -> Generator[None]:
    try:
        yield
    except sqlite3.OperationalError as cause:
        if getattr(cause, "sqlite_errorcode", 0) & 0xFF not in _NO_ROOM:
            raise
        raise NoRoom(
            f"What is read of a directory cannot be kept in {_folder()}: the disk has no room, "
            f"or does not take it ({cause.sqlite_errorname}).",
            still_true="Nothing of it is left there, and nothing was changed on its word.",
            next_command="make room there, or set SQLITE_TMPDIR to a folder on an encrypted disk with some "
            "gigabytes, then flytt resume",
        ) from cause


def _folder() -> str:
    """Return where SQLite puts files without a name: the first of its places that can be written to."""
    named = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"))
    places = (place for place in (*named, *_PLACES) if place)
    return next((p for p in places if Path(p).is_dir() and os.access(p, os.W_OK | os.X_OK)), ".")


def _written(record: Record) -> str:
    return record.model_dump_json(exclude_defaults=True)

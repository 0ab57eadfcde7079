"""What is read of a large directory and must be found again: in a database without a name, gone when let go.

SQLite keeps the first megabytes in memory, so that some thousand accounts never touch a disk, and
the rest in a file that has no name from the moment it is made: a killed program leaves none behind.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, MutableMapping, ValuesView
from typing import Generic, TypeVar, cast

from flytt.migration.record import Record

_CACHE_KIB = 3_000
_AT_A_TIME = 200

Value = TypeVar("Value")
Of = TypeVar("Of", bound=Record)


class Spool:
    """One such database, for one thread. It is let go with the last that was made of it."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        self._tables = 0
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.execute("BEGIN")

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
        self.db.execute(f"CREATE TABLE {name} (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT)")
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
        self._spool.db.executemany(self._upsert, rows)

    def values(self) -> ValuesView[Value]:
        """Return a view that reads in one go what the mapping's own would ask for one by one."""
        return _Values(self)

    def read_all(self) -> Iterator[Value]:
        """Yield all values in order."""
        return (self._read(value) for (value,) in self._rows("value"))

    def __getitem__(self, key: str) -> Value:
        asked = f"SELECT value FROM {self._table} WHERE key = ?"  # noqa: S608 - the table's name is made above
        found = cast("tuple[str] | None", self._spool.db.execute(asked, (key,)).fetchone())
        if found is None:
            raise KeyError(key)
        return self._read(found[0])

    def __contains__(self, key: object) -> bool:
        asked = f"SELECT 1 FROM {self._table} WHERE key = ?"  # noqa: S608
        return isinstance(key, str) and self._spool.db.execute(asked, (key,)).fetchone() is not None

    def __setitem__(self, key: str, value: Value) -> None:
        self._spool.db.execute(self._upsert, (key, self._write(value)))

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._spool.db.execute(f"DELETE FROM {self._table} WHERE key = ?", (key,))  # noqa: S608

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._rows("key"))

    def __len__(self) -> int:
        asked = f"SELECT count(*) FROM {self._table}"  # noqa: S608
        return int(cast("tuple[int]", self._spool.db.execute(asked).fetchone())[0])

    @property
    def _upsert(self) -> str:
        table = self._table
        return f"INSERT INTO {table} (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"  # noqa: S608, E501

    def _rows(self, column: str) -> Iterator[tuple[str]]:
        """Read some at a time, by number: no reading stands open while something is written."""
        asked = f"SELECT n, {column} FROM {self._table} WHERE n > ? ORDER BY n LIMIT {_AT_A_TIME}"  # noqa: S608
        after = 0
        while rows := cast("list[tuple[int, str]]", self._spool.db.execute(asked, (after,)).fetchall()):
            yield from ((value,) for _, value in rows)
            after = rows[-1][0]


class _Values(ValuesView[Value]):
    def __init__(self, of: Spooled[Value]) -> None:
        super().__init__(of)
        self._of = of

    def __iter__(self) -> Iterator[Value]:
        return self._of.read_all()


def _written(record: Record) -> str:
    return record.model_dump_json(exclude_defaults=True)

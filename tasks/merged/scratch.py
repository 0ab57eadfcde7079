"""Where a merge is counted anew: keys, and keyed digests of everything else, in a file that has no name.

SQLite deletes it when it is closed, or when the program dies; the digests' key is never written anywhere.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, TypeAlias

from flytt.migration.ports import Values
from flytt.migration.settings import MergedTable

Key: TypeAlias = int | bytes | None
Side: TypeAlias = Literal["first", "second", "target"]
NAMED_AT_MOST = 5
_BATCH_ROWS = 5000
_CACHE_KIB = 65_536
_LARGEST = 1 << 63


class Scratch:
    """The three databases' rows, as little of them as a comparison needs. Memory does not grow with them."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._sqlite = sqlite3.connect("", isolation_level=None)
        for pragma in (f"cache_size = -{_CACHE_KIB}", "journal_mode = OFF", "temp_store = FILE"):
            self._sqlite.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        """Forget everything."""
        self._sqlite.close()

    def run(self, sql: str) -> None:
        """Run one statement."""
        self._sqlite.execute(sql)

    def number(self, sql: str) -> int:
        """Return the one number that a query finds."""
        (found,) = self._sqlite.execute(sql).fetchone()
        return int(found or 0)

    def pairs(self, sql: str) -> Iterator[tuple[str, int]]:
        """Return a word and a number from each row."""
        return ((str(word), int(number)) for word, number in self._sqlite.execute(sql))

    def differences(self, says: str, keys: str) -> tuple[str, ...]:
        """Count the rows whose keys a query finds; name the first few where a key is only a number."""
        count = self.number(f"SELECT count(*) FROM ({keys})")  # noqa: S608 - our own words
        if not count:
            return ()
        sql = f"SELECT key FROM ({keys}) WHERE typeof(key) = 'integer' ORDER BY key LIMIT {NAMED_AT_MOST}"  # noqa: S608
        named = ", ".join(str(key) for (key,) in self._sqlite.execute(sql))
        more = ", …" if named and count > NAMED_AT_MOST else ""
        return (f"{count} {says}{f': {named}{more}' if named else ''}",)

    def rows(self, table: str, width: int) -> "Rows":
        """Make a table of this many columns and return what fills it."""
        columns = ", ".join(f"c{index}" for index in range(width))
        self.run(f"CREATE TABLE {table} ({columns})")
        return Rows(self._sqlite, f"INSERT INTO {table} VALUES ({', '.join('?' * width)})")  # noqa: S608 - our own names

    def key(self, value: str | None) -> Key:
        """Return a key as a number where it is one, otherwise its digest."""
        if value is None:
            return None
        text = value.removeprefix("'")
        if text.removeprefix("-").isdecimal() and str(int(text)) == text and abs(int(text)) < _LARGEST:
            return int(text)
        return self.digest((text,))

    def digest(self, values: Sequence[str | None]) -> bytes:
        """Return a keyed digest of 16 bytes: equal for equal values, and no way back to them."""
        text = repr(tuple(values)).encode(errors="surrogateescape")
        return blake2b(text, key=self._secret, digest_size=16).digest()


@dataclass
class Rows:
    """Fills one table, in batches."""

    sqlite: sqlite3.Connection
    insert: str

    def __post_init__(self) -> None:
        self._waiting: list[tuple[Key, ...]] = []

    def add(self, *row: Key) -> None:
        """Add a row."""
        self._waiting.append(row)
        if len(self._waiting) >= _BATCH_ROWS:
            self.end()

    def end(self) -> None:
        """Write what waits."""
        self.sqlite.execute("BEGIN")
        self.sqlite.executemany(self.insert, self._waiting)
        self.sqlite.execute("COMMIT")
        self._waiting.clear()


@dataclass(frozen=True)
class Shape:
    """Which columns of a merged table are its key, its references, and what makes two rows one."""

    number: int
    rule: MergedTable
    references: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """In the order in which they are read: the key first."""
        return (self.rule.key, *self.references, *self.rest)

    def read(self, scratch: Scratch, rows: Rows, values: Values) -> None:
        """Keep a row as key, digest of the rest, digest of what makes it one, references."""
        named = dict(zip(self.columns, values, strict=True))
        alike = [named[column] for column in self.rule.same_when]
        facts = [named[column] for column in self.rule.same_when if column not in self.references]
        rows.add(
            scratch.key(values[0]),
            scratch.digest(values[1 + len(self.references) :]),
            None if None in alike or not alike else scratch.digest(facts),
            *(scratch.key(named[column]) for column in self.references),
        )

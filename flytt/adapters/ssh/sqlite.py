"""SQLite databases on a host: files, dumped and restored whole."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing, occupied
from flytt.adapters.merge_rules import ForeignKey
from flytt.adapters.ssh import posix, sqlite_text
from flytt.adapters.ssh.command import Commands, Output
from flytt.adapters.ssh.files import PART, SshFiles
from flytt.adapters.ssh.tables import Lines, Sum
from flytt.migration.ports import ACCOUNT_TABLE, Protection, TableContent, Values
from flytt.migration.settings import Database

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; the first and last can hold content."""
ANYBODY_WRITES = 0o222
_SQL_BYTES = 40_000


@dataclass(frozen=True, slots=True)
class Sqlite:
    """The SQLite databases of one host."""

    commands: Commands
    files: SshFiles

    def exists(self, database: Database) -> bool:
        """Return whether the file is there."""
        return self.files.size(database.name) is not None

    def dump(self, database: Database, path: str) -> None:
        """Write a whole copy as of one moment, replacing an older one. NotFound without a database."""
        self.require(database)
        attempted = f"dump {database.name}"
        self.commands.run(attempted, posix.make_directory(posixpath.dirname(path)))
        self.commands.run(attempted, posix.remove(path + PART))
        self.run(attempted, database.name, sqlite_text.vacuum_into(path + PART))
        self.files.rename(attempted, path + PART, path)

    def restore(self, database: Database, path: str) -> None:
        """Create from a dump. NotFound without it, ChangedByOthers when something else lies there."""
        attempted = f"restore {database.name}"
        dump = self.files.digest(path)
        if dump is None:
            raise missing(self.commands.host, "dump", path)
        if self.is_free(database):
            part = database.name + PART
            self.commands.run(attempted, posix.make_directory(posixpath.dirname(part)))
            self.commands.run(attempted, posix.copy(path, part), long=True)
            self.require_sound(attempted, part)
            self.files.rename(attempted, part, database.name)
        elif self.files.digest(database.name) != dump and self.alike(database.name, path) is False:
            raise occupied(self.commands.host, database)

    def drop(self, database: Database) -> None:
        """Remove the file and all that SQLite or Flytt left beside it."""
        part = database.name + PART
        beside = [file + ending for file in (database.name, part) for ending in BESIDE]
        self.commands.run(f"drop {database.name}", posix.remove(database.name, part, *beside))

    def content(self, database: Database) -> dict[str, TableContent]:
        """Return every table's rows and digest. NotFound without a database."""
        self.require(database)
        return self.read(database.name)

    def protection(self, database: Database) -> Protection:
        """Return the file's mode. NotFound without a database."""
        mode = self.files.mode(database.name)
        return Protection(read_only=not mode & ANYBODY_WRITES, mode=mode)

    def protect(self, database: Database) -> None:
        """Take the right to write from everybody. NotFound without a database."""
        self.put_back(
            database, Protection(read_only=True, mode=self.files.mode(database.name) & ~ANYBODY_WRITES)
        )

    def put_back(self, database: Database, was: Protection) -> None:
        """Give the file exactly the mode that it had."""
        if was.mode is not None and was.mode != self.files.mode(database.name):
            self.files.set_mode(database.name, was.mode)

    def writers(self, database: Database) -> tuple[str, ...]:
        """Ask the host's own program for the mode, which SFTP was asked for before."""
        self.require(database)
        attempted = f"look at {database.name}"
        mode = int(self.commands.run(attempted, posix.print_mode(database.name)).text, 8)
        who = (("its owner", 0o200), ("its group", 0o020), ("anybody", 0o002))
        return tuple(name for name, bit in who if mode & bit)

    def is_free(self, database: Database) -> bool:
        """Return whether nothing lies in its place. ChangedByOthers when only unfinished writing does."""
        unfinished = any(self.files.size(database.name + ending) for ending in ("-wal", "-journal"))
        if unfinished:
            raise occupied(self.commands.host, database)
        return not self.exists(database)

    def alike(self, one: str, other: str) -> bool:
        """Return whether two files contain the same tables and rows, what a merge noted included."""
        return self.read(one, account=True) == self.read(other, account=True)

    def read(self, path: str, *, account: bool = False) -> dict[str, TableContent]:
        """Return the content of a file."""
        columns = {
            name: found for name, found in self.columns(path).items() if account or name != ACCOUNT_TABLE
        }
        sums = [Sum() for _ in columns]
        lines = Lines(lambda number, line: sums[number].add(line))
        texts: list[str] = []
        for number, (name, found) in enumerate(columns.items()):
            texts.append(sqlite_text.rows(number, name, found))
            if sum(map(len, texts)) > _SQL_BYTES:
                self._print(path, texts, lines)
                texts = []
        self._print(path, texts, lines)
        return {name: sums[number].content(found) for number, (name, found) in enumerate(columns.items())}

    def rows(
        self, database: Database, table: str, columns: tuple[str, ...], take: Callable[[Values], None]
    ) -> None:
        """Hand over every row, ordered by the first column. NotFound without a database or table."""
        self.require(database)
        if table not in self.columns(database.name):
            raise missing(self.commands.host, "table", f"{table} in {database.name}")
        lines = Lines(lambda _, line: take(tuple(map(_value, line.split(b",")))))
        self._print(database.name, [sqlite_text.rows(0, table, columns, ordered=True)], lines)

    def foreign_keys(self, path: str) -> list[ForeignKey]:
        """Return the references that a file knows of, the columns of each together."""
        pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        for line in self.run(f"read {path}", path, sqlite_text.FOREIGN_KEYS).text.splitlines():
            child, number, parent, column, key = (bytes.fromhex(part).decode() for part in line.split("|"))
            pairs.setdefault((child, number, parent), []).append((column, key))
        return [
            ForeignKey(child, tuple(c for c, _ in found), parent, tuple(k for _, k in found))
            for (child, _, parent), found in pairs.items()
        ]

    def columns(self, path: str) -> dict[str, list[str]]:
        """Return the tables of a file and their columns."""
        attempted = f"read the tables of {path}"
        tables = names_in(self.run(attempted, path, sqlite_text.TABLES))
        return {name: names_in(self.run(attempted, path, sqlite_text.columns(name))) for name in tables}

    def require(self, database: Database) -> None:
        """Raise NotFound without a database: opening it would make one."""
        if not self.exists(database):
            raise missing(self.commands.host, "sqlite database", database.name)

    def require_sound(self, attempted: str, part: str) -> None:
        """Remove a part and raise CommandFailed unless SQLite finds no fault in it."""
        answer = self.commands.ask(
            attempted, posix.sqlite(part, sqlite_text.INTEGRITY, readonly=True), long=True
        )
        if answer.status or answer.text.strip() != "ok":
            self.files.remove(part)
            raise failed(self.commands.host, attempted, answer.stderr or answer.text, answer.status or 1)

    def run(self, attempted: str, path: str, sql: str) -> Output:
        """Run SQL that only reads this file."""
        return self.commands.run(attempted, posix.sqlite(path, sql, readonly=True), long=True)

    def _print(self, path: str, texts: list[str], lines: Lines) -> None:
        attempted = f"read the rows of {path}"
        lines.ended = False
        sql = f"BEGIN; {' '.join(texts)} COMMIT; SELECT 'end';"
        try:
            status, stderr = self.commands.stream(
                attempted, posix.sqlite(path, sql, readonly=True), lines.feed
            )
        except ValueError as error:
            raise failed(self.commands.host, attempted, "its answer is not what was asked for") from error
        if status or not lines.ended:
            raise failed(self.commands.host, attempted, stderr or "its answer has no end", status or 1)


def _value(printed: bytes) -> str | None:
    kind, text = printed[:1], printed[1:].decode()
    if kind == b"n":
        return None
    if kind == b"t":
        return "'" + bytes.fromhex(text).decode(errors="surrogateescape")
    return text if kind == b"i" else printed.decode()


def names_in(output: Output) -> list[str]:
    """Return names that were printed in hexadecimal, one to a line."""
    return [bytes.fromhex(line).decode() for line in output.text.splitlines()]

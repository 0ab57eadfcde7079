"""The databases' twin."""

from collections.abc import Callable
from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing, not_yet, occupied
from flytt.adapters.memory.files import MemoryFiles
from flytt.adapters.memory.merge import merged
from flytt.adapters.memory.rows import in_order
from flytt.adapters.memory.state import HostState
from flytt.adapters.memory.tables import NotADatabase, Tables, contents, dumped, parsed
from flytt.migration.ports import MergeAccount, Protection, TableContent, Values
from flytt.migration.settings import Database, MergedTable

_WRITABLE, _READ_ONLY = 0o644, 0o444


@dataclass(frozen=True, slots=True)
class MemoryDatabases:
    """A twin's databases."""

    host: HostState

    def exists(self, database: Database) -> bool:
        """Return whether it is there."""
        return self.host.stored(database) is not None

    def tables(self, database: Database) -> Tables:
        """Return its tables. NotFound without one, CommandFailed when it is damaged."""
        return self._parsed(f"read {database.name}", self._there(database))

    def dump(self, database: Database, path: str) -> None:
        """Write its bytes to a file. NotFound without one."""
        content = self._there(database)
        self._parsed(f"dump {database.name}", content)
        MemoryFiles(self.host).place("dump", path, content)

    def restore(self, database: Database, path: str) -> None:
        """Create it from a dump. NotFound without the dump, ChangedByOthers when another is in its place."""
        content = self._dump(path)
        self._parsed(f"restore {path}", content)
        self._create("restore", database, content)

    def drop(self, database: Database) -> None:
        """Remove it."""
        if self.exists(database):
            self.host.store(database, None)
            self.host.count("drop", database.name)

    def content(self, database: Database) -> dict[str, TableContent]:
        """Return every table's rows and digest. NotFound without one, CommandFailed when it is damaged."""
        stored = self._there(database)
        self._parsed(f"read {database.name}", stored)
        return dict(contents(stored))

    def merge(
        self, first_dump: str, second_dump: str, into: Database, tables: tuple[MergedTable, ...]
    ) -> tuple[MergeAccount, ...]:
        """Create `into` from two dumps. BadInput, ChangedByOthers and NotFound leave nothing behind."""
        if into.engine == "sqlserver":
            raise not_yet(into.engine, "merge")
        first = self._parsed(f"merge {first_dump}", self._dump(first_dump))
        second = self._parsed(f"merge {second_dump}", self._dump(second_dump))
        result = merged(first, second, tables)
        self._create("merge", into, dumped(result.tables))
        return tuple(result.accounts)

    def columns(self, database: Database) -> dict[str, tuple[str, ...]]:
        """Return every table's columns. NotFound without one."""
        return {name: table.columns for name, table in self.tables(database).items()}

    def rows(
        self, database: Database, table: str, columns: tuple[str, ...], take: Callable[[Values], None]
    ) -> None:
        """Hand over every row, ordered by the first column. NotFound without a database or table."""
        tables = self.tables(database)
        if table not in tables:
            raise missing(self.host.name, "table", f"{table} in {database.name}")
        for values in in_order(tables[table], columns):
            take(values)

    def protection(self, database: Database) -> Protection:
        """Return how it is protected. NotFound without one."""
        self._there(database)
        guarded = self.host.guarded(database)
        if database.engine == "sqlite":
            return Protection(read_only=guarded, mode=_READ_ONLY if guarded else _WRITABLE)
        return Protection(read_only=guarded, setting="on" if guarded else None)

    def protect(self, database: Database) -> None:
        """Make it read-only. NotFound without one."""
        if not self.protection(database).read_only:
            self.host.read_only.add(self.host.place(database))
            self.host.count("protect", database.name)

    def put_back(self, database: Database, was: Protection) -> None:
        """Give back what `protect` took."""
        if self.protection(database).read_only and not was.read_only:
            self.host.read_only.discard(self.host.place(database))
            self.host.count("put_back", database.name)

    def writers(self, database: Database) -> tuple[str, ...]:
        """Name who could still change it."""
        return () if self.protection(database).read_only else ("anybody",)

    def _create(self, operation: str, database: Database, content: bytes) -> None:
        there = self.host.stored(database)
        if there == content:
            return
        if there is not None:
            raise occupied(self.host.name, database)
        self.host.store(database, content)
        self.host.count(operation, database.name)

    def _dump(self, path: str) -> bytes:
        content = MemoryFiles(self.host).read(path, limit_bytes=2**62)
        if content is None:
            raise missing(self.host.name, "dump", path)
        return content

    def _there(self, database: Database) -> bytes:
        if database.engine == "sqlite" and database.name in self.host.unreadable:
            raise failed(self.host.name, f"read {database.name}", "Permission denied")
        content = self.host.stored(database)
        if content is None:
            raise missing(self.host.name, f"{database.engine} database", database.name)
        return content

    def _parsed(self, attempted: str, content: bytes) -> Tables:
        try:
            return parsed(content)
        except NotADatabase as error:
            raise failed(self.host.name, attempted, "file is not a database", 26) from error

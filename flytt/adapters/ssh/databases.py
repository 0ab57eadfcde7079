"""A host's databases, each by its engine."""

from collections.abc import Callable
from dataclasses import dataclass

from flytt.adapters.host_errors import not_yet
from flytt.adapters.ssh import postgresql_merge, sqlite_merge
from flytt.adapters.ssh import postgresql_rights as rights
from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.files import SshFiles
from flytt.adapters.ssh.postgresql import PostgreSql
from flytt.adapters.ssh.sqlite import Sqlite
from flytt.migration.ports import MergeAccount, Protection, TableContent, Values
from flytt.migration.settings import Database, MergedTable


@dataclass(frozen=True, slots=True)
class SshDatabases:
    """The databases of one host."""

    commands: Commands
    files: SshFiles

    def exists(self, database: Database) -> bool:
        """Return whether it is there."""
        return self._engine(database).exists(database)

    def dump(self, database: Database, path: str) -> None:
        """Write it to a file that appears whole. NotFound without one."""
        self._engine(database).dump(database, path)

    def restore(self, database: Database, path: str) -> None:
        """Create it from a dump. NotFound without the dump, ChangedByOthers when another is in its place."""
        self._engine(database).restore(database, path)

    def drop(self, database: Database) -> None:
        """Remove it."""
        self._engine(database).drop(database)

    def content(self, database: Database) -> dict[str, TableContent]:
        """Return every table's rows and digest. NotFound without one."""
        return self._engine(database).content(database)

    def merge(
        self, first_dump: str, second_dump: str, into: Database, tables: tuple[MergedTable, ...]
    ) -> tuple[MergeAccount, ...]:
        """Create `into` from two dumps. BadInput, ChangedByOthers and NotFound leave nothing behind."""
        engine = self._engine(into)
        if isinstance(engine, Sqlite):
            return sqlite_merge.merge(engine, first_dump, second_dump, into, tables)
        return postgresql_merge.merge(engine, first_dump, second_dump, into, tables)

    def columns(self, database: Database) -> dict[str, tuple[str, ...]]:
        """Return every table's columns. NotFound without a database."""
        engine = self._engine(database)
        engine.require(database)
        return {table: tuple(found) for table, found in engine.columns(database.name).items()}

    def rows(
        self, database: Database, table: str, columns: tuple[str, ...], take: Callable[[Values], None]
    ) -> None:
        """Hand over every row, ordered by the first column. NotFound without a database or table."""
        self._engine(database).rows(database, table, columns, take)

    def protection(self, database: Database) -> Protection:
        """Return how it is protected now. NotFound without a database."""
        engine = self._engine(database)
        return (
            engine.protection(database) if isinstance(engine, Sqlite) else rights.protection(engine, database)
        )

    def protect(self, database: Database) -> None:
        """Let nobody change it any more."""
        engine = self._engine(database)
        return engine.protect(database) if isinstance(engine, Sqlite) else rights.protect(engine, database)

    def put_back(self, database: Database, was: Protection) -> None:
        """Give back what `protect` took."""
        engine = self._engine(database)
        if isinstance(engine, Sqlite):
            engine.put_back(database, was)
        else:
            rights.put_back(engine, database, was)

    def writers(self, database: Database) -> tuple[str, ...]:
        """Name who could still change it."""
        engine = self._engine(database)
        return engine.writers(database) if isinstance(engine, Sqlite) else rights.writers(engine, database)

    def _engine(self, database: Database) -> Sqlite | PostgreSql:
        if database.engine == "sqlite":
            return Sqlite(self.commands, self.files)
        if database.engine == "postgresql":
            return PostgreSql(self.commands, self.files)
        raise not_yet(database.engine, "move")

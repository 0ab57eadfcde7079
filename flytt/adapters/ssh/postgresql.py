"""PostgreSQL databases of a host, through its own programs."""

import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing, occupied
from flytt.adapters.merge_rules import ForeignKey
from flytt.adapters.ssh import posix
from flytt.adapters.ssh import postgresql_text as text
from flytt.adapters.ssh.command import Commands, Output
from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.files import PART, SshFiles
from flytt.adapters.ssh.tables import Cut, Sum
from flytt.migration.errors import FlyttError
from flytt.migration.ports import ACCOUNT_TABLE, TableContent, Values
from flytt.migration.settings import Database


@dataclass(frozen=True, slots=True)
class PostgreSql:
    """The PostgreSQL databases that the host's row in the mapping leads to."""

    commands: Commands
    files: SshFiles

    def exists(self, database: Database) -> bool:
        """Return whether the server lists it."""
        answer = self.sql(f"look for {database.name}", text.MAINTENANCE, text.is_there(database.name))
        return answer.text.strip() == "t"

    def dump(self, database: Database, path: str) -> None:
        """Write it to a file, replacing an older one. NotFound without a database."""
        self.require(database)
        attempted = f"dump {database.name}"
        self.commands.run(attempted, posix.make_directory(posixpath.dirname(path)))
        self.commands.run(attempted, text.dump(self._server, database.name, path + PART), long=True)
        self.files.rename(attempted, path + PART, path)

    def restore(self, database: Database, path: str) -> None:
        """Create from a dump. NotFound without it, ChangedByOthers when something else has its name."""
        if self.files.size(path) is None:
            raise missing(self.commands.host, "dump", path)
        part = part_of(database.name)
        is_there = self.exists(database)
        try:
            self.build(part, path)
            if is_there and self.read(part) != self.read(database.name):
                raise occupied(self.commands.host, database)
            if not is_there:
                self.rename(part, database.name)
        except FlyttError:
            self.clear(part)
            raise
        if is_there:
            self._drop(part)

    def drop(self, database: Database) -> None:
        """Remove it, ending what is still connected, and what an interrupted restore or merge left."""
        for name in (database.name, part_of(database.name), second_part_of(database.name)):
            self._drop(name)

    def content(self, database: Database) -> dict[str, TableContent]:
        """Return every table's rows and digest. NotFound without a database."""
        self.require(database)
        return self.read(database.name)

    def rows(
        self, database: Database, table: str, columns: tuple[str, ...], take: Callable[[Values], None]
    ) -> None:
        """Hand over every row, ordered by the first column. NotFound without a database or table."""
        self.require(database)
        names = {shown(*pair): pair for pair in self._tables(database.name)}
        if table not in names:
            raise missing(self.commands.host, "table", f"{table} in {database.name}")
        schema, name = names[table]
        cut = Cut(lambda line: take(_values(line)))
        attempted = f"read the rows of {table} in {database.name}"
        self._stream(attempted, database.name, cut.feed, *text.rows(schema, name, columns))

    def build(self, part: str, dump: str) -> None:
        """Make a database of a dump under a name that is nobody's, replacing what was left of it."""
        attempted = f"restore {dump}"
        self._drop(part)
        self.commands.run(attempted, text.create(self._server, part))
        self.commands.run(attempted, text.restore(self._server, part, dump), long=True)

    def rename(self, part: str, name: str) -> None:
        """Give what was built its name."""
        self.sql(f"name {name}", text.MAINTENANCE, text.rename(part, name))

    def clear(self, part: str) -> None:
        """Remove what was built; if even that cannot be reached, the first error is the one to tell."""
        try:
            self._drop(part)
        except FlyttError:
            return

    def read(self, name: str, *, account: bool = False) -> dict[str, TableContent]:
        """Return the content of a database; with `account`, what a merge noted in it too."""
        return {
            shown(schema, table): self._table(name, schema, table)
            for schema, table in self._tables(name)
            if account or shown(schema, table) != ACCOUNT_TABLE
        }

    def columns(self, name: str) -> dict[str, dict[str, str]]:
        """Return every table's columns that can be written, each with its type."""
        found: dict[str, dict[str, str]] = {shown(*pair): {} for pair in self._tables(name)}
        for schema, table, column, kind in self._listed(f"read the columns of {name}", name, text.TYPES):
            found[shown(schema, table)][column] = kind
        return found

    def triggers(self, name: str) -> list[str]:
        """Return the triggers that somebody has made."""
        return [trigger for (trigger,) in self._listed(f"read the triggers of {name}", name, text.TRIGGERS)]

    def foreign_keys(self, name: str) -> list[ForeignKey]:
        """Return the references that the database knows of, a column pair to a line."""
        pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        for constraint, child, parent, column, key in self._listed(
            f"read the references of {name}", name, text.FOREIGN_KEYS
        ):
            pairs.setdefault((constraint, child, parent), []).append((column, key))
        return [
            ForeignKey(child, tuple(c for c, _ in found), parent, tuple(k for _, k in found))
            for (_, child, parent), found in pairs.items()
        ]

    def require(self, database: Database) -> None:
        """Raise NotFound without a database."""
        if not self.exists(database):
            raise missing(self.commands.host, "postgresql database", database.name)

    def sql(self, attempted: str, name: str, *sql: str) -> Output:
        """Run statements in one session. CommandFailed at the first that fails."""
        return self.commands.run(attempted, self.argv(name, *sql), long=True)

    def argv(self, name: str, *sql: str) -> Argv:
        """Return the words that run statements in one session."""
        return text.psql(self._server, name, *sql)

    def unload(self, attempted: str, name: str, sql: str, path: str) -> None:
        """Write what a statement prints to a file on the host."""
        self.commands.run(attempted, text.psql_to(self._server, name, path, sql), long=True)

    def _tables(self, name: str) -> list[tuple[str, str]]:
        return [(s, t) for s, t in self._listed(f"read the tables of {name}", name, text.TABLES)]

    def _listed(self, attempted: str, name: str, sql: str) -> list[tuple[str, ...]]:
        lines = self.sql(attempted, name, sql).text.splitlines()
        return [tuple(bytes.fromhex(part).decode() for part in line.split(" ")) for line in lines]

    def _table(self, name: str, schema: str, table: str) -> TableContent:
        attempted = f"read the rows of {table} in {name}"
        columns = [column for (column,) in self._listed(attempted, name, text.columns(schema, table))]
        total = Sum()
        self._stream(attempted, name, Cut(total.add).feed, *text.rows(schema, table))
        return total.content(columns)

    def _stream(self, attempted: str, name: str, take: Callable[[bytes], None], *sql: str) -> None:
        status, stderr = self.commands.stream(attempted, self.argv(name, *sql), take)
        if status:
            raise failed(self.commands.host, attempted, stderr, status)

    def _drop(self, name: str) -> None:
        self.commands.run(f"drop {name}", text.drop(self._server, name), long=True)

    @property
    def _server(self) -> text.Server:
        return text.Server(self.commands.connection.endpoint.postgres)


def _values(line: bytes) -> Values:
    """Return the values of a line of COPY, which never breaks a row into two. Its escapes are left in."""
    return tuple(None if v == "\\N" else v for v in line.decode(errors="surrogateescape").split("\t"))


def shown(schema: str, table: str) -> str:
    """Return a table's name as Flytt says it."""
    return table if schema == "public" else f"{schema}.{table}"


def part_of(name: str) -> str:
    """Return the name under which a database is built: short, as PostgreSQL silently cuts at 63 bytes."""
    return f"flytt_part_{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def second_part_of(name: str) -> str:
    """Return the name under which the second of two instances lies while they are merged."""
    return f"flytt_second_{hashlib.sha256(name.encode()).hexdigest()[:24]}"

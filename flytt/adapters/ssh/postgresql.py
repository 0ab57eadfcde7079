"""PostgreSQL databases of a host, through its own programs."""

import hashlib
import posixpath
from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing, occupied
from flytt.adapters.ssh import posix
from flytt.adapters.ssh import postgresql_text as text
from flytt.adapters.ssh.command import Commands, Output
from flytt.adapters.ssh.files import PART, SshFiles
from flytt.adapters.ssh.tables import Sum
from flytt.migration.errors import FlyttError
from flytt.migration.ports import TableContent
from flytt.migration.settings import Database


@dataclass(frozen=True, slots=True)
class PostgreSql:
    """The PostgreSQL databases that the host's row in the mapping leads to."""

    commands: Commands
    files: SshFiles

    def exists(self, database: Database) -> bool:
        """Return whether the server lists it."""
        answer = self._sql(f"look for {database.name}", text.MAINTENANCE, text.is_there(database.name))
        return answer.text.strip() == "t"

    def dump(self, database: Database, path: str) -> None:
        """Write it to a file, replacing an older one. NotFound without a database."""
        self._require(database)
        attempted = f"dump {database.name}"
        self.commands.run(attempted, posix.make_directory(posixpath.dirname(path)))
        self.commands.run(attempted, text.dump(self._server, database.name, path + PART), long=True)
        self.commands.run(attempted, posix.move(path + PART, path))

    def restore(self, database: Database, path: str) -> None:
        """Create from a dump. NotFound without it, ChangedByOthers when something else has its name."""
        attempted = f"restore {database.name}"
        if self.files.size(path) is None:
            raise missing(self.commands.host, "dump", path)
        part = part_of(database.name)
        is_there = self.exists(database)
        self._drop(part)
        try:
            self.commands.run(attempted, text.create(self._server, part))
            self.commands.run(attempted, text.restore(self._server, part, path), long=True)
            if is_there and self._read(part) != self._read(database.name):
                raise occupied(self.commands.host, database)
            if not is_there:
                self._sql(attempted, text.MAINTENANCE, text.rename(part, database.name))
        except FlyttError:
            self._clear(part)
            raise
        if is_there:
            self._drop(part)

    def drop(self, database: Database) -> None:
        """Remove it, ending what is still connected, and what an interrupted restore left."""
        self._drop(database.name)
        self._drop(part_of(database.name))

    def content(self, database: Database) -> dict[str, TableContent]:
        """Return every table's rows and digest. NotFound without a database."""
        self._require(database)
        return self._read(database.name)

    def _read(self, name: str) -> dict[str, TableContent]:
        answer = self._sql(f"read the tables of {name}", name, text.TABLES)
        tables = [
            [bytes.fromhex(part).decode() for part in line.split()] for line in answer.text.splitlines()
        ]
        return {
            table if schema == "public" else f"{schema}.{table}": self._table(name, schema, table)
            for schema, table in tables
        }

    def _table(self, name: str, schema: str, table: str) -> TableContent:
        attempted = f"read the rows of {table} in {name}"
        found = self._sql(attempted, name, text.columns(schema, table)).text.split()
        lines = _Rows()
        argv = text.psql(self._server, name, *text.rows(schema, table))
        status, stderr = self.commands.stream(attempted, argv, lines.feed)
        if status:
            raise failed(self.commands.host, attempted, stderr, status)
        return lines.sum.content([bytes.fromhex(column).decode() for column in found])

    def _require(self, database: Database) -> None:
        if not self.exists(database):
            raise missing(self.commands.host, "postgresql database", database.name)

    def _drop(self, name: str) -> None:
        self.commands.run(f"drop {name}", text.drop(self._server, name), long=True)

    def _clear(self, part: str) -> None:
        try:
            self._drop(part)
        except FlyttError:
            return

    def _sql(self, attempted: str, name: str, *sql: str) -> Output:
        return self.commands.run(attempted, text.psql(self._server, name, *sql), long=True)

    @property
    def _server(self) -> text.Server:
        return text.Server(self.commands.connection.endpoint.postgres)


class _Rows:
    """Counts the lines of COPY, which never breaks a row into two."""

    def __init__(self) -> None:
        self.sum = Sum()
        self._rest = b""

    def feed(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self.sum.add(line)


def part_of(name: str) -> str:
    """Return the name under which a database is built: short, as PostgreSQL silently cuts at 63 bytes."""
    return f"flytt_part_{hashlib.sha256(name.encode()).hexdigest()[:24]}"

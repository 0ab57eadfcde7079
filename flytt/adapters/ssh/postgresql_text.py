"""The words of PostgreSQL's programs, and SQL for it."""

from dataclasses import dataclass

from flytt.adapters.ssh.endpoint import Argv, Postgres
from flytt.adapters.ssh.words import connection_string, identifier, literal, unsendable

MAINTENANCE = "postgres"
LONGEST_NAME_BYTES = 63
TABLES = (
    "SELECT encode(convert_to(n.nspname, 'UTF8'), 'hex') || ' ' "
    "|| encode(convert_to(c.relname, 'UTF8'), 'hex') "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%' "
    "AND n.nspname <> 'information_schema' ORDER BY n.nspname, c.relname"
)
_SAME_EVERYWHERE = (
    "SET client_encoding = 'UTF8'",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET TimeZone = 'UTC'",
    "SET extra_float_digits = 3",
    "SET bytea_output = 'hex'",
)


@dataclass(frozen=True, slots=True)
class Server:
    """The server that the words lead to."""

    settings: Postgres

    def database(self, name: str) -> str:
        """Return a connection string for a database. BadInput for a name that PostgreSQL would cut."""
        parts = {"dbname": checked(name)}
        if self.settings.user:
            parts["user"] = self.settings.user
        if self.settings.port:
            parts["port"] = str(self.settings.port)
        if self.settings.address:
            parts["host"] = self.settings.address
        return connection_string(**parts)


def psql(server: Server, name: str, *sql: str) -> Argv:
    """Run statements one by one, stopping at the first that fails."""
    commands = (word for statement in sql for word in ("-c", statement))
    return ("psql", "-XAtqw", "-v", "ON_ERROR_STOP=1", "-d", server.database(name), *commands)


def dump(server: Server, name: str, path: str) -> Argv:
    """Dump a database to a file."""
    words = ("pg_dump", "--no-password", "--format=custom", "--no-owner", f"--file={path}")
    return (*words, f"--dbname={server.database(name)}")


def create(server: Server, name: str) -> Argv:
    """Make an empty database."""
    return psql(server, MAINTENANCE, f"CREATE DATABASE {identifier(checked(name))} TEMPLATE template0")


def restore(server: Server, name: str, path: str) -> Argv:
    """Fill a database from a dump, wholly or not at all."""
    words = ("pg_restore", "--no-password", "--exit-on-error", "--single-transaction", "--no-owner")
    return (*words, f"--dbname={server.database(name)}", "--", path)


def drop(server: Server, name: str) -> Argv:
    """Remove a database, with whoever is connected."""
    return psql(server, MAINTENANCE, f"DROP DATABASE IF EXISTS {identifier(checked(name))} WITH (FORCE)")


def rename(name: str, new: str) -> str:
    """Rename a database."""
    return f"ALTER DATABASE {identifier(checked(name))} RENAME TO {identifier(checked(new))}"


def is_there(name: str) -> str:
    """Print t or f."""
    return f"SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = {literal(checked(name))})"  # noqa: S608


def columns(schema: str, table: str) -> str:
    """Print a table's columns in hexadecimal."""
    return (
        "SELECT encode(convert_to(column_name, 'UTF8'), 'hex') FROM information_schema.columns "  # noqa: S608
        f"WHERE table_schema = {literal(schema)} AND table_name = {literal(table)} ORDER BY ordinal_position"
    )


def rows(schema: str, table: str) -> tuple[str, ...]:
    """Print each row in one line, the same on every server."""
    source = f"{identifier(schema)}.{identifier(table)}"
    return (*_SAME_EVERYWHERE, f"COPY (SELECT * FROM {source}) TO STDOUT")  # noqa: S608 - quoted


def checked(name: str) -> str:
    """Return the name if PostgreSQL keeps all of it."""
    if len(name.encode()) > LONGEST_NAME_BYTES:
        raise unsendable(f"a PostgreSQL name of more than {LONGEST_NAME_BYTES} bytes")
    return name

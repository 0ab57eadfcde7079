"""The words of PostgreSQL's programs, and SQL for it."""

from collections.abc import Sequence
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
_HEX = "encode(convert_to({}::text, 'UTF8'), 'hex')"
_OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
TYPES = (
    "SELECT concat_ws(' ', "  # noqa: S608 - our own words
    + ", ".join(
        map(_HEX.format, ("n.nspname", "c.relname", "a.attname", "format_type(a.atttypid, a.atttypmod)"))
    )
    + ") FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped "
    f"AND a.attgenerated = '' AND {_OURS} ORDER BY n.nspname, c.relname, a.attnum"
)
TRIGGERS = f"SELECT {_HEX.format('tgname')} FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"  # noqa: S608
FOREIGN_KEYS = (
    "SELECT concat_ws(' ', "  # noqa: S608 - our own words
    + ", ".join(map(_HEX.format, ("k.oid", "c.relname", "p.relname", "ca.attname", "pa.attname")))
    + ") FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair(child, parent) "
    "JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_attribute ca ON ca.attrelid = c.oid AND ca.attnum = pair.child "
    "JOIN pg_attribute pa ON pa.attrelid = p.oid AND pa.attnum = pair.parent "
    "WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname = 'public' ORDER BY k.oid, ca.attnum"
)
SAME_EVERYWHERE = (
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
    return (
        "psql",
        "-XAtqw",
        "-v",
        "ON_ERROR_STOP=1",
        "-v",
        "VERBOSITY=terse",
        "-d",
        server.database(name),
        *commands,
    )


def psql_to(server: Server, name: str, path: str, sql: str) -> Argv:
    """Run a statement and write what it prints to a file, the same on every server."""
    program, flags, *words = psql(server, name, *SAME_EVERYWHERE, sql)
    return (program, flags, "-o", path, *words)


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


def rows(schema: str, table: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """Print each row in one line, the same on every server; with names, those, in the first one's order."""
    source = f"{identifier(schema)}.{identifier(table)}"
    what = ", ".join(map(identifier, names)) or "*"
    order = f" ORDER BY {identifier(names[0])}" if names else ""
    return (*SAME_EVERYWHERE, f"COPY (SELECT {what} FROM {source}{order}) TO STDOUT")  # noqa: S608 - quoted


def checked(name: str) -> str:
    """Return the name if PostgreSQL keeps all of it."""
    if len(name.encode()) > LONGEST_NAME_BYTES:
        raise unsendable(f"a PostgreSQL name of more than {LONGEST_NAME_BYTES} bytes")
    return name

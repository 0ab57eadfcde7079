"""Where the hosts' conformance suite is run: two hosts, a folder, and a way to make databases there."""

import itertools
from collections.abc import Mapping
from typing import Literal, Protocol

from flytt.adapters.memory.tables import Scalar, Table, dumped
from flytt.migration.ports import Hosts
from flytt.migration.settings import Database

_NUMBERS = itertools.count(1)


class Ground(Protocol):
    """Two hosts under one roof. `service` is there on the first, stopped and disabled."""

    hosts: Hosts
    engine: Literal["sqlite", "postgresql"]
    here: str
    there: str
    service: str

    def folder(self) -> str:
        """Return a new empty folder that both hosts have."""
        ...

    def fill(self, database: Database, tables: Mapping[str, Table]) -> None:
        """Make or replace a database on the first host, as its users would."""
        ...

    def hide(self, path: str) -> None:
        """Let something lie at `path` that cannot be read."""
        ...


class Memory:
    """The twin's ground."""

    here, there, service = "here", "there", "app"

    def __init__(self, engine: Literal["sqlite", "postgresql"] = "sqlite") -> None:
        self.engine: Literal["sqlite", "postgresql"] = engine
        from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts, MemoryService  # noqa: PLC0415

        service = MemoryService(Database(engine="sqlite", name="/srv/app.db"), "/etc/app.json")
        content = {"/srv/app.db": dumped({"persons": Table(("id",))}), "/etc/app.json": b"{}"}
        self.memory = MemoryHosts(
            {
                "here": MemoryHost(services_there={"app": service}, content=content),
                "there": MemoryHost(),
            }
        )
        self.hosts: Hosts = self.memory

    def folder(self) -> str:
        """Folders cost nothing here."""
        return f"/room/{next(_NUMBERS)}"

    def fill(self, database: Database, tables: Mapping[str, Table]) -> None:
        """Place the bytes."""
        self.memory.set_tables(self.here, database, tables)

    def hide(self, path: str) -> None:
        """Say that it is unreadable."""
        self.memory.on(self.here).unreadable.add(path)


def named(engine: Literal["sqlite", "postgresql"], folder: str, name: str) -> Database:
    """Return a database of that name: a file in the folder, or a name of the server's."""
    if engine == "sqlite":
        return Database(engine="sqlite", name=f"{folder}/{name}.db")
    return Database(engine="postgresql", name=f"{name} {folder.rpartition('/')[2]}")


def number() -> int:
    """Return a number that no other folder has."""
    return next(_NUMBERS)


def statements(tables: Mapping[str, Table], engine: Literal["sqlite", "postgresql"]) -> str:
    """Return the SQL that makes these tables; `id` is the key where there is one."""
    key = "BIGINT PRIMARY KEY" if engine == "postgresql" else "INTEGER PRIMARY KEY"
    parts: list[str] = []
    for name, table in tables.items():
        columns = ", ".join(
            f"{_name(column)} {key if column == 'id' else _kind(table, index, engine)}"
            for index, column in enumerate(table.columns)
        )
        parts.append(f"CREATE TABLE {_name(name)} ({columns});")
        parts += [
            f"INSERT INTO {_name(name)} VALUES ({', '.join(map(_value, row))});"  # noqa: S608 - a test's own rows
            for row in table.rows
        ]
    return "".join(parts)


def _kind(table: Table, index: int, engine: Literal["sqlite", "postgresql"]) -> str:
    """Return a column's type: a number's where all that stands there are numbers."""
    if engine == "sqlite":
        return ""
    there = [row[index] for row in table.rows if row[index] is not None]
    return "BIGINT" if there and all(isinstance(value, int) for value in there) else "TEXT"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _value(value: Scalar) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)

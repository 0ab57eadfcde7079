"""The hosts' twin: services, files, databases and locks of named hosts, in dictionaries."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flytt.adapters.host_errors import missing, unknown_host
from flytt.adapters.memory.databases import MemoryDatabases
from flytt.adapters.memory.files import MemoryFiles
from flytt.adapters.memory.locks import MemoryLocks
from flytt.adapters.memory.services import MemoryServices
from flytt.adapters.memory.state import HostState, MemoryService
from flytt.adapters.memory.tables import Scalar, Table, Tables, dumped, parsed
from flytt.migration.ports import WebAnswer
from flytt.migration.record import Json, canonical
from flytt.migration.settings import Database

__all__ = ["MemoryHost", "MemoryHosts", "MemoryService", "Table"]

Snapshot: TypeAlias = tuple[tuple[str, tuple[object, ...]], ...]


@dataclass
class MemoryHost(HostState):
    """One host, as the port shows it."""

    @property
    def services(self) -> MemoryServices:
        """The service manager."""
        return MemoryServices(self)

    @property
    def files(self) -> MemoryFiles:
        """The files."""
        return MemoryFiles(self)

    @property
    def databases(self) -> MemoryDatabases:
        """The databases."""
        return MemoryDatabases(self)

    @property
    def locks(self) -> MemoryLocks:
        """The locks."""
        return MemoryLocks(self)

    def get(self, url: str) -> WebAnswer:
        """Answer as the service with that health URL would; status 0 when nothing listens there."""
        for name, service in self.services_there.items():
            if service.health == url and url and service.running:
                if self.faults(service):
                    return WebAnswer(
                        status=500, body=canonical({"error": "database or configuration"}).decode()
                    )
                tables = parsed(self.stored(service.database) or b"{}")
                body: dict[str, Json] = {"status": "ok", "name": name}
                body["persons"] = len(tables["persons"].rows) if "persons" in tables else 0
                body["config"] = json.loads(self.content[service.config])
                return WebAnswer(status=200, body=canonical(body).decode())
        return WebAnswer(status=0, body=f"Failed to connect to {url}")


class MemoryHosts:
    """All hosts. `effects` counts real changes per (host, operation, subject), not repeated no-ops."""

    def __init__(self, hosts: Mapping[str, MemoryHost]) -> None:
        self.hosts = dict(hosts)
        self.effects: Counter[tuple[str, str, str]] = Counter()
        for name, host in hosts.items():
            host.name, host.effects = name, self.effects

    def on(self, host: str) -> MemoryHost:
        """Return a host. NotFound when the mapping names none such."""
        if host not in self.hosts:
            raise unknown_host(host)
        return self.hosts[host]

    def copy(self, source_host: str, source_path: str, target_host: str, target_path: str) -> None:
        """Copy one file. NotFound when there is none."""
        source, target = self.on(source_host), self.on(target_host)
        content = source.files.read(source_path, limit_bytes=2**62)
        if content is None:
            raise missing(source_host, "file", source_path)
        target.files.place("copy", target_path, content)

    def snapshot(self) -> Snapshot:
        """Return the whole state of all hosts but their locks, hashable, to compare before with after."""
        return tuple((name, host.snapshot()) for name, host in sorted(self.hosts.items()))

    def tables(self, host: str, database: Database) -> dict[str, Table]:
        """Return a database's tables. NotFound without one."""
        return dict(self.on(host).databases.tables(database))

    def set_tables(self, host: str, database: Database, tables: Tables) -> None:
        """Make or replace a database, as others would: it does not count as an effect."""
        self.on(host).store(database, dumped(tables))

    def insert(self, host: str, database: Database, table: str, row: tuple[Scalar, ...]) -> None:
        """Add a row, as a user would: it does not count as an effect."""
        tables = self.tables(host, database)
        tables[table] = Table(tables[table].columns, (*tables[table].rows, row))
        self.set_tables(host, database, tables)

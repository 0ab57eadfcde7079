"""What a twin of a host consists of, and the little that its parts share."""

import json
from collections import Counter
from dataclasses import dataclass, field

from flytt.adapters.memory.tables import NotADatabase, parsed
from flytt.migration.settings import Database


@dataclass
class MemoryService:
    """A service, and the database and configuration without which it does not start."""

    database: Database
    config: str
    health: str = ""
    running: bool = False
    enabled: bool = False


@dataclass
class HostState:
    """One host. A SQLite database is a file; the others lie in `server_databases`."""

    name: str = ""
    services_there: dict[str, MemoryService] = field(default_factory=dict[str, MemoryService])
    content: dict[str, bytes] = field(default_factory=dict[str, bytes])
    read_only: set[str] = field(default_factory=set[str])
    unreadable: set[str] = field(default_factory=set[str])
    server_databases: dict[Database, bytes] = field(default_factory=dict[Database, bytes])
    folders: set[str] = field(default_factory=set[str])
    exports: dict[str, bool] = field(default_factory=dict[str, bool])
    descriptors: dict[str, str] = field(default_factory=dict[str, str])
    """NTFS rights by path, as canonical text. What has none has those of nobody in particular."""
    held: dict[str, dict[int, str]] = field(default_factory=dict[str, dict[int, str]])
    effects: Counter[tuple[str, str, str]] = field(default_factory=Counter[tuple[str, str, str]])

    def stored(self, database: Database) -> bytes | None:
        """Return a database's bytes, or None."""
        if database.engine == "sqlite":
            return self.content.get(database.name)
        return self.server_databases.get(database)

    def store(self, database: Database, content: bytes | None) -> None:
        """Place, replace or (None) remove a database's bytes, uncounted."""
        if database.engine != "sqlite":
            if content is None:
                self.server_databases.pop(database, None)
                self.read_only.discard(self.place(database))
            else:
                self.server_databases[database] = content
        elif content is None:
            self.content.pop(database.name, None)
            self.read_only.discard(database.name)
        else:
            self.content[database.name] = content

    def place(self, database: Database) -> str:
        """Return where a database's protection is noted: no path looks like a server's database."""
        return database.name if database.engine == "sqlite" else f"{database.engine}:{database.name}"

    def guarded(self, database: Database) -> bool:
        """Return whether a database is read-only."""
        return self.place(database) in self.read_only

    def faults(self, service: MemoryService) -> str:
        """Say why a service cannot serve; empty when it can."""
        try:
            parsed(self.stored(service.database) or b"")
        except NotADatabase:
            return f"database: cannot open {service.database.name}"
        try:
            settings = json.loads(self.content[service.config])
        except (KeyError, ValueError):
            return f"config: cannot read {service.config}"
        return "" if isinstance(settings, dict) else f"config: {service.config} is not an object"

    def count(self, operation: str, subject: str) -> None:
        """Note that the host's state has changed."""
        self.effects[self.name, operation, subject] += 1

    def snapshot(self) -> tuple[object, ...]:
        """Return the host's whole state but its locks, hashable."""
        return (
            tuple((name, s.running, s.enabled) for name, s in sorted(self.services_there.items())),
            tuple(sorted(self.content.items())),
            tuple(sorted(self.read_only)),
            tuple(sorted((d.engine, d.name, content) for d, content in self.server_databases.items())),
            (
                tuple(sorted(self.folders)),
                tuple(sorted(self.exports.items())),
                tuple(sorted(self.descriptors.items())),
            ),
        )

"""The practice municipality's ground: real connections, a jail for a file system."""

import contextlib
import sqlite3
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Literal

import httpx

from flytt.adapters.memory.tables import Table
from flytt.adapters.ssh.endpoint import Endpoint, KeyFile, Limits
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.ports import Hosts
from flytt.migration.settings import Database
from practice.running import Running, start
from practice.world import World
from tests.conformance.hosts.ground import number, statements

SERVICE = {"database": "/srv/app/data.db", "config": "/etc/app.json", "schema": "register", "rows": 3}
WORLD: dict[str, object] = {"hosts": {"here": {"services": {"app": SERVICE}}, "there": {}}}


class Practice:
    """Two practice hosts."""

    engine: Literal["sqlite", "postgresql"] = "sqlite"
    here, there, service = "here", "there", "app"

    def __init__(self, directory: Path, running: Running) -> None:
        self.directory = directory
        self.addresses = running.addresses
        self.credentials = KeyFile(path=running.addresses.client_key)
        self.connections = self.connected()
        self.hosts: Hosts = self.connections

    def endpoint(self, host: str, limits: Limits | None = None) -> Endpoint:
        """Return where a host is reached."""
        found = self.addresses.hosts[host]
        return Endpoint(
            address=found.address,
            port=found.port,
            user=found.user,
            host_key=found.host_key,
            limits=limits or Limits(),
        )

    def connected(self, limits: Limits | None = None) -> SshHosts:
        """Return the hosts over connections of their own."""
        endpoints = {host: self.endpoint(host, limits) for host in (self.here, self.there)}
        return SshHosts(endpoints, credentials=self.credentials)

    def fault(self, **fields: str | float) -> None:
        """Let something go wrong on the first host."""
        token = self.addresses.http.token_file.read_text()
        httpx.post(
            f"{self.addresses.http.base}/faults",
            json={"host": self.here} | fields,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        ).raise_for_status()

    def real(self, path: str, host: str = "here") -> Path:
        """Return where a host's path really lies."""
        found = next(self.directory.glob(f"hosts/{host}/root"), None)
        assert found is not None
        return found / path.lstrip("/")

    def folder(self) -> str:
        """Make a folder on both."""
        path = f"/room/{number()}"
        for host in (self.here, self.there):
            self.real(path, host).mkdir(parents=True)
        return path

    def fill(self, database: Database, tables: Mapping[str, Table]) -> None:
        """Write the file with SQLite itself."""
        path = self.real(database.name)
        path.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(statements(tables, "sqlite"))

    def hide(self, path: str) -> None:
        """A folder is no file, for root too."""
        self.real(path).mkdir()


@contextlib.contextmanager
def practice(directory: Path) -> Generator[Practice]:
    """Run a municipality of two hosts."""
    with start(World.model_validate(WORLD), directory) as running:
        ground = Practice(directory, running)
        try:
            yield ground
        finally:
            ground.connections.close()

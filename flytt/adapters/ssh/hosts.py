"""All hosts of a mapping, each over one SSH connection."""

from collections.abc import Mapping
from pathlib import Path

from flytt.adapters.host_errors import failed, not_yet, unknown_host
from flytt.adapters.ssh import copying, posix, windows
from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.databases import SshDatabases
from flytt.adapters.ssh.endpoint import Credentials, Endpoint
from flytt.adapters.ssh.files import SshFiles
from flytt.adapters.ssh.locks import SshLocks
from flytt.adapters.ssh.services import services_of
from flytt.migration.errors import TimedOut
from flytt.migration.ports import Services, WebAnswer

_GET_SECONDS = 20
_BODY_CHARACTERS = 100_000
_NO_SUCH_NAME, _NOT_CONNECTED, _HTTP_ERROR, _TOO_LATE = 6, 7, 22, 28


class SshHost:
    """One host."""

    def __init__(self, connection: Connection) -> None:
        self.commands = Commands(connection)
        self.files = SshFiles(self.commands)
        self.databases = SshDatabases(self.commands, self.files)
        self.locks = SshLocks(self.commands)
        self.services: Services = services_of(self.commands)

    def get(self, url: str) -> WebAnswer:
        """Fetch a URL on the host itself; status 0 when nothing answers there, 200 for any success."""
        attempted = f"fetch {url}"
        answer = self.commands.ask(attempted, posix.fetch(url, _GET_SECONDS))
        if answer.status == 0:
            return WebAnswer(status=200, body=answer.text[:_BODY_CHARACTERS])
        if answer.status == _HTTP_ERROR and (code := answer.stderr.strip()[-3:]).isdigit():
            return WebAnswer(status=int(code), body="")
        if answer.status in {_NO_SUCH_NAME, _NOT_CONNECTED}:
            return WebAnswer(status=0, body=answer.stderr.strip())
        if answer.status == _TOO_LATE:
            raise TimedOut(attempted, still_true="Nothing is known of what would have answered.")
        raise failed(self.commands.host, attempted, answer.stderr, answer.status)


class SshHosts:
    """Hosts by the names of the mapping. Connections are made when needed and kept until `close`."""

    def __init__(
        self, endpoints: Mapping[str, Endpoint], *, credentials: Credentials, known_hosts: Path | None = None
    ) -> None:
        self._endpoints = dict(endpoints)
        self._connections = {
            name: Connection(name, endpoint, credentials, known_hosts) for name, endpoint in endpoints.items()
        }
        self._hosts = {
            name: SshHost(self._connections[name])
            for name, endpoint in endpoints.items()
            if endpoint.platform == "posix"
        }

    def on(self, host: str) -> SshHost:
        """Return a host. NotFound when the mapping names none such, BadInput for one that is not proven."""
        if host not in self._endpoints:
            raise unknown_host(host)
        if host not in self._hosts:
            raise not_yet(f"{windows.PLATFORM} ({windows.PROVEN})", "reach")
        return self._hosts[host]

    def copy(self, source_host: str, source_path: str, target_host: str, target_path: str) -> None:
        """Copy one file through this machine, hashed on both hosts. NotFound when there is none."""
        copying.copy(self.on(source_host).files, source_path, self.on(target_host).files, target_path)

    def proven(self, host: str) -> str:
        """Return what is said of how a host is reached: empty when it is tested on the real thing."""
        return windows.PROVEN if self._endpoints[host].platform == "windows" else ""

    def close(self) -> None:
        """Close all connections."""
        for connection in self._connections.values():
            connection.close()

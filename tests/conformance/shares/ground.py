"""OpenSSH servers of the test's own, on loopback, each with a home folder of its own."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from flytt.adapters.shares.ssh_shell import SshShell
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.endpoint import Endpoint, KeyFile, Limits
from tests.system import find_program

_CONFIG = """
ListenAddress {address}
Port {port}
HostKey {root}/host_key
PidFile none
AuthorizedKeysFile {root}/home/.ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
Subsystem sftp internal-sftp
MaxSessions {sessions}
SetEnv HOME={root}/home FLYTT_LOCK_SECONDS=10 {environment}
"""
SESSIONS = 10
"""What OpenSSH lets into a connection where nobody says otherwise."""


@dataclass
class Host:
    """One server."""

    name: str
    root: Path
    port: int
    address: str = "127.0.0.1"
    pid: int = 0

    @property
    def home(self) -> Path:
        """The home folder of who signs in there."""
        return self.root / "home"

    @property
    def user(self) -> str:
        """Who signs in there: whoever runs the tests."""
        return pwd.getpwuid(os.geteuid()).pw_name

    def endpoint(self, *, port: int = 0, limits: Limits | None = None) -> Endpoint:
        """Return where it is reached, or the port that a proxy listens on."""
        return Endpoint(
            address=self.address,
            port=port or self.port,
            user=self.user,
            host_key=(self.root / "host_key.pub").read_text(),
            limits=limits or Limits(),
        )

    def shell(self, *, port: int = 0, limits: Limits | None = None) -> SshShell:
        """Return it over a connection of its own."""
        key = KeyFile(path=self.root / "client_key")
        return SshShell(Connection(self.name, self.endpoint(port=port, limits=limits), key, None))

    def uri(self, path: Path, port: int = 0) -> str:
        """Return a folder's address."""
        return f"ssh://{self.user}@{self.address}:{port or self.port}{path}"


@contextlib.contextmanager
def sshd(
    name: str,
    address: str = "127.0.0.1",
    namespace: str = "",
    environment: str = "",
    sessions: int = SESSIONS,
) -> Generator[Host]:
    """Start a server, in a network namespace if one is named; it ends with the `with`."""
    root = Path(tempfile.mkdtemp(prefix="flytt-share-", dir="/tmp"))
    root.chmod(0o755)
    try:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        host = Host(name, root, port, address)
        (host.home / ".ssh").mkdir(parents=True, mode=0o700)
        for key in ("host_key", "client_key"):
            _call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(root / key))
        shutil.copy(root / "client_key.pub", host.home / ".ssh" / "authorized_keys")
        said = _CONFIG.format(
            root=root, port=port, address=address, environment=environment, sessions=sessions
        )
        (root / "sshd_config").write_text(said)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        words = [_found("sshd"), "-D", "-e", "-f", str(root / "sshd_config")]
        if namespace:
            words = [_found("ip"), "netns", "exec", namespace, *words]
        with (root / "sshd.log").open("wb") as log:
            server = subprocess.Popen(words, stderr=log)
        host.pid = server.pid
        try:
            _wait_for(root / "sshd.log")
            yield host
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _wait_for(log: Path) -> None:
    for _ in range(1200):
        if "listening" in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    raise TimeoutError(log.read_text(errors="replace"))


def _found(name: str) -> str:
    program = find_program(name)
    assert program is not None
    return str(program)


def _call(name: str, *words: str) -> None:
    subprocess.run([_found(name), *words], check=True, capture_output=True)

"""OpenSSH, PostgreSQL, sqlite3 and coreutils as the distribution ships them, on loopback."""

import contextlib
import os
import pwd
import shutil
import socket
import sqlite3
import stat
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from flytt.adapters.memory.tables import Table
from flytt.adapters.ssh.endpoint import Endpoint, KeyFile, Limits, Postgres, ServiceCommands
from flytt.adapters.ssh.hosts import SshHosts
from flytt.adapters.ssh.words import identifier
from flytt.migration.ports import Hosts
from flytt.migration.settings import Database
from tests.conformance.hosts.ground import number, statements
from tests.system import find_program

PROGRAMS = ("sshd", "ssh-keygen", "sqlite3", "curl", "sha256sum", "initdb", "pg_ctl", "psql", "pg_dump")
_UNIT = """#!/bin/sh
cd "$(dirname "$0")" || exit 1
[ -e "$2.unit" ] || { echo "$2: no such service" >&2; case $1 in state|enabled) exit 4 ;; esac; exit 5; }
case $1 in
  start) : > "$2.running" ;;
  stop) rm -f "$2.running" ;;
  enable) : > "$2.enabled" ;;
  disable) rm -f "$2.enabled" ;;
  state) [ -e "$2.running" ] || exit 3 ;;
  enabled) [ -e "$2.enabled" ] || exit 1 ;;
esac
"""
_CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {root}/host_key
PidFile none
AuthorizedKeysFile {root}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
SetEnv HOME={root}
"""


class OpenSsh:
    """One sshd under two names, signing in as the user who runs the tests."""

    here, there, service = "here", "there", "app"

    def __init__(self, root: Path, port: int, engine: Literal["sqlite", "postgresql"]) -> None:
        self.root = root
        self.port = port
        self.engine: Literal["sqlite", "postgresql"] = engine
        self.credentials = KeyFile(path=root / "client_key")
        self.connections = self.connected()
        self.hosts: Hosts = self.connections

    def endpoint(self, name: str, limits: Limits | None = None) -> Endpoint:
        """Return where it is reached."""
        unit = str(self.root / "unit")
        commands = {
            word: (unit, word, "{name}")
            for word in ("start", "stop", "enable", "disable", "state", "enabled")
        }
        return Endpoint(
            address="127.0.0.1",
            port=self.port,
            user=pwd.getpwuid(os.geteuid()).pw_name,
            host_key=(self.root / "host_key.pub").read_text(),
            service_manager=ServiceCommands(**commands),
            postgres=Postgres(address=str(self.root / "pg"), port=self.port, user=owner().pw_name),
            locks=str(self.root / "locks" / name),
            limits=limits or Limits(),
        )

    def connected(self, limits: Limits | None = None) -> SshHosts:
        """Return the hosts over connections of their own."""
        endpoints = {name: self.endpoint(name, limits) for name in (self.here, self.there)}
        return SshHosts(endpoints, credentials=self.credentials)

    def folder(self) -> str:
        """Make a folder."""
        path = self.root / "rooms" / str(number())
        path.mkdir(parents=True)
        return str(path)

    def fill(self, database: Database, tables: Mapping[str, Table]) -> None:
        """Make it with the engine's own program."""
        if database.engine == "postgresql":
            name = identifier(database.name)
            self.psql("postgres", f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
            self.psql(database.name, statements(tables, "postgresql"))
            return
        path = Path(database.name)
        path.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(statements(tables, "sqlite"))

    def psql(self, database: str, *sql: str) -> None:
        """Run SQL as the server's owner."""
        environment = {"PGHOST": str(self.root / "pg"), "PGPORT": str(self.port), "PGDATABASE": database}
        words = [word for statement in sql for word in ("-c", statement)]
        run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", *words], **environment)

    def hide(self, path: str) -> None:
        """Take all rights away; root, whom that does not stop, meets a folder instead."""
        if os.geteuid() == 0:
            Path(path).mkdir()
        else:
            Path(path).touch(0)


def owner() -> pwd.struct_passwd:
    """Return who owns PostgreSQL: root may not."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def run(argv: Sequence[str], **environment: str) -> None:
    """Run a program as that user."""
    program = find_program(argv[0])
    assert program is not None
    subprocess.run(
        [str(program), *argv[1:]],
        check=True,
        capture_output=True,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | environment,
        user=owner().pw_uid if os.geteuid() == 0 else None,
        group=owner().pw_gid if os.geteuid() == 0 else None,
    )


@contextlib.contextmanager
def openssh() -> Generator[tuple[Path, int]]:
    """Start sshd and PostgreSQL in a folder of their own; yield the folder and the port."""
    root = Path(tempfile.mkdtemp(prefix="flytt-ssh-", dir="/tmp"))
    root.chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    try:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        _lay(root, port)
        with _postgres(root, port), _sshd(root, port):
            yield root, port
    finally:
        shutil.rmtree(root)


def _lay(root: Path, port: int) -> None:
    for name in ("host_key", "client_key"):
        keygen = find_program("ssh-keygen")
        assert keygen is not None
        subprocess.run(
            [str(keygen), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(root / name)], check=True
        )
    shutil.copy(root / "client_key.pub", root / "authorized_keys")
    (root / "sshd_config").write_text(_CONFIG.format(port=port, root=root))
    (root / "unit").write_text(_UNIT)
    (root / "unit").chmod(0o755)
    (root / "app.unit").touch()
    (root / "pg").mkdir()
    if os.geteuid() == 0:
        os.chown(root / "pg", owner().pw_uid, owner().pw_gid)


@contextlib.contextmanager
def _postgres(root: Path, port: int) -> Generator[None]:
    data = str(root / "pg" / "data")
    run(["initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
    options = f"-k {root}/pg -p {port} -c listen_addresses='' -c fsync=off"
    run(["pg_ctl", "-D", data, "-l", f"{data}/log", "-o", options, "-w", "start"])
    try:
        yield
    finally:
        run(["pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])


@contextlib.contextmanager
def _sshd(root: Path, port: int) -> Generator[None]:
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    program = find_program("sshd")
    assert program is not None
    with (root / "sshd.log").open("wb") as log:
        server = subprocess.Popen([str(program), "-D", "-e", "-f", str(root / "sshd_config")], stderr=log)
    try:
        _wait_for(port, root / "sshd.log")
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, log: Path) -> None:
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 60):
            return
        time.sleep(0.05)
    raise TimeoutError(log.read_text(errors="replace"))

"""A PostgreSQL server of one's own, in a directory that is thrown away."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.system import find_program


class Postgres:
    """A running server. `database()` makes an empty database and returns its URL."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """Return a database's URL."""
        return f"postgresql://flytt:practice@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Make an empty database."""
        name = f"case_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


@contextmanager
def running_postgres() -> Generator[Postgres]:
    """Start a server on a free loopback port; as the user postgres if we are root, which it refuses."""
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="flytt-postgres-"))
    try:
        password = folder / "password"
        password.write_text("practice")
        if user:
            shutil.chown(folder, user)
            shutil.chown(password, user)
        data = folder / "data"
        made = [_path("initdb"), "-D", data, "-U", "flytt", "-A", "scram-sha-256", "--pwfile", password]
        subprocess.run(
            [*made, "-E", "UTF8", "--no-sync"], check=True, user=user, capture_output=True, cwd=folder
        )
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "fsync": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [_path("postgres"), "-D", data, *options], user=user, cwd=folder, stdout=log, stderr=log
            )
        try:
            _wait_for(port)
            yield Postgres(port)
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown
            server.wait(120)
    finally:
        shutil.rmtree(folder)


def free_port() -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _path(program: str) -> Path:
    found = find_program(program)
    if found is None:
        raise FileNotFoundError(program)
    return found


def _wait_for(port: int) -> None:
    for _ in range(1200):
        try:
            psycopg.connect(f"postgresql://flytt:practice@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)

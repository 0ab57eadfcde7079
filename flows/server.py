"""Prefect's own server as a child process on loopback, with its UI, on SQLite beside the ledger.

The ephemeral server has no UI and is slow to start, so a real one is started and waited for. Nothing here
imports Prefect: its settings are read when it is imported, and must be in the environment before.
"""

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from flytt.migration.errors import LeaseHeld

HAND_OVER_SECONDS = 10
START_SECONDS = 300
"""The first start makes the database: 11-43 s measured on two cores; five minutes are given."""

_LOWEST_PORT, _PORTS = 10_000, 8_000
"""Below the ports that systems lend out: seconds pass from the choice until the server takes it."""

FORMER_SECONDS = 120
"""How long the server of a program that was killed may take to end: it does so within seconds."""


@contextmanager
def prefect_server(
    home: Path, *, port: int | None = None, meanwhile: Callable[[], object] = lambda: None
) -> Generator[str]:
    """Start the server, do something `meanwhile`, and yield the UI's address.

    Sets the environment that Prefect reads. The server ends with this process, also when it is killed: the
    child watches its parent. A server that a killed program left in `home` answers for a little while yet;
    it is never used, but waited out.
    """
    home.mkdir(parents=True, exist_ok=True)
    with _only_server(home) as lock:
        port = port or _kept_port(home)
        address = f"http://127.0.0.1:{port}"
        settings(home, address)
        child = _started(home, port, lock)
        try:
            meanwhile()
            _wait_for(child, address, home / "server.log")
            (home / "address").write_text(address, encoding="ascii")
            try:
                yield address
            finally:
                _hand_over()
        finally:
            (home / "address").unlink(missing_ok=True)
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=20)
            child.kill()
            child.wait()


@contextmanager
def _only_server(home: Path) -> Generator[int]:
    """Hold the lock that every server of this home holds, itself and with its watcher, as long as it runs."""
    with (home / "server.lock").open("a+b") as lock:
        end = time.monotonic() + FORMER_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as held:
                if time.monotonic() > end:
                    raise LeaseHeld(
                        f"The Prefect server of an earlier program still runs in {home} and does not end.",
                        still_true="Nothing was touched.",
                        next_command=f"end what `fuser {home / 'server.lock'}` names; then the same again",
                    ) from held
            time.sleep(0.1)
        yield lock.fileno()


def _started(home: Path, port: int, lock: int) -> "subprocess.Popen[bytes]":
    with (home / "server.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.child", str(os.getpid()), str(port), str(lock)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(lock,),
        )


def _hand_over() -> None:
    """Give the server what Prefect still holds in memory: log lines and events, for ten seconds at most."""
    if "prefect" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=HAND_OVER_SECONDS)


def settings(home: Path, address: str) -> None:
    """Put what Prefect needs into the environment. Values that somebody set on purpose stay."""
    port = address.rpartition(":")[2]
    os.environ["PREFECT_API_URL"] = f"{address}/api"
    os.environ["PREFECT_HOME"] = str(home.absolute())
    os.environ.setdefault("PREFECT_PROFILES_PATH", str(home.absolute() / "profiles.toml"))
    os.environ["PREFECT_SERVER_API_PORT"] = port
    for name, value in {
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLIENT_MAX_RETRIES": "7",  # doubling pauses: four minutes in all; twenty would be days
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",  # our server has none: each client would ask first
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "50",  # it says "busy" before a client's 60 s are over
        "PREFECT_LOGGING_EXTRA_LOGGERS": "flytt",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
    }.items():
        os.environ.setdefault(name, value)


def running_server(home: Path) -> str:
    """Return the address of the server that runs in this home, or nothing."""
    with suppress(OSError):
        address = (home / "address").read_text(encoding="ascii").strip()
        if _healthy(address):
            return address
    return ""


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/health", timeout=5) as answer:  # noqa: S310 - loopback, our own
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _wait_for(child: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if child.poll() is not None:
            sentence = f"The Prefect server ended before it answered; its last words are in {log}."
            raise RuntimeError(sentence)
        if _healthy(address):
            return
        time.sleep(0.2)
    sentence = f"The Prefect server did not answer on {address} within {START_SECONDS} s; see {log}."
    raise RuntimeError(sentence)


def _kept_port(home: Path) -> int:
    """The port of last time, if it is free: links that people kept go on working."""
    kept = home / "port"
    with suppress(OSError, ValueError):
        port = int(kept.read_text(encoding="ascii"))
        if _is_free(port):
            return port
    start = int.from_bytes(hashlib.sha256(str(home.resolve()).encode()).digest()[:4])
    around = (_LOWEST_PORT + (start + number) % _PORTS for number in range(_PORTS))
    port = next(port for port in around if _is_free(port))
    kept.write_text(str(port), encoding="ascii")
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server itself does: a connection that is still being forgotten does not take the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

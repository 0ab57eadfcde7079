"""Starting again after everything was killed: what the dead left is neither used nor in the way."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from tests.parents import end_with_pytest
from tests.prefect.api import until
from tests.prefect.served import ROOT, descendants

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]

STARTS = """
import sys, time
from pathlib import Path
from flows.server import prefect_server
with prefect_server(Path(sys.argv[1])) as address:
    print(address, flush=True)
    sys.stdin.readline()
"""


class Starter:
    """A program that starts Prefect's server in a home, says where it answers, and ends when told."""

    def __init__(self, home: Path) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        self.program = subprocess.Popen(
            [sys.executable, "-c", STARTS, str(home)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
        )

    def address(self) -> str:
        """Wait until it is there."""
        assert self.program.stdout is not None
        return self.program.stdout.readline().strip()

    def watcher(self) -> int:
        """The process that watches over the server."""
        return until(lambda: next(iter(descendants(self.program.pid)), None), "the server is being started")

    def kill(self) -> None:
        """SIGKILL it, and nothing else."""
        self.program.kill()
        self.program.wait()

    def end(self) -> None:
        """Let it end in good order, with what it has started."""
        if self.program.poll() is None:
            self.program.communicate("\n", timeout=120)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prefect's home, in which the database is made once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def starters() -> Iterator[list[Starter]]:
    """Two programs' places; whatever was started ends."""
    started: list[Starter] = []
    yield started
    for one in started:
        with suppress(subprocess.TimeoutExpired):
            one.end()
        one.kill()
        for pipe in (one.program.stdin, one.program.stdout):
            if pipe is not None:
                pipe.close()


def healthy(address: str) -> bool:
    """Whether a server answers there."""
    with suppress(httpx.HTTPError), closing(httpx.Client(trust_env=False, timeout=60)) as http:
        return http.get(f"{address}/api/health").status_code == 200
    return False


def gone(pid: int) -> bool:
    """Whether a process is gone, or only waits to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_dead_programs_server_that_still_answers_is_not_used(home: Path, starters: list[Starter]) -> None:
    """Whoever goes on right after a kill would be given a server that is gone a moment later."""
    first = Starter(home)
    starters.append(first)
    left = first.address()
    watcher = first.watcher()
    os.kill(watcher, signal.SIGSTOP)  # slow as on a machine that has other things to do
    try:
        first.kill()
        assert healthy(left)
        second = Starter(home)
        starters.append(second)
        with pytest.raises(subprocess.TimeoutExpired):
            second.program.wait(3)
    finally:
        os.kill(watcher, signal.SIGCONT)
    address = second.address()
    assert gone(watcher)
    assert healthy(address)
    assert (home / "address").read_text(encoding="ascii") == address


def test_a_server_whose_watcher_is_killed_ends(home: Path, starters: list[Starter]) -> None:
    """A server that nobody watches would hold the database for ever, and nothing could be started again."""
    first = Starter(home)
    starters.append(first)
    first.address()
    watcher = first.watcher()
    server = descendants(watcher)
    first.kill()
    with suppress(ProcessLookupError):
        os.kill(watcher, signal.SIGKILL)
    until(lambda: all(map(gone, server)), "the server has ended")
    second = Starter(home)
    starters.append(second)
    assert healthy(second.address())


def test_killed_while_the_database_is_made(tmp_path: Path, starters: list[Starter]) -> None:
    """A power cut at the first start would leave half a database, and no later start would come past it."""
    first = Starter(tmp_path)
    starters.append(first)
    server = until(lambda: next(iter(descendants(first.watcher())), None), "the server is being started")
    # Looked at as often as can be: on a busy machine the second half is made while this program sleeps.
    end = time.monotonic() + 300
    while tables(tmp_path / "prefect.db") < 100:
        assert time.monotonic() < end, "half of the database was never made"
    os.kill(server, signal.SIGKILL)
    first.kill()
    assert tables(tmp_path / "prefect.db") < 200, "it was made already, and this test shows nothing"
    second = Starter(tmp_path)
    starters.append(second)
    assert healthy(second.address())


def tables(database: Path) -> int:
    """How many tables and indices there are so far."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=60)) as seen:
        return int(seen.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

"""Vik in a folder of its own: its practice municipality, the programs that move it, and what they left."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import httpx

from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.practice.world import world_file
from flytt.mapping import load_municipality
from flytt.migration.chain import verify_rows
from flytt.migration.events import Recorded, StepFailed
from flytt.migration.journal import Journal
from flytt.migration.state import MoveState
from practice.faults import Kind
from practice.running import Running, start
from practice.world import World
from tests.killed.mover import MAPPINGS, NOW
from tests.parents import end_with_pytest
from tests.worlds import ROOT

Program: TypeAlias = "subprocess.Popen[str]"

ENVIRONMENT = {"FLYTT_RUNBOOKS": str(ROOT / "runbooks")}
TOGETHER = {
    "skole": ("elevboka", "skoleportal", "skolearkiv"),
    "helse": ("journal", "meldinger", "innlogging"),
}
_POLL_SECONDS = 0.002
LONGEST_SECONDS = 600
_LASTING = ("systemctl ", "mv ", "sftp-posix-rename ", "chmod ")
"""Commands on a host that change what is used. The rest are looks, locks, and parts that are cleared away."""


@dataclass
class Vik:
    """One home: ledger and practice municipality. Programs that move it are started here, and killed."""

    home: Path
    practice: Running
    programs: list[Program] = field(default_factory=list[Program])

    def mover(self, *words: str) -> Program:
        """Start a program that moves, without waiting for it."""
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.killed.mover", str(self.home), *words],
            cwd=ROOT,
            env={**os.environ, **ENVIRONMENT},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
        )
        self.programs.append(program)
        return program

    def run(self, *words: str) -> tuple[int, str]:
        """Let a program move to its end; its exit code and what it said of every workload."""
        program = self.mover(*words)
        said, complained = program.communicate(timeout=LONGEST_SECONDS)
        return program.returncode, said + complained

    def must_come(self, *words: str) -> None:
        """Run to the end and see every workload where it was sent."""
        code, said = self.run(*words)
        assert code == 0, said

    def kill_after(self, kind: str, number: int, program: Program, seconds: float = 0) -> None:
        """SIGKILL the program `seconds` after that many events of a kind are durable in its ledger."""
        self.wait_for(kind, number, program)
        time.sleep(seconds)
        kill(program)

    def wait_for(self, kind: str, number: int, program: Program, *, about: str = "%") -> None:
        """Wait until that many events of a kind, about whatever is `LIKE` that, are durable in the ledger."""
        end = time.monotonic() + LONGEST_SECONDS
        while self.count(kind, about) < number:
            assert program.poll() is None, f"it ended before {kind} {number}: {program.communicate()}"
            assert time.monotonic() < end, f"{kind} {number} never came"
            time.sleep(_POLL_SECONDS)

    def fault(self, host: str, kind: Kind, command: str, **more: float) -> None:
        """Let something go wrong on a host."""
        at = self.practice.addresses.http
        token = at.token_file.read_text(encoding="ascii")
        fault = {"host": host, "kind": kind, "command": command, **more}
        httpx.post(
            f"{at.base}/faults",
            json=fault,
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=60,
        ).raise_for_status()

    def count(self, kind: str, about: str = "%") -> int:
        """Count the durable events of a kind, reading beside the program that writes."""
        path = self.home / "ledger.db"
        if not path.exists():
            return 0
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=60)) as ledger:
            try:
                rows = ledger.execute(
                    "SELECT count(*) FROM ledger_events WHERE kind = ? AND body LIKE ?", (kind, about)
                )
                return int(rows.fetchone()[0])
            except sqlite3.OperationalError:
                return 0  # the ledger is being made

    def ledger(self) -> tuple[MoveState, tuple[Recorded, ...]]:
        """Read the whole ledger, its chain verified; what it amounts to, and its events."""
        store = open_store(str(self.home / "ledger.db"), "vik")
        try:
            verify_rows(store.rows())
            journal = Journal(store, MemoryClock(NOW), "test")
            return journal.refresh(), journal.events
        finally:
            store.close()

    def failures(self) -> list[StepFailed]:
        """Return every failure that the ledger tells of."""
        return [r.event for r in self.ledger()[1] if isinstance(r.event, StepFailed)]

    def world(self) -> dict[str, str]:
        """Return everything there is outside the ledger, by place. Folders are no content."""
        seen = self.practice.snapshot()
        found = {f"dns {line}": "" for line in seen.dns}
        found |= {f"page {name}": version for name, version in seen.documents.items()}
        found |= {f"thing {name}": str(listens) for name, listens in seen.equipment.items()}
        for host, there in seen.hosts.items():
            found |= {f"{host}:{p}": what for p, what in there.files.items() if not _is_folder(what)}
            found |= {f"{host} {name}": str(unit) for name, unit in there.units.items()}
        return found

    def effects(self) -> Counter[str]:
        """Return how often each command changed something that lasts."""
        told = self.home / "practice" / "state" / "effects.json"
        page: dict[str, dict[str, int]] = json.loads(told.read_bytes()) if told.exists() else {}
        counted: Counter[str] = Counter()
        for place, commands in page.items():
            for command, times in commands.items():
                if place in {"dns", "http"} or command.startswith(_LASTING):
                    counted[f"{place}: {command}"] = times
        return counted

    def restart_practice(self) -> None:
        """Start the municipality again after it was closed, as it was left."""
        self.practice = start(vik_world(), self.home / "practice")

    def close(self) -> None:
        """End what still runs."""
        for program in self.programs:
            if program.poll() is None:
                kill(program)
            for stream in (program.stdout, program.stderr):
                if stream is not None:
                    stream.close()
        self.practice.close()


@contextmanager
def new_vik(home: Path) -> Generator[Vik]:
    """Start a municipality in which nothing has been moved yet."""
    vik = Vik(home, start(vik_world(), home / "practice"))
    try:
        yield vik
    finally:
        vik.close()


def kill(program: Program) -> None:
    """SIGKILL, and bury it: a pid that is still there counts as alive."""
    program.send_signal(signal.SIGKILL)
    program.wait()


def only(sector: str) -> tuple[str, ...]:
    """Return the words that keep a program to one sector."""
    return tuple(word for workload in TOGETHER[sector] for word in ("--only", workload))


@dataclass(frozen=True)
class Reference:
    """An undisturbed move: the world before and after, how often what was done, how many steps began."""

    before: dict[str, str]
    after: dict[str, str]
    there: Counter[str]
    there_and_back: Counter[str]
    started: int


@cache
def undisturbed(sector: str) -> Reference:
    """Move a sector to open and back, nobody killed, and remember."""
    with TemporaryDirectory(prefix="flytt-undisturbed-") as folder, new_vik(Path(folder)) as vik:
        before = vik.world()
        vik.must_come("open", *only(sector))
        after, there, started = vik.world(), vik.effects(), vik.count("step-started")
        vik.must_come("before", "--back", *only(sector))
        assert vik.world() == before
        return Reference(before, after, there, vik.effects(), started)


@cache
def vik_world() -> World:
    """Return what the practice municipality consists of."""
    return World.model_validate(world_file(load_municipality(MAPPINGS / "vik", practice=True)))


def _is_folder(what: str) -> bool:
    return what.endswith(" directory")

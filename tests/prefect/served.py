"""A practice municipality's ledger with `flytt serve` running on it, as a program of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
from pydantic import JsonValue, TypeAdapter

from flytt.adapters.clock import MemoryClock
from flytt.migration.events import Event
from flytt.migration.state import GateState, MoveState
from flytt.wiring import Where, open_journal, where
from practice.addresses import read_addresses
from tests.parents import end_with_pytest
from tests.prefect.api import Api, until
from tests.prefect.municipality import write_mapping

ROOT = Path(__file__).parents[2]
START_SECONDS = 400
LONGEST_SECONDS = 400
QUICK = {"PREFECT_RUNNER_POLL_FREQUENCY": "1", "PREFECT_API_REQUEST_TIMEOUT": "30"}
"""Runs are fetched sooner, and a call to a server that hangs is given up sooner, than by themselves."""

EFFECTS = TypeAdapter(dict[str, dict[str, int]])


class Served:
    """Starts, kills and starts again; looks at ledger, practice municipality and Prefect."""

    def __init__(self, home: Path, municipality: str = "lillevik") -> None:
        self.home = home
        self.municipality = municipality
        made = municipality == "lillevik"
        self.mappings = write_mapping(home / "mappings") if made else ROOT / "mappings"
        self.ledger = home / "state" / "ledger.db"
        self._program: subprocess.Popen[bytes] | None = None
        self._api: Api | None = None
        adopted = self.flytt("plan", "--practice", "--adopt")
        assert adopted.returncode == 0, adopted.stderr.decode()

    @property
    def at(self) -> Where:
        """Where it all lies."""
        return where(self.municipality, mappings=self.mappings, ledger=str(self.ledger))

    @property
    def api(self) -> Api:
        """The server's interface; it must have been started."""
        assert self._api is not None
        return self._api

    @property
    def pid(self) -> int:
        """The process of `flytt serve`."""
        assert self._program is not None
        return self._program.pid

    def start(self, *words: str) -> None:
        """Start, and wait until deployments are offered."""
        with (self.home / "serve.log").open("ab") as log:
            self._program = subprocess.Popen(
                [*self._command("flows", "serve", *words)],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
            )
        until(self._offered, f"flytt serve offers its deployments ({self._tail()})", START_SECONDS)

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self._program is not None
        self._program.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._program.wait(timeout=120)
        code = self._program.poll()
        self.kill()
        return -1 if code is None else code

    def kill(self) -> None:
        """SIGKILL it with everything it has started, and see that all of it is gone."""
        assert self._program is not None
        for pid in [*descendants(self._program.pid), self._program.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._program.wait()

    def flytt(self, verb: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Run one command line to its end."""
        return subprocess.run(
            self._command("flytt", verb, *words),
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )

    def move(self, sector: str, verb: str = "move") -> subprocess.CompletedProcess[bytes]:
        """`flytt move SECTOR`, followed to its end."""
        return subprocess.run(
            self._command("flows", verb, sector),
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )

    def approve(self, sector: str, gate: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        """`flytt approve` as the project's leader, unless the words say otherwise."""
        who = () if "--as" in words else ("--as", "prosjektleder")
        return self.flytt("approve", sector, gate, *who, *words)

    def state(self) -> MoveState:
        """What the ledger amounts to."""
        journal = open_journal(self.at)
        try:
            return journal.refresh()
        finally:
            journal.store.close()

    def events(self) -> list[Event]:
        """Everything in the ledger, in order."""
        journal = open_journal(self.at)
        try:
            journal.refresh()
            return [recorded.event for recorded in journal.events]
        finally:
            journal.store.close()

    def gate(self, gate: str) -> GateState:
        """One gate as the ledger has it."""
        return self.state().gates[gate]

    def pass_time(self, *, minutes: int) -> None:
        """Let the practice municipality's time pass: it goes on from the ledger's newest event."""
        journal = open_journal(self.at)
        now = journal.refresh().at
        assert now is not None
        journal.clock = MemoryClock(now + timedelta(minutes=minutes))
        journal.told(f"time-{now:%Y%m%d%H%M%S}", "time has passed", delivered=True)
        journal.store.close()

    def effects(self, place: str, begins: str) -> int:
        """How often commands that begin so have changed the world at one host."""
        with self._practice() as http:
            found = EFFECTS.validate_json(http.get("/effects").raise_for_status().content).get(place, {})
        return sum(times for command, times in found.items() if command.startswith(begins))

    def fault(self, **fields: JsonValue) -> None:
        """Let something go wrong, or last, on a host."""
        with self._practice() as http:
            http.post("/faults", json=fields).raise_for_status()

    def no_faults(self) -> None:
        """Let nothing go wrong any longer."""
        with self._practice() as http:
            http.delete("/faults").raise_for_status()

    @contextmanager
    def nobody_home(self) -> Generator[None]:
        """Take away where the practice municipality is reached: no program that needs the world can begin."""
        page = self.ledger.parent / "practice" / "addresses.json"
        aside = page.with_suffix(".aside")
        page.rename(aside)
        try:
            yield
        finally:
            aside.rename(page)

    def duty(self) -> list[str]:
        """What the people on duty were told."""
        page = self.ledger.parent / "duty.jsonl"
        if not page.exists():
            return []
        return [str(json.loads(line)["text"]) for line in page.read_text(encoding="utf-8").splitlines()]

    def secrets(self) -> dict[str, str]:
        """Texts that may be nowhere in Prefect: keys, tokens, and persons of the practice registers."""
        keys = self.ledger.parent / "practice" / "keys"
        private = [
            line
            for line in (keys / "client").read_text(encoding="ascii").splitlines()
            if line and not line.startswith("-")
        ]
        found = {f"{n}. line of the ssh key": line for n, line in enumerate(private) if len(line) > 20}
        found["token"] = (keys / "token").read_text(encoding="ascii").strip()
        found["tsig"] = (keys / "tsig").read_text(encoding="ascii").strip()
        vault = self.ledger.parent / "vault.key"
        if vault.exists():
            found["vault key"] = vault.read_text(encoding="latin-1").strip()
        return found | self._persons()

    def texts_in_prefect(self) -> str:
        """Everything in Prefect's database that is text."""
        with closing(sqlite3.connect(self.ledger.parent / "prefect" / "prefect.db", timeout=120)) as database:
            return "\n".join(database.iterdump())

    def _persons(self) -> dict[str, str]:
        registers = sorted((self.ledger.parent / "practice").rglob("data.db"))
        found: dict[str, str] = {}
        for register in registers[:4]:
            with closing(sqlite3.connect(f"file:{register}?mode=ro", uri=True)) as database:
                for name, number in database.execute("SELECT name, identity_number FROM persons LIMIT 40"):
                    found[f"person {name}"] = str(name)
                    found[f"number of {name}"] = str(number or name)
        return found

    def _practice(self) -> httpx.Client:
        addresses = read_addresses(self.ledger.parent / "practice")
        token = addresses.http.token_file.read_text(encoding="ascii").strip()
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=addresses.http.base, headers=headers, trust_env=False, timeout=60)

    def _command(self, module: str, verb: str, *words: str) -> list[str]:
        program = [
            sys.executable,
            "-m",
            "flytt.cli.main" if module == "flytt" else module,
            verb,
            self.municipality,
        ]
        return [*program, *words, "--mappings", str(self.mappings), "--ledger", str(self.ledger)]

    def environment(self) -> dict[str, str]:
        """Return what its programs find in their environment."""
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "FLYTT_"))}
        return mine | {
            "FLYTT_RUNBOOKS": str(ROOT / "runbooks"),
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PREFECT_API_REQUEST_TIMEOUT": "30",
        }

    def _offered(self) -> bool:
        assert self._program is not None
        assert self._program.poll() is None, f"flytt serve has ended: {self._tail()}"
        marker = self.ledger.parent / "served"
        if not marker.exists() or marker.read_text(encoding="ascii") != str(self._program.pid):
            return False
        address = (self.ledger.parent / "prefect" / "address").read_text(encoding="ascii")
        self._api = Api(address)
        with suppress(httpx.HTTPError):
            return self._api.get("/deployments/name/Svar/svar").status_code == 200
        return False

    def _tail(self) -> str:
        return (self.home / "serve.log").read_text(encoding="utf-8")[-2000:]


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs, deepest last; from /proc."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found: list[int] = []
    fresh = [pid]
    while fresh:
        fresh = [child for child, parent in parents.items() if parent in fresh]
        found += fresh
    return found

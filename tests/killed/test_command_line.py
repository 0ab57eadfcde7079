"""A whole evening at the command line, the machine failing in the middle of the rehearsal."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from practice.running import start
from practice.snapshot import Snapshot, snapshot
from tests.killed.ground import ENVIRONMENT, vik_world
from tests.killed.mover import MAPPINGS
from tests.parents import end_with_pytest
from tests.worlds import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.timeout(3000)]

DATABASE = "srv/elevboka/data.db"
KILLED_AT_STEP = 9
WAIT_SECONDS = 600


class Terminal:
    """Types `flytt …` about one rehearsal folder, and remembers nothing but that folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ledger = home / "ledger.db"
        self.heard = ""

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command as the leader of its own process group."""
        return subprocess.Popen(
            [sys.executable, "-m", "flytt.cli.main", *words, "--mappings", str(MAPPINGS)],
            cwd=ROOT,
            env={**os.environ, **ENVIRONMENT},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
        )

    def type(self, *words: str, code: int = 0) -> str:
        """Run a command on the rehearsal's ledger and return what it said; its exit code must be `code`."""
        return self.run(*words, "--ledger", str(self.ledger), code=code)

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command to its end."""
        program = self.begin(*words)
        try:
            said, complained = program.communicate(timeout=WAIT_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
        assert program.returncode == code, f"{' '.join(words)}: {program.returncode}\n{said}\n{complained}"
        self.heard += said + complained
        return said + complained

    def status(self) -> dict[str, str]:
        """Return the state of every workload by its id."""
        page = json.loads(self.type("status", "vik", "--sector", "skole", "--json"))
        return {w["id"]: w["state"] for w in page["workloads"]}

    def steps_begun(self) -> int:
        """Count the steps that the ledger has begun."""
        if not self.ledger.exists():
            return 0
        with closing(sqlite3.connect(f"{self.ledger.as_uri()}?mode=ro", uri=True)) as ledger:
            try:
                found = ledger.execute("SELECT count(*) FROM ledger_events WHERE kind = 'step-started'")
                return int(found.fetchone()[0])
            except sqlite3.OperationalError:
                return 0


def _of_elevboka(seen: Snapshot) -> dict[str, str]:
    found = {line: "" for line in seen.dns if "elevboka" in line}
    for host, there in seen.hosts.items():
        found |= {f"{host}:{p}": what for p, what in there.files.items() if "elevboka" in p}
        found |= {f"{host} unit": str(unit) for name, unit in there.units.items() if name == "elevboka"}
    return {place: what for place, what in found.items() if not what.endswith(" directory")}


def _somebody_writes(home: Path) -> None:
    """Add a pupil on the new side, as its application would."""
    with closing(sqlite3.connect(home / "practice" / "hosts" / "ny-app01" / "root" / DATABASE)) as database:
        database.execute("INSERT INTO persons (name, born) VALUES ('Øving Øvingsen', '2016-05-17')")
        database.commit()


def _told_of_people(home: Path, said: str) -> list[str]:
    """Return where a person or a secret of the practice municipality is found outside of it."""
    practice = home / "practice"
    secrets = {f.read_bytes().strip() for f in (practice / "keys").iterdir()}
    people: set[bytes] = set()
    for host in (practice / "hosts").iterdir():
        file = host / "root" / DATABASE
        if not file.exists():
            continue
        with closing(sqlite3.connect(file)) as database:
            rows = database.execute("SELECT * FROM persons ORDER BY id DESC LIMIT 40").fetchall()
        people |= {text.encode() for row in rows for text in row if isinstance(text, str) and len(text) > 10}
    assert len(secrets) > 2, "no secret was looked for"
    assert len(people) > 20, "nobody was looked for"
    outside = [f for f in home.rglob("*") if f.is_file() and practice not in f.parents]
    texts = {str(f.relative_to(home)): f.read_bytes() for f in outside} | {"terminal": said.encode()}
    assert {"ledger.db", "prefect/prefect.db", "prefect/server.log", "report/report.md"} <= texts.keys()
    return sorted(where for where, text in texts.items() if any(x in text for x in people | secrets))


def test_killed_resumed_rolled_back_moved_again_and_accounted_for(tmp_path: Path) -> None:
    """Somebody who follows the guide on a bad evening would end where the guide does not say."""
    with start(vik_world(), tmp_path / "untouched"):
        pass
    before = _of_elevboka(snapshot(tmp_path / "untouched"))
    home = tmp_path / "rehearsal"
    here = Terminal(home)

    rehearse = ("rehearse", "vik", "--sector", "skole", "--out", str(home))
    program = here.begin(*rehearse)
    end = time.monotonic() + WAIT_SECONDS
    while here.steps_begun() < KILLED_AT_STEP:
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < end, "the rehearsal never came half-way"
        time.sleep(0.05)
    os.killpg(program.pid, signal.SIGKILL)
    program.communicate()
    said = here.run(*rehearse)
    assert "Going on with the rehearsal" in said
    assert set(here.status().values()) == {"open"}

    _somebody_writes(home)
    said = here.type("rollback", "vik", "skole", "--workload", "elevboka", "--yes")
    kept = [
        line for line in said.splitlines() if line.startswith("Written on the new side, and kept: Elevboka")
    ]
    assert "persons" in kept[0]
    after = _of_elevboka(snapshot(home / "practice"))
    (place,) = after.keys() - before.keys()
    assert kept[-1].endswith(place.partition(":")[2])
    assert before == {name: what for name, what in after.items() if name != place}

    assert "go" in here.type("move", "vik", "skole", code=3)
    here.type("approve", "vik", "skole", "go", "--as", "leder")
    here.type("resume", "vik", "skole", code=3)
    here.type("approve", "vik", "skole", "accept", "--as", "leder")
    here.type("resume", "vik", "skole")
    assert set(here.status().values()) == {"open"}

    backup, copy = tmp_path / "ledger.backup", tmp_path / "copy" / "ledger.db"
    here.type("ledger", "backup", "vik", str(backup))
    head = json.loads(here.type("ledger", "verify", "vik", "--json"))
    here.run("ledger", "restore", "vik", str(backup), "--ledger", str(copy))
    noted = f"{head['seq']}:{head['hash']}"
    here.run("ledger", "verify", "vik", "--noted", noted, "--ledger", str(copy))
    account = here.type("report", "vik")
    assert "Elevboka" in account
    assert _told_of_people(home, here.heard) == []

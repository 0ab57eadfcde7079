"""Prefect's traps that our design goes round. One that fails here has been mended: the way round may go."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parents import end_with_pytest
from tests.prefect.api import Api, Run, until
from tests.prefect.served import ROOT, Served, descendants

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Traps:
    """The program with the flows, and what they noted."""

    api: Api
    notes: Path
    environment: dict[str, str]

    def noted(self) -> list[str]:
        """The lines, in order."""
        return self.notes.read_text(encoding="ascii").splitlines() if self.notes.exists() else []

    def asked(self, flow: str, name: str) -> Run:
        """Launch a flow, and return its run when it waits for an answer."""
        run = self.api.launch(flow, name, {})
        return until(lambda: self._waits(run), f"{flow} waits for an answer")

    def answer(self, run: Run) -> None:
        """Answer it."""
        assert self.api.resume(run.id, who="prosjektleder").json()["status"] == "ACCEPT"

    def _waits(self, run: Run) -> Run | None:
        now = self.api.run(run.id)
        return now if now.state.type == "PAUSED" and self.api.form_is_out(now) else None


@pytest.fixture(scope="module")
def traps(session_served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traps]:
    """Serve the flows beside ours, from a program of their own."""
    home = tmp_path_factory.mktemp("traps")
    address = session_served.api.address
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_HOME": str(home),
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "TRAP_NOTES": str(home / "notes"),
    }
    found = Traps(session_served.api, home / "notes", environment)
    with (home / "log").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.prefect.traps"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
        )
    until(
        lambda: found.api.get("/deployments/name/Asked twice/twice").status_code == 200,
        f"the traps are served: {(home / 'log').read_text(encoding='utf-8')}",
    )
    yield found
    for pid in [*descendants(program.pid), program.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, 9)
    program.wait()


def test_a_retry_rolls_back_its_finished_neighbours(traps: Traps) -> None:
    """T1. As long as it holds, a transaction and a retry together would take back work in silence."""
    before = len(traps.noted())
    words = [sys.executable, "-m", "tests.prefect.traps", "retries"]
    ended = subprocess.run(
        words, cwd=ROOT, env=traps.environment, capture_output=True, check=False, timeout=400
    )
    assert ended.returncode == 0, ended.stderr.decode()
    mine = [line for line in traps.noted()[before:] if line.startswith(("retries", "flaky", "undone"))]
    assert mine == ["retries: done", "flaky: tried", "undone", "flaky: tried"]


def test_a_question_in_a_transaction_rolls_it_back(traps: Traps) -> None:
    """T2. As long as it holds, no question may be asked inside a transaction."""
    before = traps.noted().count("undone")
    traps.asked("Suspended in a transaction", "suspended")
    assert "suspended: done" in traps.noted()
    until(lambda: traps.noted().count("undone") == before + 1, "the transaction is rolled back")


def test_a_gate_with_work_behind_it_breaks_at_retry(traps: Traps) -> None:
    """T7. As long as it holds, a gate is a run of its own that does nothing afterwards."""
    run = traps.asked("Retried after a gate", "retried")
    traps.answer(run)
    until(lambda: traps.api.run(run.id).state.type == "FAILED", "it has failed behind its gate")
    traps.api.set_state(run.id, "SCHEDULED", "AwaitingRetry")
    until(lambda: traps.api.pauses(run) > 1, "it asks what was answered already")
    again = traps.api.resume(run.id, who="prosjektleder")
    # Its form is there already, so storing it fails, and the run may end before one can answer.
    assert again.status_code == 409 or again.json()["status"] == "ABORT"
    assert traps.noted().count("retried: answered") == 1


def test_an_asynchronous_pause_forgets_its_answer(traps: Traps) -> None:
    """T10. As long as it holds, gates are asked by synchronous flows."""
    run = traps.asked("Asked twice", "twice")
    traps.answer(run)
    assert traps.api.ended(run.id).state.type == "COMPLETED"
    mine = [line for line in traps.noted() if line.startswith("twice")]
    assert mine == ["twice: prosjektleder", "twice: None"]

"""A real program with four threads at work is interrupted as by Ctrl-C at its terminal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flytt.adapters.ledger.opening import open_store
from tests.killed.row import AT_ONCE, CLOSED_AT, ITEMS, THINGS, WORKLOAD
from tests.parents import end_with_pytest
from tests.worlds import ROOT

SOON_SECONDS = 20
"""Much more than it takes, on any machine, and much less than what is waited for."""
STOPPED = 130


@contextmanager
def _program(ledger: Path, *words: str) -> Generator["subprocess.Popen[str]"]:
    """Start it; it does not outlive the test that began it."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.killed.row", str(ledger), *words],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
    )
    with program:
        try:
            yield program
        finally:
            program.kill()


def _noted(ledger: Path) -> list[dict[str, int]]:
    store = open_store(str(ledger), WORKLOAD)
    try:
        return [store.item_counts(WORKLOAD, f"{thing}") for thing in range(THINGS)]
    finally:
        store.close()


def test_an_interrupted_program_ends_soon_says_what_it_waits_for_and_is_gone_on_with(tmp_path: Path) -> None:
    """Ctrl-C would seem to be ignored while a service asks for patience, and somebody would pull the plug."""
    ledger = tmp_path / "ledger.db"
    with _program(ledger, "--closed") as program:
        assert program.stdout is not None
        waiting = sorted(program.stdout.readline() for _ in range(AT_ONCE))
        assert waiting == [f"thing {thing} waits\n" for thing in range(AT_ONCE)]
        began = time.monotonic()
        program.send_signal(signal.SIGINT)
        program.send_signal(signal.SIGINT)  # who is impatient makes nothing worse
        _, said = program.communicate(timeout=SOON_SECONDS)
        assert time.monotonic() - began < SOON_SECONDS
    assert program.returncode == STOPPED, said
    assert said.startswith("Stopping. It ends when what is in flight is answered: thing ")
    assert all(f"thing {thing}" in said for thing in range(AT_ONCE))
    # Nothing half-done: what was begun is done, and no other was begun.
    assert _noted(ledger) == [{"done": CLOSED_AT}] * AT_ONCE + [{}] * (THINGS - AT_ONCE)
    with _program(ledger) as program:
        _, said = program.communicate(timeout=SOON_SECONDS)
    assert program.returncode == 0, said
    assert _noted(ledger) == [{"done": ITEMS}] * THINGS

"""The run of a rehearsal, opened afterwards by typing what the rehearsal printed."""

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.browser.page import NARROW, Page
from tests.parents import end_with_pytest
from tests.prefect.api import until
from tests.prefect.served import LONGEST_SECONDS, ROOT, descendants

pytestmark = [pytest.mark.prefect, pytest.mark.browser, pytest.mark.timeout(1800)]


def flytt(*words: str) -> list[str]:
    """A command as it is typed, run by this checkout."""
    return [sys.executable, "-m", "flytt.cli.main", *words]


PAGE = {"Accept": "text/html"}
"""As a browser asks: Prefect serves the pages of runs to nobody else."""


def answers(address: str) -> bool:
    """Whether a page is served there."""
    with suppress(httpx.HTTPError):
        answer = httpx.get(address, headers=PAGE, trust_env=False, timeout=60, follow_redirects=True)
        return answer.is_success
    return False


def test_the_run_that_a_rehearsal_says_how_to_open(page: Page, tmp_path: Path) -> None:
    """The command would not work as printed, or the address would lead to no run, or to another one."""
    words = flytt("rehearse", "fjordvik", "--sector", "samfunn", "--out", str(tmp_path / "a rehearsal"))
    ended = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=3 * LONGEST_SECONDS
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    printed = re.search(r"Open this very run:  flytt (.*)\n +then (http://\S+)", ended.stdout)
    assert printed, ended.stdout
    program = subprocess.Popen(
        flytt(*shlex.split(printed[1])),
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
    )
    try:
        until(lambda: answers(printed[2]) or None, "the printed address answers", LONGEST_SECONDS)
        page.go(printed[2])
        page.shows("Øving: Fjordvik kommune", "Flyttet og kontrollert", "ligger under Artifacts")
        page.drawn()
        page.picture("rehearsal-run")
        page.tab("Subflow Runs")
        page.shows("Samfunn og hamn")
        page.go(printed[2], width=NARROW)
        page.shows("Øving: Fjordvik kommune", "Flyttet og kontrollert")
        page.drawn()
        page.picture("rehearsal-run-narrow")
    finally:
        program.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            program.wait(LONGEST_SECONDS)
        for pid in [*descendants(program.pid), program.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        program.wait()

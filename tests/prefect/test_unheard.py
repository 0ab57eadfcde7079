"""Cancel is pressed, and the program that should hear of it does not."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from tests.parents import end_with_pytest
from tests.prefect.api import Run
from tests.prefect.served import Served

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def run_of_nobody(served: Served) -> Run:
    """Return a run that Prefect believes to be running, and that none of its runners watches."""
    flow = served.api.post("/flows/", {"name": "Uhørt"}).raise_for_status().json()["id"]
    made = served.api.post("/flow_runs/", {"flow_id": flow, "name": "Uhørt", "state": {"type": "RUNNING"}})
    return Run.model_validate_json(made.raise_for_status().content)


@contextmanager
def program(run: Run, *words: str) -> Generator[subprocess.Popen[bytes]]:
    """Start something that has the run in its environment, and leave nothing of it."""
    started = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(900)", *words],
        env={**os.environ, "PREFECT__FLOW_RUN_ID": run.id},
        preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def test_a_cancel_that_prefect_loses_still_ends_the_run(served: Served) -> None:
    """The UI would call a run cancelled while it goes on to the next step, on people's only copy."""
    run = run_of_nobody(served)
    with program(run, "prefect.engine") as engine, program(run) as other:
        served.api.set_state(run.id, "CANCELLING", "Cancelling")
        assert served.api.ended(run.id).state.type == "CANCELLED"
        assert engine.wait(300) == -signal.SIGTERM
        assert other.poll() is None, "what a run has started is not the run"

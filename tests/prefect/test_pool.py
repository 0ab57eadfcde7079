"""The same deployments on a process work pool: a worker begins the runs, the server only shows them."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.parents import end_with_pytest
from tests.prefect.municipality import SECTORS, sector_name
from tests.prefect.served import Served

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

POOL = "flyttere"


@contextmanager
def _worker(served: Served) -> Generator[None]:
    """Run a worker as production does: a program of its own, which knows the server and the ledger."""
    environment = served.environment() | {
        "FLYTT_MUNICIPALITY": served.municipality,
        "FLYTT_MAPPINGS": str(served.mappings),
        "FLYTT_LEDGER": str(served.ledger),
        "PREFECT_API_URL": f"{served.api.address}/api",
        "PREFECT_HOME": str(served.home / "worker"),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    with (served.home / "worker.log").open("wb") as log:
        program = subprocess.Popen(
            [
                Path(sys.executable).with_name("prefect"),
                "worker",
                "start",
                "--pool",
                POOL,
                "--type",
                "process",
            ],
            cwd=served.home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_pytest,  # noqa: PLW1509 - it only asks the kernel
        )
        try:
            yield
        finally:
            program.send_signal(signal.SIGTERM)
            try:
                program.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()


def test_a_worker_moves_a_sector(tmp_path: Path) -> None:
    """Beyond one machine nothing would ever begin, or a run would not find Flytt, its plan or its ledger."""
    served = Served(tmp_path)
    sector = SECTORS[0]
    served.start("--pool", POOL)
    try:
        run = served.api.launch("Flytt", "flytt", {"sektor": sector})
        with _worker(served):
            ended = served.api.ended(run.id)
            assert ended.state.type == "COMPLETED", (tmp_path / "worker.log").read_text()
            assert served.api.paused(f"Kjør eller ikke kjør: {sector_name(sector)},%"), (
                "its question is shown"
            )
    finally:
        assert served.stop() == 0

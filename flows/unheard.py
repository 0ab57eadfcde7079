"""Runs whose Cancel nobody heard: Prefect's runner can lose the line on which it is told, and not know."""

import asyncio
import os
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from prefect import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Cancelled

HEARD_WITHIN = timedelta(seconds=30)
"""How long Prefect's own way may take. After five minutes its server calls a run cancelled that goes on."""


def end_unheard() -> None:
    """End, on this machine, the runs that were cancelled and go on: as Prefect would, by SIGTERM."""
    for run in asyncio.run(_cancelling()):
        if run.state is None or datetime.now(UTC) - run.state.timestamp < HEARD_WITHIN:
            continue
        programs = programs_of(run.id)
        if programs:
            asyncio.run(_ended(run))
        for pid in programs:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def programs_of(run: UUID) -> list[int]:
    """Return the processes on this machine in which a run runs; from /proc, so none where there is none."""
    mine = f"PREFECT__FLOW_RUN_ID={run}".encode()
    found: list[int] = []
    for page in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mine in page.read_bytes().split(b"\0") and b"prefect.engine" in _words(page):
                found.append(int(page.parent.name))
    return found


def _words(page: Path) -> list[bytes]:
    """What a program runs also has the run in its environment: a command on a host, say. It is not meant."""
    return page.with_name("cmdline").read_bytes().split(b"\0")


async def _cancelling() -> list[FlowRun]:
    wanted = FlowRunFilterStateType(any_=[StateType.CANCELLING])
    async with get_client() as client:
        return await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=wanted))
        )


async def _ended(run: FlowRun) -> None:
    says = "Avbrutt fra Prefect. Det som var begynt, er ikke angret; flytt resume går videre."
    async with get_client() as client:
        await client.set_flow_run_state(run.id, Cancelled(message=says), force=True)

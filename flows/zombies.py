"""Runs that a dead program left as Pending or Running: marked Crashed, so that nobody waits for them."""

import asyncio

from prefect import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.commands import command

LIMIT = 200


def mark_dead_runs() -> int:
    """Mark every run that was begun and not ended as Crashed, and return how many.

    Only right when this program holds the home's lock: then whoever ran them is gone.
    """
    return asyncio.run(_mark())


async def _mark() -> int:
    live = FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=live)), limit=LIMIT
        )
        for run in runs:
            says = f"Programmet som kjørte dette, er borte. Ingenting er angret. Neste: {command('resume')}"
            await client.set_flow_run_state(run.id, Crashed(message=says), force=True)
        return len(runs)

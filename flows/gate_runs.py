"""The runs in which gates are shown: opened while a question is open, ended when it is answered elsewhere."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from prefect import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.states import Completed

from flytt.migration.due import due
from flytt.migration.gate import subjects
from flytt.migration.move import Move
from flytt.migration.next_action import Ask
from flytt.migration.plan import Plan
from flytt.migration.runbook import FOUND, GateEntry
from flytt.migration.state import GateState

LIVES = 20
"""How often a question gets a new run in the UI when its run has died; `flytt approve` works throughout."""

FORM_WITHIN = timedelta(seconds=60)
"""How long a run may be paused without its form: longer than Prefect waits for a busy database."""


def question_title(plan: Plan, gate: str, entry: GateEntry) -> str:
    """Return the sentence for a gate's run: what is asked, of whom, and for when."""
    workloads = subjects(plan, gate)
    if not workloads:
        return f"{entry.title_nb}: {gate} ({plan.name})"
    local = workloads[0].window.start.astimezone(ZoneInfo(plan.time_zone))
    names = {s.id: s.name for s in plan.sectors}
    about = workloads[0].name if entry.scope == "workload" else names[workloads[0].sector]
    return f"{entry.title_nb}: {about}, {local:%d.%m.%Y kl. %H.%M} ({plan.name})"


def open_gate_run(plan: Plan, ask: Ask) -> None:
    """Put the question into the UI: one run for each attempt, a new one when that has died."""
    assert ask.opened is not None, "a question is opened in the ledger before it is shown"
    attempt = ask.opened.attempt
    title = question_title(plan, ask.gate, ask.entry)
    key = f"{ask.gate}-{attempt}-{ask.opened.plan_hash[:12]}"
    for life in range(1, LIVES + 1):
        run = run_deployment(
            "Svar/svar",
            parameters={"port": ask.gate, "forsok": attempt, "sporsmal": title},
            flow_run_name=title,
            idempotency_key=key if life == 1 else f"{key}-{life}",
            as_subflow=False,
            timeout=0,
        )
        assert isinstance(run, FlowRun), "outside an event loop it is no coroutine"
        if _mute(run):
            asyncio.run(
                _end(run, "Uten skjema", "Programmet stanset for tidlig. Spørsmålet er stilt på nytt.")
            )
        elif run.state is None or not run.state.is_final():
            return


def _mute(run: FlowRun) -> bool:
    """Whether its program died between pausing and storing the form: nobody could answer in the UI."""
    if run.state is None or not run.state.is_paused():
        return False
    keys = run.state.state_details.run_input_keyset
    if not keys or datetime.now(UTC) - run.state.timestamp < FORM_WITHIN:
        return False
    return not asyncio.run(_stored(run, keys["schema"]))


async def _stored(run: FlowRun, key: str) -> bool:
    async with get_client() as client:
        return bool(await client.filter_flow_run_input(run.id, key, 1, set()))


def go_on_after(move: Move, gate: GateState) -> None:
    """Start what comes after a go: once, however often and by whomever this is asked.

    Whose it is that was found after a restoration is no question of whether to go on: both answers do.
    """
    if gate.answer is None or not (gate.answer.go or gate.gate.startswith(f"{FOUND}.")):
        return
    sector = subjects(move.plan, gate.gate)[0].sector
    run_deployment(
        "Fortsett/fortsett",
        parameters={
            "sektor": sector,
            "hvorfor": f"{gate.gate}: {gate.answer.who} sa {'kjør' if gate.answer.go else 'nei'}",
            "etter_svar": "ja",
        },
        idempotency_key=f"after-{gate.gate}-{gate.attempt}-{gate.plan_hash[:12]}",
        as_subflow=False,
        timeout=0,
    )


def end_answered(move: Move) -> None:
    """End the runs that wait for what has been answered elsewhere or asked anew, and go on after a go."""
    gates = move.journal.refresh().gates
    for run in asyncio.run(_waiting()):
        gate = gates.get(str(run.parameters.get("port")))
        if gate is None:
            continue
        if gate.attempt != run.parameters.get("forsok"):
            asyncio.run(_end(run, "Avløst", f"Spørsmålet er stilt på nytt (forsøk {gate.attempt})."))
        elif gate.answer is not None:
            word = "Kjør" if gate.answer.go else "Ikke kjør"
            go_on_after(move, gate)
            asyncio.run(_end(run, f"Besvart av {gate.answer.who}", f"{word}. {gate.answer.why}".strip()))


async def _waiting() -> list[FlowRun]:
    waits = FlowRunFilterStateType(any_=[StateType.PAUSED])
    async with get_client() as client:
        return await client.read_flow_runs(
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=["svar"])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=waits)),
        )


async def _end(run: FlowRun, name: str, says: str) -> None:
    async with get_client() as client:
        await client.set_flow_run_state(run.id, Completed(name=name[:60], message=says), force=True)


def begin_when_due(move: Move) -> None:
    """Start what waited for a window that has now opened: each once, whoever looks how often."""
    now = move.clock.now()
    for workload in due(move.plan, move.journal.refresh(), lambda: move.journal.events, now):
        run_deployment(
            "Fortsett/fortsett",
            parameters={
                "sektor": workload.sector,
                "hvorfor": f"vinduet for {workload.name} er åpent",
                "etter_svar": "ja",
            },
            idempotency_key=f"window-{workload.wave}-{workload.window.start:%Y%m%dT%H%M}-{move.plan.hash[:12]}",
            as_subflow=False,
            timeout=0,
        )

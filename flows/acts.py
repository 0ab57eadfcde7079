"""What people launch on a sector: move, resume, roll back, retire. Order only; each is one flow run."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import structlog
from prefect import Flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.gates import show_dossier
from flows.goals import aim, aim_back, next_wave, sector_of, unfinished
from flows.outputs import publish_notices
from flows.sector import SectorOutcome, Told, bring_sector_on
from flows.shown import in_words, publish
from flytt.migration.errors import BadInput
from flytt.migration.move import Move
from flytt.migration.next_action import is_open
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.reports.pages import plan_page, progress_page, reconciliation_page
from flytt.reports.questions import question
from flytt.reports.status import status

log = structlog.get_logger("flytt")

Verb: TypeAlias = Literal["move", "resume", "rollback", "retire"]

TITLES: dict[Verb, str] = {
    "move": "Flytt",
    "resume": "Fortsett",
    "rollback": "Ta tilbake",
    "retire": "Avvikle det gamle",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for. `workload` and `checkpoint` only matter to rolling back."""

    verb: Verb
    sector: str
    workload: str = ""
    checkpoint: str = "before"
    why: str = ""
    after_answer: bool = False
    """Goes on with what an answer set free; sets no goals, so that nobody else is made to try again."""
    of_rollback: bool = False
    """Goes on with a rollback: refused when nothing is on its way back, for then it never began."""


def chosen(move: Move, order: Order) -> tuple[PlannedWorkload, ...]:
    """Set the goals that an order means, and return the workloads it is about.

    BadInput, with nothing written, when it cannot be done.
    """
    return _CHOOSE[order.verb](move, order)


def _to_move(move: Move, order: Order) -> tuple[PlannedWorkload, ...]:
    wave = next_wave(move, order.sector)
    state = move.journal.refresh()
    for workload in wave:
        if not is_open(workload, state):
            aim(move, workload, "open", order.why)
    return wave


def _to_resume(move: Move, order: Order) -> tuple[PlannedWorkload, ...]:
    workloads = sector_of(move, order.sector) if order.sector else move.plan.workloads
    waiting = unfinished(move, workloads)
    if order.after_answer:
        return waiting
    state = move.journal.refresh()
    if order.of_rollback and not any(goal.backward for w in workloads if (goal := state.workload(w.id).goal)):
        raise BadInput(
            f"Nothing in sector {order.sector} is on its way back: that run ended before it had begun.",
            still_true="Nothing was touched.",
            next_command=f"flytt rollback {move.plan.municipality} {order.sector}",
        )
    for workload in waiting:
        goal = state.workload(workload.id).goal
        assert goal is not None, "an unfinished workload has a goal"
        aim(move, workload, goal.checkpoint, order.why, backward=goal.backward)
    return tuple(reversed(waiting)) if _all_back(move, waiting) else waiting


def _to_roll_back(move: Move, order: Order) -> tuple[PlannedWorkload, ...]:
    workloads = sector_of(move, order.sector)
    if order.workload:
        workloads = tuple(w for w in workloads if w.id == order.workload)
        if not workloads:
            raise _unknown_workload(move, order)
    return aim_back(move, workloads, order.checkpoint, order.why)


def _to_retire(move: Move, order: Order) -> tuple[PlannedWorkload, ...]:
    state = move.journal.refresh()
    workloads = tuple(w for w in sector_of(move, order.sector) if is_open(w, state))
    if not workloads:
        raise BadInput(
            f"Nothing in sector {order.sector} is open on the new side yet.",
            still_true="Nothing was touched.",
            next_command=f"flytt move {move.plan.municipality} {order.sector}",
        )
    for workload in workloads:
        aim(move, workload, "retired", order.why)
    return workloads


_CHOOSE: dict[Verb, Callable[[Move, Order], tuple[PlannedWorkload, ...]]] = {
    "move": _to_move,
    "resume": _to_resume,
    "rollback": _to_roll_back,
    "retire": _to_retire,
}


def carry_out(move: Move, order: Order, told: Told | None = None) -> SectorOutcome:
    """Carry an order out as a flow run of its own, and return why each workload stopped."""
    came = SectorOutcome()

    def body() -> State[None]:
        nonlocal came
        came = order_body(move, order, told)
        return state_after(came)

    run: Flow[[], State[None]] = Flow(
        body,
        name=TITLES[order.verb],
        flow_run_name=title(move, order),
        validate_parameters=False,
        persist_result=False,
    )
    state = run(return_state=True)
    if state.is_crashed() or (state.is_failed() and state.name != "Står fast"):
        error = state.result(raise_on_failure=False)
        raise error if isinstance(error, BaseException) else RuntimeError(str(state))
    return came


def order_body(move: Move, order: Order, told: Told | None = None) -> SectorOutcome:
    """Do it, inside whatever flow run is under way, and publish where things stand."""
    workloads = chosen(move, order)
    if order.verb == "move":
        publish(f"plan {move.plan.municipality}", plan_page(move.plan), "Planen")
    came = bring_sector_on(move, workloads, order.verb, told)
    for ask in came.asks:
        show_dossier(move, ask)
        asked = question(move.plan, ask.gate)
        if asked and asked.step:
            move.hands(asked.workloads[0].id, asked.undo)
    publish_state(move)
    publish_notices(move, {w.wave for w in workloads})
    server = os.environ.get("PREFECT_API_URL", "").removesuffix("/api")
    log.info("stilling, avstemming og spørsmål", address=f"{server}/v2/artifacts")
    return came


def state_after(came: SectorOutcome) -> State[None]:
    """Return the flow run's state: green when done or waiting for people, red when stuck."""
    if came.stuck:
        return Failed(name="Står fast", message="; ".join(map(in_words, came.stuck.values())))
    if came.asks:
        says = ", ".join(ask.gate for ask in came.asks)
        return Completed(name=f"Venter på svar: {came.asks[0].entry.title_nb}"[:60], message=says)
    if came.waits:
        return Completed(
            name="Venter", message="; ".join(f"{w}: {in_words(o)}" for w, o in came.waits.items())
        )
    return Completed(name="Ferdig", message=", ".join(came.outcomes) or "ingenting å gjøre")


def publish_state(move: Move) -> None:
    """Publish where things stand and what has been checked."""
    now, state = move.clock.now(), move.journal.refresh()
    seen = status(move.plan, state, move.journal.events, move.journal.store.leases(), now)
    publish(f"stilling {move.plan.municipality}", progress_page(seen), "Stillingen akkurat nå")
    page = reconciliation_page(move.plan, state, move.journal.events, now)
    publish(f"avstemming {move.plan.municipality}", page, "Avstemming: hva som er kontrollert")


def title(move: Move, order: Order) -> str:
    """Return the sentence for the run."""
    return titled(move.plan, order)


def titled(plan: Plan, order: Order) -> str:
    """Return the sentence for a run on a plan; names that the plan does not know stay as they were given."""
    names = {s.id: s.name for s in plan.sectors} | {w.id: w.name for w in plan.workloads}
    what = names.get(order.workload or order.sector, order.workload or order.sector) or "alt som er begynt"
    return f"{TITLES[order.verb]}: {what} ({plan.name})"


def run_id() -> str:
    """Return the id of the flow run under way."""
    return str(flow_run.id)


def _all_back(move: Move, workloads: tuple[PlannedWorkload, ...]) -> bool:
    state = move.journal.refresh()
    goals = [state.workload(w.id).goal for w in workloads]
    return all(goal is not None and goal.backward for goal in goals)


def _unknown_workload(move: Move, order: Order) -> BadInput:
    there = ", ".join(w.id for w in move.plan.sector(order.sector))
    return BadInput(
        f"Sector {order.sector} has no workload {order.workload!r}. It has: {there}.",
        still_true="Nothing was touched.",
        next_command=f"flytt status {move.plan.municipality}",
    )

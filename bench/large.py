"""A ledger of a large move: twenty thousand events and a million items, written in one transaction."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flytt.adapters.ledger.contents import DOCUMENTS, EVENTS, ITEMS, Row, row_of
from flytt.adapters.ledger.opening import open_whole
from flytt.migration.chain import FIRST_PREVIOUS, chain_hash
from flytt.migration.events import (
    Event,
    GoalSet,
    PlanAdopted,
    StepDone,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoStarted,
)
from flytt.migration.evidence import Verification
from flytt.migration.plan import Plan
from flytt.migration.ports import StoredRow
from flytt.migration.record import Json, canonical, digest
from tests.worlds import MORNING

MANY_EVENTS = 20_000
MANY_ITEMS = 1_000_000


def write_large(path: Path, plan: Plan, *, events: int = MANY_EVENTS, items: int = MANY_ITEMS) -> None:
    """Write it: every workload there and back, again and again, and the items of one step."""
    store = open_whole(str(path), plan.municipality)
    text = plan.model_dump_json()
    rows = _chained(itertools.islice(_events(plan, digest(text)), events))
    store.fill(
        lambda filling: (
            filling.add(DOCUMENTS, [(digest(text), text)]),
            filling.add(EVENTS, rows),
            filling.add(ITEMS, _items(plan, items)),
        )
    )
    store.close()


def large_step(plan: Plan) -> tuple[str, str]:
    """Return the workload and the step that have the items."""
    return plan.workloads[0].id, plan.workloads[0].steps[0].key


def _events(plan: Plan, document: str) -> Iterator[Event]:
    yield PlanAdopted(plan_hash=plan.hash, document=document)
    for workload in plan.workloads:
        yield GoalSet(workload=workload.id, checkpoint="open")
    verification = Verification(route="counted from outside", matched=120)
    for workload in itertools.cycle(plan.workloads):
        for step in workload.steps:
            there: dict[str, Json] = {"path": "/srv/data.db", "there": False}
            receipt: dict[str, Json] = {"sha256": digest(step.key), "size_bytes": 81920}
            yield StepStarted(workload=workload.id, step=step.key, was=there)
            yield StepDone(workload=workload.id, step=step.key, receipt=receipt)
            yield StepVerified(workload=workload.id, step=step.key, verification=verification)
        for step in reversed(workload.steps):
            yield UndoStarted(workload=workload.id, step=step.key)
            yield UndoDone(workload=workload.id, step=step.key)


def _chained(events: Iterator[Event]) -> Iterator[Row]:
    previous = FIRST_PREVIOUS
    for seq, event in enumerate(events, 1):
        row = StoredRow(
            seq=seq,
            at=(MORNING + timedelta(seconds=seq)).isoformat(),
            kind=event.kind,
            workload=getattr(event, "workload", ""),
            actor="bench",
            fence=0,
            body=canonical(event.as_json()).decode(),
            previous=previous,
            hash="",
        )
        previous = chain_hash(row)
        yield (*row_of(row)[:-1], previous)


def _items(plan: Plan, items: int) -> Iterator[Row]:
    workload, step = large_step(plan)
    for number in range(items):
        state = "copied" if number % 1000 else "waiting"
        yield (workload, step, f"{number % 997:03}/{number:07}.pdf", state, f"{number:064x}")

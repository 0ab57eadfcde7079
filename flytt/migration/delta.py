"""Whether what is left of a file share fits its window: from its plan and its passes in the ledger alone."""

from datetime import datetime, timedelta
from typing import Literal

from flytt.migration.forecast import Forecast, Pass, forecast
from flytt.migration.next_action import cutover_begun
from flytt.migration.plan import PlannedWorkload
from flytt.migration.runbook import StepEntry
from flytt.migration.shares import CopyPass
from flytt.migration.state import MoveState, WorkloadState

_COPYING = ("share.copy-all", "share.copy-delta")
_READING = ("share.compare-content", "share.record-source", "share.record-target")
"""Each of them reads every file once more; both sides at the same time where there are two."""
_OF_RIGHTS = ("share.set-rights", "share.compare-rights")
_LEAST_SECONDS = 0.001


def copies(workload: PlannedWorkload) -> bool:
    """True for a workload that is copied in passes."""
    return any(s.step in _COPYING for s in workload.steps)


def passes_of(workload: PlannedWorkload, state: WorkloadState) -> tuple[Pass, ...]:
    """Return the passes that a share has had, in order; empty for another kind of workload.

    What lies between them is by the old host's clock, and when the last one was by the ledger's: a host whose
    clock is wrong would else move the window nearer, or past.
    """
    found: list[Pass] = []
    wrong = timedelta(0)
    for step in workload.steps:
        receipt = state.step(step.key).receipt if step.step in _COPYING else None
        if receipt is not None:
            made = CopyPass.model_validate(receipt)
            began, started = datetime.fromisoformat(made.began), state.step(step.key).started_at
            wrong = began - started if started is not None else wrong
            found.append(
                Pass(
                    kind=_kind(step),
                    began=began,
                    seconds=max(made.seconds, _LEAST_SECONDS),
                    files=made.files,
                    size_bytes=made.size_bytes,
                )
            )
    return tuple(one.changed(began=one.began - wrong) for one in found)


def fit(workload: PlannedWorkload, state: WorkloadState, now: datetime) -> Forecast:
    """Say how what is left stands against the window, if it begins now or when the window opens."""
    passes = sum(s.step in _COPYING and s.phase == "cutover" for s in workload.steps)
    return forecast(
        passes_of(workload, state),
        last_pass=max(now, workload.window.start),
        window=max(room(workload, now) - _for_rights(workload), timedelta(0)),
        readings=sum(s.step in _READING and s.phase == "cutover" for s in workload.steps),
        pass_before=passes > 1,
    )


def fit_sentence(workload: PlannedWorkload, state: MoveState, now: datetime) -> str:
    """Say it in a sentence from the first pass until people are stopped; empty else."""
    at = state.workload(workload.id)
    begun = cutover_begun(workload, state)
    if not copies(workload) or begun or not passes_of(workload, at) or now >= workload.window.end:
        return ""
    return fit(workload, at, now).says


def _for_rights(workload: PlannedWorkload) -> timedelta:
    """Return what setting and comparing NTFS rights take in the window, by the plan; no pass tells it."""
    if not any(s.step == "share.set-rights" for s in workload.steps):
        return timedelta(0)
    return timedelta(minutes=sum(s.minutes for s in workload.steps if s.step in _OF_RIGHTS))


def room(workload: PlannedWorkload, now: datetime) -> timedelta:
    """Return how long people may be down at the most, if it begins now or when the window opens."""
    return max(workload.window.end - max(now, workload.window.start), timedelta(0))


def _kind(step: StepEntry) -> Literal["first", "delta", "thorough"]:
    if step.step == "share.copy-all":
        return "first"
    return "thorough" if step.values.get("thorough") is True else "delta"

"""What a step's failure means: wait and try again, or ask for a person and say what to type."""

from datetime import datetime, timedelta

from flytt.migration.action import Stuck, Wait
from flytt.migration.errors import Remedy
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import StepEntry
from flytt.migration.state import Goal
from flytt.migration.step_state import Failure

TRANSIENT_ATTEMPTS = 5
"""Failures of a transient kind that are tried again before a person is asked."""

RETRY_SECONDS = (2, 10, 30, 120)
"""How long to wait before the second, third … attempt."""

LAG_ATTEMPTS = 75
"""Failures of a kind that time alone mends: with LAG_SECONDS, six hours before a person is asked."""

LAG_SECONDS = (5, 15, 60, 300)
"""How long to wait then."""

LAG_HOURS = 6
"""What that comes to."""

WHEN_MENDED = "(when mended)"
"""Stands behind a command that only helps once what failed has been mended; it is not typed."""


def held(
    plan: Plan,
    workload: PlannedWorkload,
    step: StepEntry,
    failure: Failure | None,
    goal: Goal,
    now: datetime,
) -> Wait | Stuck | None:
    """Say what a failure since the last goal means; None when nothing holds the step up any more."""
    if failure is None or failure.seq < goal.seq:
        return None
    # Each kind has attempts of its own: a line that is cut once in hours of waiting ends no waiting.
    others = failure.count - failure.lags
    if failure.remedy is Remedy.TRANSIENT and others < TRANSIENT_ATTEMPTS:
        pause = RETRY_SECONDS[min(others, len(RETRY_SECONDS)) - 1]
        until = failure.at + timedelta(seconds=pause)
        return Wait(f"tries again: {failure.says}", until=until) if now < until else None
    if failure.remedy is Remedy.LAGGING and failure.lags < LAG_ATTEMPTS:
        pause = LAG_SECONDS[min(failure.lags, len(LAG_SECONDS)) - 1]
        until = failure.at + timedelta(seconds=pause)
        last = f"{gives_up_at(failure):%Y-%m-%d %H:%M} UTC"
        why = f"waits for the service, until about {last}: {failure.says}"
        return Wait(why, until=until) if now < until else None
    command = rollback_command(plan, workload) if goal.backward else resume_command(plan, workload)
    return Stuck(f"{step.title} ({failure.at_verb}): {failure.says}", command, step)


def gives_up_at(failure: Failure) -> datetime:
    """Return about when a person is asked, if a service goes on lagging."""
    return (failure.lagging_since or failure.at) + timedelta(hours=LAG_HOURS)


def resume_command(plan: Plan, workload: PlannedWorkload) -> str:
    """Return what to type when it is mended, or when it is not going to be."""
    return (
        f"flytt resume {plan.municipality} {workload.sector} {WHEN_MENDED}, or "
        f"{rollback_command(plan, workload)}"
    )


def rollback_command(plan: Plan, workload: PlannedWorkload) -> str:
    """Return what takes one workload back."""
    return f"flytt rollback {plan.municipality} {workload.sector} --workload {workload.id}"

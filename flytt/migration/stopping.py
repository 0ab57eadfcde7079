"""Stopping in good order: no new step of these workloads begins until somebody resumes them."""

from flytt.migration.action import Done
from flytt.migration.errors import BadInput
from flytt.migration.events import StopRequested
from flytt.migration.journal import Journal
from flytt.migration.masking import masked
from flytt.migration.next_action import next_action
from flytt.migration.plan import Plan, PlannedWorkload


def stop(
    plan: Plan, journal: Journal, chosen: tuple[PlannedWorkload, ...], who: str, why: str
) -> tuple[str, ...]:
    """Ask the workloads to stop after the step at hand, and return those that were asked.

    Anybody may stop, unsigned: what stands still can be resumed. BadInput when there is nothing to stop.
    """
    state = journal.refresh()
    now = journal.clock.now()
    under_way = [
        w.id
        for w in chosen
        if (at := state.workload(w.id)).goal is not None
        and at.stop_seq < at.goal.seq
        and not isinstance(next_action(plan, w, state, now), Done)
    ]
    faults = [] if under_way else ["nothing of it is under way, or all of it was stopped already"]
    faults += [] if who.strip() else ["who stops it must be said (--as)"]
    faults += [] if why.strip() else ["a reason is needed (--why)"]
    if faults:
        raise BadInput(
            "It was not stopped: " + "; ".join(faults) + ".",
            still_true="Nothing was written.",
            next_command=f"flytt status {plan.municipality}",
        )
    for workload in under_way:
        journal.append(StopRequested(workload=workload, who=masked(who), why=masked(why)))
    return tuple(under_way)

"""What shall begin by itself: a go was given, its window has opened, and nobody has begun."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flytt.migration.events import Recorded
from flytt.migration.next_action import Do, Verify, next_action
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.state import MoveState


def due(
    plan: Plan, state: MoveState, events: Callable[[], Iterable[Recorded]], now: datetime
) -> tuple[PlannedWorkload, ...]:
    """Return the workloads that waited for their window and can go on, nothing of their wave written since.

    A run takes the workloads of a wave in turn: while it is at one, the others are not left alone.
    Whatever has been written after the window opened, also a failure or a person's stop, means that somebody
    was there: from then on only people start it again. `events` is read only when something may be due.
    """
    ready = [w for w in plan.workloads if _can_go_on(plan, w, state, now)]
    if not ready:
        return ()
    touched: dict[str, datetime] = {}
    for recorded in events():
        if workload := getattr(recorded.event, "workload", ""):
            touched[workload] = recorded.at
    return tuple(
        w
        for w in ready
        if all(o.id not in touched or touched[o.id] < w.window.start for o in plan.wave(w.wave))
    )


def _can_go_on(plan: Plan, workload: PlannedWorkload, state: MoveState, now: datetime) -> bool:
    if not workload.window.start <= now < workload.window.end:
        return False
    if state.workload(workload.id).goal is None:
        return False
    action = next_action(plan, workload, state, now)
    return isinstance(action, Do | Verify) and action.step.phase == "cutover"

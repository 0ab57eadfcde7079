"""After a restoration the world knows more than the ledger: every step is looked at before it is acted on.

What was done after the backup was taken is not in the ledger. A pending step whose effect is there would
take Flytt's own work for how things stood before, and undoing would leave it. Whose it is, people say.
"""

from datetime import datetime

from flytt.migration.action import Adopt, Ask, Look, Stuck, Wait
from flytt.migration.evidence import Presence
from flytt.migration.failing import held, rollback_command
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import StepEntry, found_gate
from flytt.migration.state import GateState, Goal, MoveState, StepState, StepStatus

_PROBED_ANYWAY = frozenset({StepStatus.STARTED, StepStatus.UNDOING, StepStatus.GIVEN_UP})


def settle(
    plan: Plan, workload: PlannedWorkload, state: MoveState, goal: Goal, now: datetime
) -> Look | Ask | Adopt | Wait | Stuck | None:
    """Return what a workload needs before the ledger can be believed of it again; None when it can."""
    if not state.restored_seq:
        return None
    at = state.workload(workload.id)
    for step in workload.steps:
        stands = at.step(step.key)
        if stands.looked_seq < state.restored_seq and stands.status not in _PROBED_ANYWAY:
            return held(plan, workload, step, stands.failure, goal, now) or Look(step)
    if not goal.backward and (gone := _gone(workload, state)):
        return Stuck(
            f"{gone.title}: the ledger says that it was done, and it is not there. It looks as if "
            f"{workload.name} was taken back after the backup was taken.",
            rollback_command(plan, workload),
            gone,
        )
    return _whose(plan, workload, state)


def unclaimed(workload: PlannedWorkload, state: MoveState) -> tuple[StepEntry, ...]:
    """Return the pending steps whose effect was found after the last restoration, or may be there."""
    at = state.workload(workload.id)
    return tuple(s for s in workload.steps if _looks_done(at.step(s.key), state))


def unknown_before(workload: PlannedWorkload, state: MoveState) -> dict[str, tuple[str, ...]]:
    """Return, by step, the fields of the before-value that only people can know."""
    at = state.workload(workload.id)
    return {s.key: at.step(s.key).asks for s in unclaimed(workload, state) if at.step(s.key).asks}


def claim(workload: PlannedWorkload, state: MoveState) -> GateState | None:
    """Return the question about what was found with its answer, when it was answered since."""
    found = state.gates.get(workload.gate_id(found_gate()))
    at = state.workload(workload.id)
    looked = max((at.step(s.key).looked_seq for s in unclaimed(workload, state)), default=0)
    return found if found and found.answer and found.answered_seq > looked else None


def unsettled(workload: PlannedWorkload, state: MoveState) -> bool:
    """True while the ledger cannot be believed of a workload: not all looked at, or not told whose it is."""
    at = state.workload(workload.id)
    unseen = any(
        at.step(s.key).looked_seq < state.restored_seq and at.step(s.key).status not in _PROBED_ANYWAY
        for s in workload.steps
    )
    return unseen or (bool(unclaimed(workload, state)) and claim(workload, state) is None)


def _whose(plan: Plan, workload: PlannedWorkload, state: MoveState) -> Ask | Adopt | None:
    if steps := unclaimed(workload, state):
        answered = claim(workload, state)
        if answered is None or answered.answer is None:
            gate = workload.gate_id(found_gate())
            asked = state.gates.get(gate)
            is_open = asked is not None and asked.answer is None and asked.plan_hash == plan.hash
            return Ask(gate, found_gate(), asked if is_open else None)
        if answered.answer.go:
            ours = [s for s in steps if s.key not in answered.answer.so_before]
            if ours:
                return Adopt(ours[0])
    at = state.workload(workload.id)
    begun = (s for s in workload.steps if s.by == "flytt" and _without_receipt(at.step(s.key)))
    return next((Adopt(step) for step in begun), None)


def _looks_done(at: StepState, state: MoveState) -> bool:
    found = at.found not in {None, Presence.ABSENT}
    return at.status is StepStatus.PENDING and found and at.looked_seq > state.restored_seq


def _without_receipt(at: StepState) -> bool:
    """A writer died between saying that it is ours and reading what undoing it will need."""
    started = at.adopted and at.status is StepStatus.STARTED
    return started and at.found is Presence.PRESENT and at.failure is None


def _gone(workload: PlannedWorkload, state: MoveState) -> StepEntry | None:
    """Return a done step whose effect is gone, unless it was the retiring that took it."""
    at = state.workload(workload.id)
    retired = any(
        at.step(s.key).begun or _looks_done(at.step(s.key), state)
        for s in workload.steps
        if s.phase == "retire"
    )
    missing = (
        s
        for s in workload.steps
        if s.by == "flytt"
        and at.step(s.key).begun
        and at.step(s.key).found is Presence.ABSENT
        and at.step(s.key).looked_seq > state.restored_seq
    )
    return None if retired else next(missing, None)

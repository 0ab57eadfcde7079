"""The one decision of the engine: what a workload needs now.

Pure and total; the same for moving, resuming after a crash and rolling back.
"""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

from flytt.migration.action import Action, Ask, Do, Done, GiveUp, Stuck, Undo, Verify, Wait
from flytt.migration.dead_host import gone_with, on_dead_host, remainder
from flytt.migration.failing import held, resume_command
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.restored import settle, unsettled
from flytt.migration.runbook import CheckpointEntry, GateEntry, StepEntry, person_gate
from flytt.migration.state import GateState, Goal, MoveState, StepState, StepStatus, WorkloadState


def next_action(plan: Plan, workload: PlannedWorkload, state: MoveState, now: datetime) -> Action:
    """Return what this workload needs next to come to its goal."""
    at = state.workload(workload.id)
    if at.goal is None:
        return Done(reached(workload, state))
    if at.stop_seq > at.goal.seq:
        return Wait(f"stopped: {at.stop_why}", on=("a person",))
    if state.restored_seq > at.goal.seq:
        return Stuck(
            f"The ledger came out of a backup: what was done to {workload.name} since is not in it.",
            f"look at the world beside flytt status, then {resume_command(plan, workload)}",
        )
    if at.goal.checkpoint not in workload.checkpoints:
        return Stuck(
            f"{workload.name} has no checkpoint {at.goal.checkpoint}.", f"flytt status {plan.municipality}"
        )
    towards = _backward if at.goal.backward else _forward
    return settle(plan, workload, state, at.goal, now) or towards(plan, workload, state, at, at.goal, now)


def reached(workload: PlannedWorkload, state: MoveState) -> str:
    """Return the last checkpoint before which every step is verified and every gate answered go."""
    at = state.workload(workload.id)
    last = workload.checkpoints[0]
    for entry in workload.entries:
        if isinstance(entry, CheckpointEntry):
            last = entry.key
        elif isinstance(entry, StepEntry):
            if at.step(entry.key).status is not StepStatus.VERIFIED:
                break
        elif not passed(workload, state, entry) and not _said_go(workload, state, entry):
            break
    return last


def is_open(workload: PlannedWorkload, state: MoveState) -> bool:
    """True when the workload is in use on the new side, every step up to there verified.

    Whether people have accepted it is another question: what stands on it need not wait for them.
    """
    at = state.workload(workload.id)
    until_open = itertools.takewhile(lambda entry: entry.key != "open", workload.entries)
    return all(at.step(e.key).status is StepStatus.VERIFIED for e in until_open if isinstance(e, StepEntry))


def cutover_begun(workload: PlannedWorkload, state: MoveState) -> bool:
    """True when anything of the cutover is done or under way."""
    at = state.workload(workload.id)
    return any(s.phase == "cutover" and at.step(s.key).begun for s in workload.steps)


def gate_answer(plan: Plan, workload: PlannedWorkload, state: MoveState, gate: str) -> GateState | None:
    """Return the gate's state when its answer counts for this workload.

    It must have been asked about this workload, been given after its last rollback, and for the plan in
    force. A go is not asked again because the question was opened anew for a neighbour.
    """
    counted = [g for g in _answered(workload, state, gate) if g.plan_hash == plan.hash]
    return next((g for g in counted if g.answer and g.answer.go), counted[0] if counted else None)


def _answered(workload: PlannedWorkload, state: MoveState, gate: str) -> Iterator[GateState]:
    """Yield the answered attempts that were about this workload as it now goes forward, newest first."""
    newest = state.gates.get(gate)
    floor = state.workload(workload.id).back_seq
    for attempt in (newest, *reversed(newest.earlier)) if newest else ():
        if attempt.answer is not None and attempt.answered_seq > floor and workload.id in attempt.workloads:
            yield attempt


def _said_go(workload: PlannedWorkload, state: MoveState, entry: GateEntry) -> bool:
    answered = _answered(workload, state, workload.gate_id(entry))
    return any(g.answer is not None and g.answer.go for g in answered)


def _forward(
    plan: Plan, workload: PlannedWorkload, state: MoveState, at: WorkloadState, goal: Goal, now: datetime
) -> Action:
    for entry in workload.entries:
        if isinstance(entry, CheckpointEntry):
            if entry.key == goal.checkpoint:
                return Done(entry.key)
            continue
        if isinstance(entry, GateEntry):
            action = _at_gate(plan, workload, state, entry, goal)
        else:
            action = _at_step(plan, workload, state, entry, at.step(entry.key), goal, now)
        if action is not None:
            return action
    return Done(workload.checkpoints[-1])


def _at_gate(
    plan: Plan, workload: PlannedWorkload, state: MoveState, entry: GateEntry, goal: Goal
) -> Action | None:
    if passed(workload, state, entry):
        return None
    gate = workload.gate_id(entry)
    answered = gate_answer(plan, workload, state, gate)
    if answered is not None and answered.answer is not None:
        if answered.answer.go:
            return None
        if answered.answered_seq > goal.seq:
            return Wait(f"{answered.answer.who} said no-go: {answered.answer.why}", on=("a person",))
    waits = tuple(_gate_waits(plan, workload, state, entry))
    if waits:
        return Wait(f"{entry.title}: waits for {', '.join(waits)}", on=waits)
    found = state.gates.get(gate)
    still_open = found is not None and found.answer is None and found.plan_hash == plan.hash
    return Ask(gate, entry, found if still_open else None)


def passed(workload: PlannedWorkload, state: MoveState, gate: GateEntry) -> bool:
    """A gate behind which work has begun has been answered; a new plan does not ask it again."""
    at = state.workload(workload.id)
    behind = workload.entries[workload.entries.index(gate) + 1 :]
    return any(isinstance(e, StepEntry) and at.step(e.key).begun for e in behind)


def _gate_waits(plan: Plan, workload: PlannedWorkload, state: MoveState, gate: GateEntry) -> Iterator[str]:
    """Name what must come as far first: the wave for its own gates, the sector for retiring."""
    if gate.scope != "wave":
        return
    others = plan.sector(workload.sector) if gate.phase == "retire" else plan.wave(workload.wave)
    for other in others:
        if other.id == workload.id:
            continue
        if gate.phase == "retire":
            ready = _surely_open(other, state)
        else:
            ready = left_behind(other, state) or _stands_at(other, state, gate.key)
        if not ready:
            yield other.id


def left_behind(workload: PlannedWorkload, state: MoveState) -> bool:
    """A workload that was rolled back, or that nobody has asked to move, holds nobody up."""
    goal = state.workload(workload.id).goal
    return goal is None or goal.backward


def _stands_at(workload: PlannedWorkload, state: MoveState, gate_key: str) -> bool:
    at = state.workload(workload.id)
    for entry in workload.entries:
        if isinstance(entry, GateEntry) and entry.key == gate_key:
            return True
        if isinstance(entry, StepEntry) and at.step(entry.key).status is not StepStatus.VERIFIED:
            return False
    return True


def _at_step(  # noqa: PLR0911 - one return for each thing that a step can need
    plan: Plan,
    workload: PlannedWorkload,
    state: MoveState,
    step: StepEntry,
    at: StepState,
    goal: Goal,
    now: datetime,
) -> Action | None:
    if at.status is StepStatus.VERIFIED:
        return None
    if step.by != "flytt" and at.status in {StepStatus.STARTED, StepStatus.UNDOING}:
        undo = at.status is StepStatus.UNDOING
        since = at.undo_started_seq if undo else at.started_seq
        if asked := _ask_people(workload, state, step, since=since, undo=undo, goal=goal):
            return asked
    if stopped := on_dead_host(plan, workload, step, at, state) or held(
        plan, workload, step, at.failure, goal, now
    ):
        return stopped
    match at.status:
        case StepStatus.PENDING | StepStatus.GIVEN_UP:
            return _before_first(plan, workload, state, step, now) or Do(step)
        case StepStatus.STARTED:
            return Do(step, resumed=True)
        case StepStatus.DONE:
            return Verify(step)
        case StepStatus.REFUTED:
            return Verify(step) if at.verified_seq < goal.seq else _refuted(plan, workload, step, at)
        case StepStatus.UNDOING:
            return Undo(step)


def _refuted(plan: Plan, workload: PlannedWorkload, step: StepEntry, at: StepState) -> Stuck:
    differing = at.verification.differing if at.verification else ()
    says = differing[0] if differing else "something could not be checked"
    others = at.verification.differs - 1 if at.verification else 0
    more = f" (and {others} more)" if others > 0 else ""
    return Stuck(
        f"{step.title}: {workload.name} is not as it should be: {says}{more}.",
        resume_command(plan, workload),
        step,
    )


def _ask_people(
    workload: PlannedWorkload,
    state: MoveState,
    step: StepEntry,
    *,
    since: int,
    undo: bool,
    goal: Goal,
) -> Action | None:
    entry = person_gate(step, undo=undo)
    gate = workload.gate_id(entry)
    found = state.gates.get(gate)
    answered = found if found and found.answer and found.answered_seq > since else None
    if answered is None or answered.answer is None:
        return Ask(gate, entry, found if found and found.answer is None else None)
    if answered.answer.go:
        return None
    if answered.answered_seq > goal.seq:
        return Wait(f"{answered.answer.who} could not do it: {answered.answer.why}", on=("a person",))
    return Ask(gate, entry, None)


def _before_first(
    plan: Plan, workload: PlannedWorkload, state: MoveState, step: StepEntry, now: datetime
) -> Action | None:
    """Hold the first step of a cutover until its window is open and what it stands on is there.

    Hold every removal while a workload of the sector is not open, also when it was so at the go.
    """
    if step.phase == "retire":
        unopened = tuple(w.id for w in plan.sector(workload.sector) if not _surely_open(w, state))
        says = f"waits for {', '.join(unopened)}: nothing old goes while the sector is not whole"
        return Wait(says, on=unopened) if unopened else None
    if step.phase == "prepare":
        return _before_preparing(plan, workload, state) if workload.kind in _BUILT_UPON else None
    if step.phase != "cutover" or cutover_begun(workload, state):
        return None
    missing = tuple(d.workload for d in workload.depends_on if not _stands(plan, d.workload, state))
    if missing:
        says = f"waits for {', '.join(missing)} to be open on the new side{_unseen(plan, missing, state)}"
        return Wait(says, on=missing)
    if now < workload.window.start:
        return Wait("waits for its window", until=workload.window.start)
    there = timedelta(minutes=sum(s.minutes for s in workload.steps if s.phase == "cutover"))
    return _too_late(plan, workload) if now + there > workload.window.end else None


_BUILT_UPON = frozenset({"tenant-files", "tenant-intranet", "tenant-domain"})
"""Kinds whose preparation needs what others prepare: drives belong to accounts, pages show files."""


def _before_preparing(plan: Plan, workload: PlannedWorkload, state: MoveState) -> Action | None:
    """Hold preparation until what it stands on has been prepared."""
    bases = [plan.workload(d.workload) for d in workload.depends_on]
    missing = tuple(base.id for base in bases if not _prepared(base, state.workload(base.id)))
    return Wait(f"waits for {', '.join(missing)} to be prepared", on=missing) if missing else None


def _prepared(base: PlannedWorkload, state: WorkloadState) -> bool:
    """Up to its checkpoint: a look behind it, for *go*, changes nothing that others stand on."""
    before = itertools.takewhile(lambda entry: entry.key != "prepared", base.entries)
    steps = [e for e in before if isinstance(e, StepEntry) and e.phase == "prepare"]
    return all(state.step(step.key).status is StepStatus.VERIFIED for step in steps)


def _stands(plan: Plan, base: str, state: MoveState) -> bool:
    """True when something may be begun on this workload: it is open, and nobody has it on its way back."""
    goal = state.workload(base).goal
    return _surely_open(plan.workload(base), state) and not (goal and goal.backward)


def _unseen(plan: Plan, bases: tuple[str, ...], state: MoveState) -> str:
    """Say of which of them a restored ledger cannot tell, and how somebody comes to look."""
    unseen = [w for w in map(plan.workload, bases) if state.restored_seq and unsettled(w, state)]
    if not unseen:
        return ""
    commands = ", ".join(sorted({f"flytt resume {plan.municipality} {w.sector}" for w in unseen}))
    return f"; the ledger came out of a backup, and nobody has looked there since: {commands}"


def _surely_open(workload: PlannedWorkload, state: MoveState) -> bool:
    """A ledger out of a backup is believed of a neighbour only after somebody has looked."""
    return is_open(workload, state) and not (state.restored_seq and unsettled(workload, state))


def may_stand(dependent: PlannedWorkload, state: MoveState) -> bool:
    """True when a dependent stands on what it depends on, or when a restored ledger cannot say."""
    return cutover_begun(dependent, state) or bool(state.restored_seq and unsettled(dependent, state))


def _too_late(plan: Plan, workload: PlannedWorkload) -> Stuck:
    return Stuck(
        f"{workload.name} was not begun in time and no longer fits in its window. It was not taken down.",
        f"flytt plan {plan.municipality} --adopt, with a new window in the mapping",
    )


def _backward(
    plan: Plan, workload: PlannedWorkload, state: MoveState, at: WorkloadState, goal: Goal, now: datetime
) -> Action:
    for entry in reversed(workload.entries):
        if isinstance(entry, CheckpointEntry) and entry.key == goal.checkpoint:
            return remainder(plan, workload, state) or Done(entry.key)
        if isinstance(entry, StepEntry) and _to_take_back(entry, at.step(entry.key), state):
            return _back_over(plan, workload, state, entry, at.step(entry.key), goal, now)
    return remainder(plan, workload, state) or Done(workload.checkpoints[0])


def _to_take_back(step: StepEntry, at: StepState, state: MoveState) -> bool:
    """What was given up is tried again when somebody has said that its hosts are back."""
    return at.begun or (at.status is StepStatus.GIVEN_UP and not gone_with(step, state))


def _back_over(
    plan: Plan,
    workload: PlannedWorkload,
    state: MoveState,
    step: StepEntry,
    at: StepState,
    goal: Goal,
    now: datetime,
) -> Action:
    if step.reversal == "final":
        return Stuck(
            f"{step.title} is a point of no return: {workload.name} cannot be taken back past it.",
            f"flytt status {plan.municipality}",
            step,
        )
    dependents = plan.dependents(workload.id) if step.phase == "cutover" else ()
    standing = tuple(d.id for d in dependents if may_stand(d, state))
    if standing:
        says = "stands" if all(cutover_begun(plan.workload(d), state) for d in standing) else "may stand"
        return Wait(f"{', '.join(standing)} {says} on {workload.name} and must go back first", on=standing)
    if hosts := gone_with(step, state):
        return GiveUp(step, hosts)
    if step.by != "flytt" and at.status is StepStatus.UNDOING:
        asked = _ask_people(workload, state, step, since=at.undo_started_seq, undo=True, goal=goal)
        if asked is not None:
            return asked
    return held(plan, workload, step, at.failure, goal, now) or Undo(step)

"""What people want of workloads, written to the ledger as goals; and the refusals that come first."""

from flytt.migration.errors import BadInput
from flytt.migration.events import GoalSet
from flytt.migration.masking import masked
from flytt.migration.move import Move
from flytt.migration.next_action import cutover_begun, is_open, may_stand, reached
from flytt.migration.plan import PlannedWorkload
from flytt.migration.restored import unsettled
from flytt.migration.state import MoveState, StepStatus


def sector_of(move: Move, sector: str) -> tuple[PlannedWorkload, ...]:
    """Return the sector's workloads in the order in which they move. BadInput names the sectors there are."""
    found = move.plan.sector(sector)
    if found:
        return found
    there = sorted({w.sector for w in move.plan.workloads})
    raise BadInput(
        f"The plan moves nothing in sector {sector!r}. Sectors that move: {', '.join(there)}.",
        still_true="Nothing was touched.",
        next_command=f"flytt plan {move.plan.municipality}",
    )


def next_wave(move: Move, sector: str) -> tuple[PlannedWorkload, ...]:
    """Return the sector's earliest wave that is not wholly open; nothing when all of it is."""
    state = move.journal.refresh()
    for workload in sector_of(move, sector):
        wave = move.plan.wave(workload.wave)
        if any(not is_open(w, state) for w in wave):
            return wave
    return ()


def aim(move: Move, workload: PlannedWorkload, checkpoint: str, why: str, *, backward: bool = False) -> None:
    """Set a goal. Setting the same one again is how a person says: try again."""
    why = masked(why)
    move.journal.append(GoalSet(workload=workload.id, checkpoint=checkpoint, backward=backward, why=why))


def aim_back(
    move: Move, chosen: tuple[PlannedWorkload, ...], checkpoint: str, why: str
) -> tuple[PlannedWorkload, ...]:
    """Set backward goals, last moved first. BadInput, with nothing written, when one cannot go back."""
    state = move.journal.refresh()
    begun = tuple(w for w in reversed(chosen) if state.workload(w.id).steps or state.restored_seq)
    faults = [fault for w in begun for fault in _why_not_back(move, w, state, checkpoint, chosen)]
    if not begun:
        faults = ["nothing of it has been begun"]
    if faults:
        raise BadInput(
            "It cannot be taken back: " + "; ".join(faults) + ".",
            still_true="Nothing was touched.",
            next_command=f"flytt status {move.plan.municipality}",
        )
    for workload in begun:
        aim(move, workload, checkpoint, why, backward=True)
    return begun


def _why_not_back(
    move: Move,
    workload: PlannedWorkload,
    state: MoveState,
    checkpoint: str,
    chosen: tuple[PlannedWorkload, ...],
) -> list[str]:
    if checkpoint not in workload.checkpoints:
        return [f"{workload.id} has no checkpoint {checkpoint!r} (it has {', '.join(workload.checkpoints)})"]
    faults: list[str] = []
    if workload.id in state.erased:
        faults.append(f"what {workload.id} would need was erased after it was retired")
    at = state.workload(workload.id)
    beyond = False
    for entry in reversed(workload.entries):
        beyond = beyond or entry.key == checkpoint
        final = entry.type == "step" and not beyond and entry.reversal == "final"
        if final and at.step(entry.key).status is not StepStatus.PENDING:
            faults.append(f"{workload.id} is past its point of no return ({entry.title})")
    here = {w.id for w in chosen}
    faults += [
        f"{d.id} {_stands(d, state)} on {workload.id} and must go back first"
        for d in move.plan.dependents(workload.id)
        if d.id not in here and may_stand(d, state)
    ]
    return faults


def _stands(dependent: PlannedWorkload, state: MoveState) -> str:
    return "stands" if cutover_begun(dependent, state) else "may stand"


def unfinished(move: Move, workloads: tuple[PlannedWorkload, ...]) -> tuple[PlannedWorkload, ...]:
    """Return the workloads that have not reached their goal, or of which a restored ledger cannot say."""
    state = move.journal.refresh()
    found: list[PlannedWorkload] = []
    for workload in workloads:
        goal = state.workload(workload.id).goal
        if goal is None:
            continue
        order = workload.checkpoints
        here = order.index(reached(workload, state))
        there = order.index(goal.checkpoint)
        touched_beyond = goal.backward and _touched_beyond(workload, state, goal.checkpoint)
        restored = state.restored_seq > goal.seq or unsettled(workload, state)
        if restored or touched_beyond or (not goal.backward and here < there):
            found.append(workload)
    return tuple(found)


def _touched_beyond(workload: PlannedWorkload, state: MoveState, checkpoint: str) -> bool:
    at = state.workload(workload.id)
    keys = [e.key for e in workload.entries]
    behind = keys[keys.index(checkpoint) + 1 :]
    return any(at.step(key).status is not StepStatus.PENDING for key in behind)

"""The go-back clock: until when a workload can be taken back, and how long that takes."""

from datetime import datetime, timedelta

from flytt.migration.dead_host import gone_with
from flytt.migration.next_action import cutover_begun, is_open, reached
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.record import Record
from flytt.migration.runbook import StepEntry
from flytt.migration.state import MoveState


class GoBack(Record):
    """What a person may be promised. `until` None with `possible`: as long as nobody retires the old side.

    `minutes` is the sum of the undo times of what has been done, from rehearsal or the runbook's estimate.
    """

    possible: bool
    minutes: float
    until: datetime | None
    why: str
    unlisted: tuple[str, ...] = ()
    """Hosts that are dead for good: what people wrote there can neither be listed nor kept."""

    def sentence(self, local: str) -> str:
        """Say it in one line; `local` is `until` as people's clocks show it."""
        if not self.possible:
            return f"Can no longer be taken back: {self.why}."
        if not self.minutes:
            return "Nothing has been done; there is nothing to take back."
        reach = f"until {local}" if self.until else "until the old side is retired"
        unit = "minute" if f"{self.minutes:.0f}" == "1" else "minutes"
        dead = ", ".join(self.unlisted)
        lost = f" What people wrote on {dead} cannot be listed, nor kept: it is dead." if dead else ""
        return f"You can still go back {reach}; going back takes {self.minutes:.0f} {unit}.{lost}"


def go_back(plan: Plan, workload: PlannedWorkload, state: MoveState) -> GoBack:
    """Return the go-back clock of one workload as the ledger stands.

    What stands on it must go back first: its minutes are added, and its point of no return counts here too.
    During the window, going back must be begun early enough to be over when the window ends; after the
    workload is open, the old side is kept and going back is possible until it is retired; who goes back
    after the window has no such edge to keep.
    """
    on_it = _standing_on(plan, workload, state)
    for one in (workload, *on_it):
        if why := _no_way_back(one, state):
            why = why if one is workload else f"{one.name} stands on it: {why}"
            return GoBack(possible=False, minutes=0, until=None, why=why)
    minutes = sum(s.undo_minutes for one in (workload, *on_it) for s in _acted(one, state))
    goal = state.workload(workload.id).goal
    afterwards = goal is not None and goal.backward and goal.at >= workload.window.end
    down = cutover_begun(workload, state) and not is_open(workload, state) and not afterwards
    until = workload.window.end - timedelta(minutes=minutes) if down else None
    acted = [s for one in (workload, *on_it) for s in _acted(one, state)]
    dead = sorted({host for step in acted for host in gone_with(step, state)})
    return GoBack(possible=True, minutes=minutes, until=until, why="", unlisted=tuple(dead))


def _standing_on(plan: Plan, workload: PlannedWorkload, state: MoveState) -> tuple[PlannedWorkload, ...]:
    """Return those whose cutover has begun and that stand on this one, however indirectly, each once."""
    found: dict[str, PlannedWorkload] = {}
    ahead = [workload]
    while ahead:
        for one in plan.dependents(ahead.pop().id):
            if one.id not in found and cutover_begun(one, state):
                found[one.id] = one
                ahead.append(one)
    return tuple(found.values())


def _no_way_back(workload: PlannedWorkload, state: MoveState) -> str:
    """Return why a workload can no longer go back; empty when it can."""
    if workload.id in state.erased:
        return "what it would need was erased"
    final = next((s for s in _acted(workload, state) if s.reversal == "final"), None)
    if final is not None:
        return f"{final.title} was begun"
    return "its old side was retired" if reached(workload, state) == "retired" else ""


def _acted(workload: PlannedWorkload, state: MoveState) -> tuple[StepEntry, ...]:
    at = state.workload(workload.id)
    return tuple(s for s in workload.steps if at.step(s.key).begun)

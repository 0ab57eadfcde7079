"""The go-back clock: until when a workload can be taken back, and how long that takes."""

from datetime import datetime, timedelta

from flytt.migration.next_action import is_open
from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Record
from flytt.migration.state import MoveState, StepStatus


class GoBack(Record):
    """What a person may be promised. `until` None with `possible`: as long as nobody retires the old side.

    `minutes` is the sum of the undo times of what has been done, from rehearsal or the runbook's estimate.
    """

    possible: bool
    minutes: float
    until: datetime | None
    why: str

    def sentence(self, local: str) -> str:
        """Say it in one line; `local` is `until` as people's clocks show it."""
        if not self.possible:
            return f"Can no longer be taken back: {self.why}."
        if not self.minutes:
            return "Nothing has been done; there is nothing to take back."
        reach = f"until {local}" if self.until else "until the old side is retired"
        return f"You can still go back {reach}; going back takes {self.minutes:.0f} minutes."


def go_back(workload: PlannedWorkload, state: MoveState) -> GoBack:
    """Return the go-back clock of one workload as the ledger stands.

    During the window, going back must be begun early enough to be over when the window ends; after the
    workload is open, the old side is kept and going back is possible until it is retired.
    """
    at = state.workload(workload.id)
    acted = [s for s in workload.steps if at.step(s.key).status is not StepStatus.PENDING]
    final = next((s for s in acted if s.reversal == "final"), None)
    if workload.id in state.erased:
        return GoBack(possible=False, minutes=0, until=None, why="what it would need was erased")
    minutes = sum(s.undo_minutes for s in acted)
    if final is not None:
        return GoBack(possible=False, minutes=0, until=None, why=f"{final.title} was begun")
    down = any(s.phase == "cutover" for s in acted) and not is_open(workload, state)
    until = workload.window.end - timedelta(minutes=minutes) if down else None
    return GoBack(possible=True, minutes=minutes, until=until, why="")

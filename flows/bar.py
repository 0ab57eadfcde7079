"""How far the workloads of a run have come, as a progress artifact that is moved on in place."""

from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.shown import artifact_key
from flytt.migration.move import Move
from flytt.migration.plan import PlannedWorkload
from flytt.migration.state import MoveState, StepStatus


class Bar:
    """Made at the start of a run. Counts steps, of the way to each workload's goal, from the ledger alone."""

    def __init__(self, move: Move, workloads: tuple[PlannedWorkload, ...]) -> None:
        self._move = move
        self._workloads = workloads
        self._shown = self.percent()
        wave = workloads[0].wave if workloads else move.plan.municipality
        made = create_progress_artifact(
            progress=self._shown,
            key=artifact_key(f"framdrift {wave}"),
            description="Framdrift: steg gjort og kontrollert, av dem som skal til",
        )
        assert isinstance(made, UUID), "outside any event loop Prefect answers at once"
        self._id = made

    def show(self) -> None:
        """Move it on, if anything has changed."""
        percent = self.percent()
        if percent != self._shown:
            update_progress_artifact(self._id, percent)  # pyright: ignore[reportUnusedCoroutine] - done at once
            self._shown = percent

    def percent(self) -> float:
        """Return how much of the way is behind, 0 to 100."""
        state = self._move.journal.refresh()
        ways = [_way(workload, state) for workload in self._workloads]
        total = sum(there for _, there in ways)
        return round(100 * sum(here for here, _ in ways) / total, 1) if total else 100.0


def _way(workload: PlannedWorkload, state: MoveState) -> tuple[int, int]:
    """Return how many steps of the way to the goal are behind, and how many there are."""
    at = state.workload(workload.id)
    if at.goal is None or at.goal.checkpoint not in workload.checkpoints:
        return 0, 0
    keys = [entry.key for entry in workload.entries]
    mark = keys.index(at.goal.checkpoint)
    backward = at.goal.backward
    steps = [s for s in workload.steps if (keys.index(s.key) > mark) == backward]
    wanted = StepStatus.PENDING if backward else StepStatus.VERIFIED
    return sum(at.step(s.key).status is wanted for s in steps), len(steps)

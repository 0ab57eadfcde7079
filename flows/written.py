"""What others have written on the new side since the cutover: listed before anything is taken back."""

from collections.abc import Iterator

from flows.acts import Order
from flows.goals import sector_of
from flytt.migration.errors import FlyttError
from flytt.migration.move import Move
from flytt.migration.perform import written_since_step
from flytt.migration.state import StepStatus
from tasks.catalogue import find


def written_since(move: Move, order: Order) -> Iterator[str]:
    """Name every place where people have written that going back would hide from them."""
    state = move.journal.refresh()
    for workload in sector_of(move, order.sector):
        if order.workload not in {"", workload.id}:
            continue
        for step in workload.steps:
            at = state.workload(workload.id).step(step.key)
            if at.status in {StepStatus.DONE, StepStatus.VERIFIED, StepStatus.REFUTED}:
                try:
                    found = written_since_step(find(step.step), step, at, move.world, move.vault)
                except FlyttError as unread:  # a dead new side must not shut the way back to the old one
                    found = (f"{step.title}: what was written could not be told: {unread}",)
                yield from (f"{workload.name}: {line}" for line in found)

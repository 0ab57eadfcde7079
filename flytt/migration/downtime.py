"""Downtime as it was: from the step that began it to the verified step, or the undo, that ended it."""

from collections.abc import Iterable
from datetime import datetime

from flytt.migration.events import (
    Recorded,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
)
from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Record


class Downtime(Record):
    """One stretch. `ended` None: still down. UTC."""

    began: datetime
    ended: datetime | None
    taken_back: bool = False

    def minutes(self, now: datetime) -> float:
        """Return its length so far."""
        return ((self.ended or now) - self.began).total_seconds() / 60


def downtimes(workload: PlannedWorkload, events: Iterable[Recorded]) -> tuple[Downtime, ...]:
    """Return every stretch in which the workload was down, oldest first."""
    starts = {s.key for s in workload.steps if s.starts_downtime}
    ends = {s.key for s in workload.steps if s.ends_downtime}
    begun: set[str] = set()
    found: list[Downtime] = []
    for recorded in events:
        event = recorded.event
        if getattr(event, "workload", "") != workload.id:
            continue
        down = bool(found) and found[-1].ended is None
        match event:
            case StepStarted(step=step) if step in starts:
                begun.add(step)
                if not down:
                    found.append(Downtime(began=recorded.at, ended=None))
            case UndoStarted(step=step) | UndoGivenUp(step=step) if step in ends and begun and not down:
                # The new side goes away again: users are down until the old side is back.
                found.append(Downtime(began=recorded.at, ended=None))
            case StepVerified(step=step, verification=seen) if step in ends and seen.passed and down:
                found[-1] = found[-1].changed(ended=recorded.at)
            case UndoDone(step=step) if step in starts:
                begun.discard(step)
                if down and not begun:
                    found[-1] = found[-1].changed(ended=recorded.at, taken_back=True)
            case _:
                pass
    return tuple(found)

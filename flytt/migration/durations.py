"""How long steps and their undoing took, measured in a ledger: what a later plan counts with.

Times are the municipality's own clock's. In a rehearsal on practice registers they are far too short for a
real window; a rehearsal on copies of the real size gives times worth planning by.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from flytt.migration.events import Recorded, StepDone, StepStarted, StepVerified, UndoDone, UndoStarted
from flytt.migration.record import Record
from flytt.migration.runbook import Entry, StepEntry


class Duration(Record):
    """Minutes from start to verified, and of the undoing; None where it was never done."""

    minutes: float | None = Field(default=None, ge=0)
    undo_minutes: float | None = Field(default=None, ge=0)


class Durations(Record):
    """By workload and step. The longest of several attempts stands."""

    workloads: dict[str, dict[str, Duration]] = {}

    def over(self, workload: str, entry: Entry) -> Entry:
        """Return the entry with measured minutes in place of the runbook's estimate, where there are any."""
        measured = self.workloads.get(workload, {}).get(entry.key)
        if measured is None or not isinstance(entry, StepEntry):
            return entry
        return entry.changed(
            minutes=entry.minutes if measured.minutes is None else measured.minutes,
            undo_minutes=entry.undo_minutes if measured.undo_minutes is None else measured.undo_minutes,
        )


def measured(events: Iterable[Recorded]) -> Durations:
    """Return what a ledger's events say of how long things took."""
    began: dict[tuple[str, str], datetime] = {}
    turned: dict[tuple[str, str], datetime] = {}
    found: dict[str, dict[str, Duration]] = {}
    for recorded in events:
        event = recorded.event
        match event:
            case StepStarted(workload=workload, step=step):
                began[workload, step] = recorded.at
            case UndoStarted(workload=workload, step=step):
                turned[workload, step] = recorded.at
            case StepDone(workload=workload, step=step) | StepVerified(workload=workload, step=step):
                if (workload, step) in began:
                    took = _minutes(began[workload, step], recorded.at)
                    _keep(found, workload, step, minutes=took)
                    if isinstance(event, StepVerified):
                        # Later looks at the same step are not part of doing it.
                        del began[workload, step]
            case UndoDone(workload=workload, step=step) if (workload, step) in turned:
                took = _minutes(turned.pop((workload, step)), recorded.at)
                _keep(found, workload, step, undo_minutes=took)
            case _:
                pass
    return Durations(workloads=found)


def _keep(
    found: dict[str, dict[str, Duration]],
    workload: str,
    step: str,
    *,
    minutes: float | None = None,
    undo_minutes: float | None = None,
) -> None:
    known = found.setdefault(workload, {}).get(step, Duration())
    found[workload][step] = Duration(
        minutes=_longest(known.minutes, minutes), undo_minutes=_longest(known.undo_minutes, undo_minutes)
    )


def _longest(one: float | None, other: float | None) -> float | None:
    stated = [value for value in (one, other) if value is not None]
    return max(stated) if stated else None


def _minutes(start: datetime, end: datetime) -> float:
    return round(max((end - start).total_seconds(), 0.0) / 60, 3)

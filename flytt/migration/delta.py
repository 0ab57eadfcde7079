"""Whether the last pass of a file share, and reading all of it, fits the window: told by the passes so far."""

from datetime import datetime, timedelta
from itertools import pairwise

from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Record
from flytt.migration.shares import CopyPass
from flytt.migration.state import WorkloadState

MARGIN = 2.0
"""How much worse than the passes so far a busy day may be. Ours; rehearse with real data to better it."""

_COPYING = ("share.copy-all", "share.copy-delta")


class Forecast(Record):
    """What the window must hold, in minutes, and what it was calculated from."""

    last_pass_minutes: float
    reading_minutes: float
    changed_bytes_per_hour: float
    bytes_per_second: float

    @property
    def minutes(self) -> float:
        """Both, with the margin."""
        return MARGIN * (self.last_pass_minutes + self.reading_minutes)


def passes_of(workload: PlannedWorkload, state: WorkloadState) -> tuple[CopyPass, ...]:
    """Return the passes that a share has had, in order; empty for another kind of workload."""
    receipts = (state.step(s.key).receipt for s in workload.steps if s.step in _COPYING)
    return tuple(CopyPass.model_validate(receipt) for receipt in receipts if receipt is not None)


def copies(workload: PlannedWorkload) -> bool:
    """True for a workload that is copied in passes."""
    return any(s.step in _COPYING for s in workload.steps)


def forecast(passes: tuple[CopyPass, ...], at: datetime) -> Forecast | None:
    """Say how long the window's last pass takes if it begins at `at`. None before two passes were made.

    Changes are taken to come as fast as in the fastest stretch between two passes; a pass that finds little
    is taken to last as long as the shortest so far, for it looks at every file all the same.
    """
    if len(passes) < 2:  # noqa: PLR2004 - a speed of change needs two moments
        return None
    looking = min(p.seconds for p in passes)
    largest = max(passes, key=lambda p: p.size_bytes)
    rate = max(1.0, largest.size_bytes / max(1.0, largest.seconds))
    changing = max(p.size_bytes / max(1.0, _hours(before, p) * 3600) for before, p in pairwise(passes))
    since = max(0.0, (at - _began(passes[-1])).total_seconds())
    evening = looking + changing * since / rate
    last = looking + changing * evening / rate
    return Forecast(
        last_pass_minutes=last / 60,
        reading_minutes=max(p.seconds for p in passes[1:]) / 60,
        changed_bytes_per_hour=changing * 3600,
        bytes_per_second=rate,
    )


def room(workload: PlannedWorkload, now: datetime) -> timedelta:
    """Return how long people may be down at the most, if it begins now or when the window opens."""
    return workload.window.end - max(now, workload.window.start)


def _began(one: CopyPass) -> datetime:
    return datetime.fromisoformat(one.began)


def _hours(before: CopyPass, after: CopyPass) -> float:
    return (_began(after) - _began(before)).total_seconds() / 3600

"""What users feel of one workload's move: when they lost it, got it, or got the old side back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from flytt.migration.events import (
    GoalSet,
    Recorded,
    StepStarted,
    StepVerified,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
)
from flytt.migration.plan import PlannedWorkload
from flytt.migration.runbook import StepEntry
from flytt.migration.state import StepStatus, WorkloadState
from flytt.migration.workload import Kind

ESTIMATE_MINUTES = 15
"""Estimates are rounded up to this: a finer one would promise more than anybody knows."""

Compared: TypeAlias = Literal["", "rows", "counts"]

COMPARES_ROWS: Mapping[Kind, frozenset[str]] = {
    "server-application": frozenset({"application.restore-database"}),
    "merged-instances": frozenset({"merged.merge-databases"}),
    "read-only-archive": frozenset({"application.restore-database", "archive.look-up"}),
}
"""The steps whose verification holds row against row. Other kinds have none: a count is not a row."""
COMPARES_COUNTS: Mapping[Kind, frozenset[str]] = {"hosted-application": frozenset({"hosted.vendor-moves"})}
"""The steps whose verification holds the vendor's counts before against those after."""


@dataclass(frozen=True, slots=True)
class Course:
    """One workload as its users see it. UTC.

    `begun_at` is when they lost it this time and stays when they have it back; `up_at` when the new side was
    verified; `turned_at` when going back was decided; `back_at` when the old side was back.
    """

    begun_at: datetime | None = None
    up_at: datetime | None = None
    turned_at: datetime | None = None
    back_at: datetime | None = None
    last_at: datetime | None = None
    first_begun_at: datetime | None = None
    """When they lost it the first time, before they got it on the new side and lost it again."""
    gone_at: datetime | None = None
    """When the new side, which had been up, went away again."""
    set_aside: bool = False
    """Something was written on the new side after the switch, and is kept; the old side does not show it."""
    unlisted: bool = False
    """Something may have been written on a new side that is gone for good: nobody can list or keep it."""

    @property
    def under_way(self) -> bool:
        """True from the first step that users feel until the old side is back; so also when all is moved."""
        return self.begun_at is not None and self.back_at is None

    def after(  # noqa: PLR0911 - one return for each kind of event
        self, workload: PlannedWorkload, recorded: Recorded, at: WorkloadState
    ) -> "Course":
        """Return the course after one of the workload's own events; `at` is its state after that event."""
        now, event = recorded.at, recorded.event
        course = replace(self, last_at=now)
        begins, ends = _begins(workload), _ends(workload)
        match event:
            case StepStarted(step=step) if step in begins and not self.under_way:
                return Course(begun_at=now, last_at=now, first_begun_at=now)
            case StepVerified() if self.under_way and self.up_at is None:
                is_up = bool(ends) and all(at.step(k).status is StepStatus.VERIFIED for k in ends)
                return replace(course, up_at=now if is_up else None)
            case GoalSet(backward=backward) if self.under_way:
                return replace(course, turned_at=(self.turned_at or now) if backward else None)
            case UndoStarted(step=step, written_since=written) if self.under_way and _in_cutover(
                workload, step
            ):
                turned = replace(course, set_aside=self.set_aside or bool(written))
                return turned.turned(now, lost=step in ends)
            case UndoGivenUp(step=step, unlisted=unlisted) if self.under_way:
                # Nothing is sent to a dead host, and yet it is going back.
                turned = replace(course, unlisted=self.unlisted or unlisted)
                return turned.turned(now, lost=step in ends) if _in_cutover(workload, step) else turned
            case UndoDone(step=step) if self.under_way and step in begins:
                is_back = not any(at.step(k).begun for k in begins)
                return replace(course, back_at=now, up_at=None) if is_back else course
            case _:
                return course

    def turned(self, now: datetime, *, lost: bool) -> "Course":
        """Return the course as it goes back; `lost` when what gave users the new side goes away."""
        turned = replace(self, turned_at=self.turned_at or now)
        if not lost or self.up_at is None:
            return turned
        # Users who had the new side are without it from here on.
        return replace(turned, up_at=None, begun_at=now, gone_at=now)


def goes_down(workload: PlannedWorkload) -> bool:
    """True when users are without the workload while it moves. An archive is looked up in all the while."""
    return any(s.starts_downtime for s in workload.steps)


def estimate(workload: PlannedWorkload, course: Course, at: WorkloadState) -> datetime | None:
    """Return when the workload should be up, from its last event and the minutes of what is left. UTC.

    None when it is not under way, is up, goes back, or something failed: then nobody knows.
    """
    if not course.under_way or course.up_at or course.turned_at or course.last_at is None:
        return None
    left = [s for s in _cutover(workload) if at.step(s.key).status is not StepStatus.VERIFIED]
    if any(at.step(s.key).failure or at.step(s.key).status is StepStatus.REFUTED for s in left):
        return None
    exact = course.last_at + timedelta(minutes=sum(s.minutes for s in left))
    quarter = timedelta(minutes=ESTIMATE_MINUTES)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return exact + (epoch - exact) % quarter


def compared(workload: PlannedWorkload, at: WorkloadState) -> Compared:
    """Return what was held against what before the workload was opened, and found to be the same.

    Empty when nothing was, when a step until there did not pass, or when one had looked at nothing.
    """
    seen = [at.step(s.key).verification for s in workload.steps if s.phase != "retire"]
    if not all(v is not None and v.passed and v.matched > 0 for v in seen):
        return ""
    acts = {s.step for s in workload.steps if s.phase != "retire"}
    rows, counts = COMPARES_ROWS.get(workload.kind), COMPARES_COUNTS.get(workload.kind)
    if rows and rows <= acts:
        return "rows"
    return "counts" if counts and counts <= acts else ""


def _cutover(workload: PlannedWorkload) -> tuple[StepEntry, ...]:
    return tuple(s for s in workload.steps if s.phase == "cutover")


def _in_cutover(workload: PlannedWorkload, key: str) -> bool:
    return any(s.key == key for s in _cutover(workload))


def _begins(workload: PlannedWorkload) -> frozenset[str]:
    """Return the steps with which users lose it; where they never do, the first step of the cutover."""
    marked = frozenset(s.key for s in workload.steps if s.starts_downtime)
    return marked or frozenset(s.key for s in _cutover(workload)[:1])


def _ends(workload: PlannedWorkload) -> frozenset[str]:
    """Return the steps that give it back; where nothing is marked, the last step of the cutover."""
    marked = frozenset(s.key for s in workload.steps if s.ends_downtime)
    return marked or frozenset(s.key for s in _cutover(workload)[-1:])

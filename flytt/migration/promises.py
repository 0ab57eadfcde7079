"""Downtime promised against downtime measured: for each workload's window, and summed for each sector."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from flytt.migration.downtime import Downtime, downtimes
from flytt.migration.events import PlanAdopted, Recorded
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.record import Record, Slug
from flytt.migration.workload import Window

NO_OTHERS: Mapping[str, Plan] = MappingProxyType({})


class Promised(Record):
    """What users were promised of one workload, and what they got. `ended` None: it is down now.

    `minutes` is from loss to return, so far; None when users were never without it. `over_minutes` is how
    long after the promised end it came back, or how long it is overdue; 0 when it was in time.
    """

    workload: Slug
    name: str
    sector: Slug
    window: Window
    promised_minutes: int
    minutes: float | None
    began: datetime | None
    ended: datetime | None
    taken_back: bool
    over_minutes: float

    @property
    def kept(self) -> bool | None:
        """True when it was not down for longer than promised, nor later. None when it was never down."""
        if self.minutes is None:
            return None
        return self.minutes <= self.promised_minutes and self.over_minutes <= 0


class SectorPromises(Record):
    """A sector's promises: how many were kept of those that were put to the test, and the minutes."""

    sector: Slug
    tested: int
    kept: int
    promised_minutes: int
    minutes: float


def promises(
    plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan] = NO_OTHERS
) -> tuple[Promised, ...]:
    """Return one row for each stretch in which a workload was down; one without for those that never were.

    A stretch is held against the window that was promised when it began, by whichever of the `adopted` plans
    (`Journal.plans()`) was followed then; later stretches of the same workload (taken back after use, tried
    again) against the minutes alone. What is in the plan no more stands there when it has been down.
    """
    gone = {w.id: w for other in adopted.values() for w in other.workloads if w.id not in _ids(plan)}
    found: list[Promised] = []
    for w in (*plan.workloads, *gone.values()):
        stretches = downtimes(w, events)
        told: Sequence[Downtime | None] = stretches or ([None] if w.id not in gone else [])
        found += [_row(_as_promised(w, s, plan, events, adopted), s, now) for s in told]
    return tuple(found)


def _ids(plan: Plan) -> set[Slug]:
    return {w.id for w in plan.workloads}


def _as_promised(
    w: PlannedWorkload,
    stretch: Downtime | None,
    plan: Plan,
    events: Sequence[Recorded],
    adopted: Mapping[str, Plan],
) -> PlannedWorkload:
    """Return the workload as the plan had it that was followed when the stretch began."""
    if stretch is None:
        return w
    for recorded in reversed(events):
        if recorded.at > stretch.began or not isinstance(recorded.event, PlanAdopted):
            continue
        followed = adopted.get(recorded.event.plan_hash, plan)
        return next((then for then in followed.workloads if then.id == w.id), w)
    return w


def _row(w: PlannedWorkload, stretch: Downtime | None, now: datetime) -> Promised:
    inside = stretch is not None and w.window.start <= stretch.began <= w.window.end
    over = ((stretch.ended or now) - w.window.end).total_seconds() / 60 if stretch and inside else 0.0
    return Promised(
        workload=w.id,
        name=w.name,
        sector=w.sector,
        window=w.window,
        promised_minutes=w.promised_minutes,
        minutes=round(stretch.minutes(now), 1) if stretch else None,
        began=stretch.began if stretch else None,
        ended=stretch.ended if stretch else None,
        taken_back=stretch.taken_back if stretch else False,
        over_minutes=round(max(0.0, over), 1),
    )


def by_sector(rows: Iterable[Promised]) -> tuple[SectorPromises, ...]:
    """Return the sums of each sector, of what was put to the test."""
    sectors: dict[Slug, list[Promised]] = {}
    for row in rows:
        sectors.setdefault(row.sector, [])
        if row.kept is not None:
            sectors[row.sector].append(row)
    return tuple(
        SectorPromises(
            sector=sector,
            tested=len(tested),
            kept=sum(row.kept is True for row in tested),
            promised_minutes=sum(row.promised_minutes for row in tested),
            minutes=round(sum(row.minutes or 0 for row in tested), 1),
        )
        for sector, tested in sectors.items()
    )

"""A wave is given another day, as when people change its row in the mapping and plan again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flytt.migration.errors import BadInput
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.planner import Conflicts
from flytt.migration.workload import Municipality
from flytt.wiring import Where, new_plan

WEEKS = 26
"""How far ahead a day is looked for. One that is a holiday, frozen or full is passed over."""


def another_day(at: Where, plan: Plan, wave: tuple[PlannedWorkload, ...], now: datetime) -> Plan:
    """Return the plan in which this wave moves some weeks later, at the same hour. BadInput: it cannot.

    The others keep their days, but for those that stand on it and come after it.
    """
    zone = ZoneInfo(plan.time_zone)
    ids = {w.id for w in wave}
    after = _standing_on(plan, ids)
    days = {w.id: w.window.start.astimezone(zone).date() for w in plan.workloads if w.id not in after}

    def on(day: date, municipality: Municipality) -> Municipality:
        wanted = {**days, **dict.fromkeys(ids, day)}
        there = (
            w.changed(window=w.window.changed(day=wanted[w.id])) if w.id in wanted else w
            for w in municipality.workloads
        )
        return municipality.changed(workloads=tuple(there))

    first = wave[0].window.start.astimezone(zone).date()
    for day in (first + timedelta(weeks=n) for n in range(1, WEEKS)):
        try:
            return new_plan(at, practice=True, now=now, amended=lambda m, day=day: on(day, m))
        except Conflicts:
            continue
    raise BadInput(
        f"No other day within {WEEKS} weeks can be found for {', '.join(sorted(ids))}.",
        still_true="The plan in force is kept.",
        next_command=f"flytt check {at.municipality}",
    )


def _standing_on(plan: Plan, ids: set[str]) -> set[str]:
    """Return the workloads that stand on these, straight or through others."""
    found: set[str] = set()
    fresh = set(ids)
    while fresh:
        fresh = {d.id for id_ in fresh for d in plan.dependents(id_)} - found - ids
        found |= fresh
    return found

"""The one door to planning: mappings and runbooks in, an immutable plan or every conflict out.

The rule is simple and says so: fixed dates first, then first fit. Workloads are taken in dependency order;
one with a stated date must fit there or is a conflict; one without gets the first evening on which nothing
is frozen and staff have capacity. A better planner can stand behind the same function.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flytt.migration.criteria import freezes
from flytt.migration.durations import Durations
from flytt.migration.errors import BadInput
from flytt.migration.local_time import days_of, on_the_clock_once
from flytt.migration.plan import Conflict, NotMoved, Plan, PlannedWorkload, ReachEntry
from flytt.migration.record import Json
from flytt.migration.runbook import Entry, Runbook, StepEntry
from flytt.migration.settings import SETTINGS
from flytt.migration.shared import removed_under_others
from flytt.migration.workload import Kind, Municipality, Window, Workload

HORIZON_DAYS = 400
"""How far ahead an evening is looked for."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)*)\}")


class Conflicts(BadInput):
    """The mapping cannot be planned as it stands. All conflicts at once; nothing was adopted."""

    def __init__(self, municipality: str, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts
        lines = [f"  {c.where}: {c.workload}: {c.rule}: {c.says} Mend: {c.mend}" for c in conflicts]
        super().__init__(
            f"{municipality} cannot be planned; {len(conflicts)} conflicts:\n" + "\n".join(lines) + "\n",
            still_true="Nothing was adopted.",
            next_command=f"flytt check {municipality}",
        )


def make_plan(
    municipality: Municipality,
    runbooks: Mapping[Kind, Runbook],
    now: datetime,
    durations: Durations | None = None,
    *,
    stems: Mapping[str, str] | None = None,
    reach: tuple[ReachEntry, ...] | None = None,
) -> Plan:
    """Return the plan, or raise Conflicts naming every one. The same input gives the same hash.

    `durations`: minutes that a rehearsal measured, which stand in place of the runbooks' estimates.
    `stems`: what locks and files of workloads that have been begun are called already; others are called
    after municipality and workload. `reach`: where the world is to be met, entry by entry.
    """
    drafting = _Drafting(municipality, runbooks, durations or Durations(), stems or {})
    drafting.run()
    if drafting.conflicts:
        raise Conflicts(municipality.id, tuple(drafting.conflicts))
    used: set[Kind] = {w.kind for w in drafting.planned.values()}
    return Plan(
        municipality=municipality.id,
        name=municipality.name,
        target=municipality.target,
        time_zone=municipality.time_zone,
        languages=municipality.languages,
        support=municipality.support,
        approval=municipality.approval,
        practice=municipality.practice,
        made_at=now,
        mapping_hash=municipality.content_hash,
        runbook_hashes={kind: runbooks[kind].content_hash for kind in sorted(used)},
        sectors=municipality.sectors,
        workloads=tuple(sorted(drafting.planned.values(), key=lambda w: (w.window.start, w.sector, w.id))),
        not_moved=tuple(sorted(drafting.left.values(), key=lambda n: (n.sector, n.id))),
        calendar=municipality.calendar,
        agreements=municipality.agreements,
        approvers=municipality.approvers,
        duty=municipality.duty,
        four_eyes=municipality.four_eyes,
        reach=reach,
    )


@dataclass
class _Drafting:
    municipality: Municipality
    runbooks: Mapping[Kind, Runbook]
    durations: Durations
    stems: Mapping[str, str]
    planned: dict[str, PlannedWorkload] = field(default_factory=dict[str, PlannedWorkload])
    left: dict[str, NotMoved] = field(default_factory=dict[str, NotMoved])
    conflicts: list[Conflict] = field(default_factory=list[Conflict])
    load: dict[date, int] = field(default_factory=dict[date, int])

    def run(self) -> None:
        """Take the workloads in dependency order; those with stated dates claim their evenings first."""
        order = _in_order(self.municipality.workloads)
        for workload in order:
            if why := self._why_not(workload):
                self.left[workload.id] = NotMoved(
                    id=workload.id, name=workload.name, sector=workload.sector, kind=workload.kind, why=why
                )
        moving = [w for w in order if w.id not in self.left]
        for workload in moving:
            if workload.window.day is not None:
                self.load[workload.window.day] = self.load.get(workload.window.day, 0) + 1
        for workload in moving:
            window = self._stated(workload) if workload.window.day else self._first_fit(workload)
            if window is not None:
                self.planned[workload.id] = self._plan(workload, window)
        rows = {w.id: w for w in moving}
        for remover, other, database in removed_under_others(self.planned.values()):
            says = f"deletes {database} when it is retired, and {other} uses it too."
            self._conflict(rows[remover], "shared database", says, "one workload for both")

    def _why_not(self, workload: Workload) -> str:
        if workload.kind not in SETTINGS or workload.kind not in self.runbooks:
            return f"not yet: Flytt does not move a {workload.kind.replace('-', ' ')} in this version"
        if workload.standing == "unconfirmed" and not self.municipality.practice:
            return f"unconfirmed: nobody has said that {self.municipality.name} uses it ({workload.place})"
        if workload.unknown_settings:
            return f"unknown: {', '.join(workload.unknown_settings)} ({workload.place})"
        known = {w.id for w in self.municipality.workloads} - self.left.keys()
        waits = [d.workload for d in workload.depends_on if d.workload not in known]
        return f"waits for {', '.join(waits)}, which this plan does not move" if waits else ""

    def _stated(self, workload: Workload) -> Window | None:
        day = workload.window.day
        assert day is not None, "asked only for workloads with a stated day"
        window = self._window(workload, day)
        for row in self.municipality.calendar:
            if freezes(row, workload.id, workload.sector, days_of(window, self.municipality.time_zone)):
                self._conflict(
                    workload,
                    "freeze",
                    f"{row.title} holds {day} ({row.place}).",
                    "another date, or a narrower row",
                )
        if not self._sound(window):
            says = f"begins or ends in the hour that clocks skip or repeat on {day}."
            self._conflict(workload, "clock change", says, "another hour")
        for row in self.municipality.calendar:
            if (
                row.kind == "capacity"
                and row.first <= day <= row.last
                and row.per_evening is not None
                and self.load[day] > row.per_evening
            ):
                says = f"{self.load[day]} workloads on {day}, staff for {row.per_evening} ({row.place})."
                self._conflict(workload, "capacity", says, "spread them over more evenings")
        for dependency in workload.depends_on:
            before = self.planned.get(dependency.workload)
            if before and before.window.start > window.start:
                says = (
                    f"needs {before.name}, moving later ({before.window.start:%Y-%m-%d}): {dependency.why}."
                )
                self._conflict(workload, "dependency", says, "a later date, or an earlier one for the other")
        return window

    def _first_fit(self, workload: Workload) -> Window | None:
        after = [
            self.planned[d.workload].window.end for d in workload.depends_on if d.workload in self.planned
        ]
        zone = ZoneInfo(self.municipality.time_zone)
        first = max(
            [self.municipality.first_day, *((m.astimezone(zone) + timedelta(days=1)).date() for m in after)]
        )
        for offset in range(HORIZON_DAYS):
            day = first + timedelta(days=offset)
            if day.weekday() < 4 and not self._taken(workload, day):  # noqa: PLR2004 - Monday to Thursday: help is there the day after
                self.load[day] = self.load.get(day, 0) + 1
                return self._window(workload, day)
        self._conflict(
            workload,
            "no evening",
            f"none free within {HORIZON_DAYS} days of {first}.",
            "shorter freezes, or more staff",
        )
        return None

    def _sound(self, window: Window) -> bool:
        zone = ZoneInfo(self.municipality.time_zone)
        edges = (m.astimezone(zone).replace(tzinfo=None, fold=0) for m in (window.start, window.end))
        return all(on_the_clock_once(edge, self.municipality.time_zone) for edge in edges)

    def _taken(self, workload: Workload, day: date) -> bool:
        window = self._window(workload, day)
        days = days_of(window, self.municipality.time_zone)
        if not self._sound(window):
            return True
        for row in self.municipality.calendar:
            if freezes(row, workload.id, workload.sector, days):
                return True
            full = (
                row.kind == "capacity"
                and row.per_evening is not None
                and self.load.get(day, 0) >= row.per_evening
            )
            if full and row.first <= day <= row.last:
                return True
        return False

    def _window(self, workload: Workload, day: date) -> Window:
        zone = ZoneInfo(self.municipality.time_zone)
        start = workload.window.start or self.municipality.default_start
        minutes = workload.window.minutes or self.municipality.default_minutes
        begin = datetime.combine(day, start, zone).astimezone(UTC)
        stated = workload.window.day is not None
        standing = (
            workload.window.standing if stated else "practice" if self.municipality.practice else "unknown"
        )
        return Window(start=begin, end=begin + timedelta(minutes=minutes), standing=standing)

    def _plan(self, workload: Workload, window: Window) -> PlannedWorkload:
        zone = ZoneInfo(self.municipality.time_zone)
        runbook = self.runbooks[workload.kind]
        local = window.start.astimezone(zone)
        return PlannedWorkload(
            id=workload.id,
            name=workload.name,
            sector=workload.sector,
            kind=workload.kind,
            wave=f"{workload.sector}-{local:%Y-%m-%d-%H%M}",
            affects=workload.affects,
            audience=workload.audience,
            owner_role=workload.owner_role,
            agreement=workload.agreement,
            personal=workload.data_class in {"personal", "sensitive", "unknown"},
            depends_on=workload.depends_on,
            window=window,
            promised_minutes=int((window.end - window.start).total_seconds() // 60),
            practice_settings=workload.practice_settings,
            words=workload.words,
            stem=self._stem(workload),
            entries=tuple(
                self._filled(workload, entry) for entry in runbook.entries if self._applies(workload, entry)
            ),
        )

    def _stem(self, workload: Workload) -> str:
        """No id holds an underscore: two municipalities on one host never meet in a name."""
        return self.stems.get(workload.id) or f"{self.municipality.id}_{workload.id}"

    def _applies(self, workload: Workload, entry: Entry) -> bool:
        """A step that only some workloads of a kind need is in no other's plan; gates are in every one."""
        when = entry.when if isinstance(entry, StepEntry) else {}
        for name in when.keys() - workload.settings.keys():
            says = f"step {entry.key} is there when {name!r} says so, and there is no such setting."
            self._conflict(workload, "setting", says, "correct `when` in the runbook")
        return all(workload.settings.get(name) == value for name, value in when.items())

    def _is_alone(self, workload: Workload, entry: StepEntry) -> bool:
        """A step of people with nothing for them to do asks nobody. Names may lead into a setting: `a.b`."""
        for name, wanted in entry.alone_when.items():
            value: Json = workload.settings
            for part in name.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value != wanted:
                return False
        return bool(entry.alone_when)

    def _filled(self, workload: Workload, entry: Entry) -> Entry:
        entry = self.durations.over(workload.id, entry)
        if not isinstance(entry, StepEntry):
            return entry
        given: dict[str, Json] = {
            **workload.settings,
            "workload": self._stem(workload),
            "name": workload.name,
        }
        try:
            return entry.changed(
                by="flytt" if self._is_alone(workload, entry) else entry.by,
                values={key: fill(value, given) for key, value in entry.values.items()},
                instructions=str(fill(entry.instructions, given)),
                undo_instructions=str(fill(entry.undo_instructions, given)),
            )
        except KeyError as missing:
            self._conflict(
                workload,
                "setting",
                f"step {entry.key} needs {missing.args[0]!r}.",
                "state it under `settings`",
            )
            return entry

    def _conflict(self, workload: Workload, rule: str, says: str, mend: str) -> None:
        self.conflicts.append(
            Conflict(workload=workload.id, rule=rule, says=says, where=str(workload.place), mend=mend)
        )


def fill(value: Json, given: Mapping[str, Json]) -> Json:
    """Replace `{a.b}` by the setting it names: whole values keep their type. KeyError names a missing one."""
    if isinstance(value, dict):
        return {key: fill(inner, given) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, given) for inner in value]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    if whole:
        return _setting(whole[1], given)
    return _PLACEHOLDER.sub(lambda found: str(_setting(found[1], given)), value)


def _setting(path: str, given: Mapping[str, Json]) -> Json:
    at: Json = dict(given)
    for part in path.split("."):
        if not isinstance(at, dict) or part not in at:
            raise KeyError(path)
        at = at[part]
    return at


def _in_order(workloads: tuple[Workload, ...]) -> list[Workload]:
    """Dependencies first; among equals those with a date, by date, then by id. The mapping has no cycles."""
    by_id = {w.id: w for w in workloads}
    done: dict[str, Workload] = {}

    def visit(workload: Workload) -> None:
        if workload.id in done:
            return
        for dependency in sorted(workload.depends_on, key=lambda d: d.workload):
            if dependency.workload in by_id:
                visit(by_id[dependency.workload])
        done[workload.id] = workload

    for workload in sorted(workloads, key=lambda w: (w.window.day is None, w.window.day or date.max, w.id)):
        visit(workload)
    return list(done.values())

"""What becomes of notices when a new plan is adopted: which go on, which move, which tell of less.

A notice whose time has not begun follows its workloads to their new window, under the same id, and says the
old time beside the new. What has begun stays where it was promised. See docs/decisions/0020.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flytt.migration.course import Course
from flytt.migration.notice_line import Line
from flytt.migration.notice_record import NoticedSystem, NoticeState
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.record import Slug
from flytt.migration.standing import Moment, Promise, systems_at
from flytt.migration.state import MoveState


@dataclass(frozen=True, slots=True)
class Adoption:
    """A plan that is followed from here on: since when, by which event (0: nobody's), and the state then."""

    plan: Plan
    at: datetime
    seq: int
    state: MoveState


def replanned(lines: Sequence[Line], adoption: Adoption) -> tuple[Line, ...]:
    """Return the notices as they go on, and those that begin, under a plan that is adopted."""
    for line in lines:
        line.pass_time(adoption.at, end=False)
    pinned = {id_ for line in lines for id_, w in line.own.items() if line.moment.courses[w.id].under_way}
    waves: dict[Slug, list[PlannedWorkload]] = {}
    for w in adoption.plan.workloads:
        if w.id not in pinned:
            waves.setdefault(w.wave, []).append(w)
    heirs = _heirs(lines, waves)
    told = {id_: promise for line in lines for id_, promise in _told(line).items()}
    for line in lines:
        coming = [w for wave, heir in heirs.items() if heir is line for w in waves[wave]]
        _go_on(line, coming, told, adoption)
    opened: list[Line] = []
    for wave, workloads in waves.items():
        if wave not in heirs:
            known = {line.id for line in (*lines, *opened)}
            opened.append(_opened(_free(adoption.plan, wave, known), workloads, told, adoption))
    return (*lines, *opened)


def _heirs(lines: Sequence[Line], waves: Mapping[Slug, list[PlannedWorkload]]) -> dict[Slug, Line]:
    """Return the notice that goes on with each wave: the one of that time, else the one that moves there."""
    heirs = {line.wave: line for line in lines if line.wave in waves}
    free = [line for line in lines if line not in heirs.values() and not line.begun]
    for wave, workloads in waves.items():
        if wave in heirs:
            continue
        ids = {w.id for w in workloads}
        sharing = [line for line in free if ids & line.own.keys()]
        if sharing:
            heirs[wave] = min(sharing, key=lambda line: (-len(ids & line.own.keys()), line.id))
            free.remove(heirs[wave])
    return heirs


def _told(line: Line) -> dict[Slug, tuple[PlannedWorkload, Promise]]:
    """Return the windows that were told of and have not come to anything."""
    return {
        id_: (w, line.moment.promises[id_])
        for id_, w in line.own.items()
        if line.moment.courses[id_].begun_at is None
    }


def _go_on(
    line: Line,
    coming: Sequence[PlannedWorkload],
    told: Mapping[Slug, tuple[PlannedWorkload, Promise]],
    adoption: Adoption,
) -> None:
    """Let a notice tell of what stays with it and what comes to it, and say once what becomes of the rest."""
    before, new = line.moment, {w.id: w for w in adoption.plan.workloads}
    now = replace(before, at=adoption.at, state=adoption.state)
    stay = {id_: _kept_to(w, new.get(id_)) for id_, w in line.own.items() if before.courses[id_].under_way}
    courses = {id_: before.courses[id_] for id_ in stay}
    promises = {id_: before.promises[id_] for id_ in stay}
    for w in coming:
        old = line.own.get(w.id)
        again = old is not None and old.window == w.window
        courses[w.id] = before.courses[w.id] if again else Course()
        promises[w.id] = before.promises[w.id] if again else _promise(w, told, adoption)
    own = {**stay, **{w.id: w for w in coming}}
    left = {s.id: s for s in systems_at(line.plan, tuple(line.own.values()), now)}
    kept = {
        id_: _elsewhere(system, new.get(id_))
        for id_, system in {**line.kept, **left}.items()
        if id_ not in own
    }
    if coming:
        line.wave = coming[0].wave
    if line.sector in {s.id for s in adoption.plan.sectors}:
        line.plan = adoption.plan
    line.own, line.kept, line.seq = own, kept, adoption.seq
    line.moment = replace(now, courses=courses, promises=promises)
    line.say(line.moment)


def _opened(
    id_: str,
    workloads: Sequence[PlannedWorkload],
    told: Mapping[Slug, tuple[PlannedWorkload, Promise]],
    adoption: Adoption,
) -> Line:
    courses = {w.id: Course() for w in workloads}
    promises = {w.id: _promise(w, told, adoption) for w in workloads}
    moment = Moment(adoption.at, adoption.state, courses, {}, promises)
    return Line(id_, adoption.plan, workloads, moment, adoption.seq)


def _promise(
    w: PlannedWorkload, told: Mapping[Slug, tuple[PlannedWorkload, Promise]], adoption: Adoption
) -> Promise:
    before = told.get(w.id)
    if before and before[0].window == w.window:
        return before[1]
    return Promise(adoption.at, adoption.seq, before[0].window if before else None)


def _kept_to(w: PlannedWorkload, new: PlannedWorkload | None) -> PlannedWorkload:
    """Return what has begun as it is planned now, with the window that was promised when it began."""
    if new is None:
        return w
    return new.changed(window=w.window, wave=w.wave, promised_minutes=w.promised_minutes)


def _elsewhere(system: NoticedSystem, new: PlannedWorkload | None) -> NoticedSystem:
    """Return what this notice says, from here on, of a system that another one tells of, or none."""
    window = new.window if new else None
    if system.state is NoticeState.TAKEN_BACK:
        return system.changed(moved_to=window)
    state = NoticeState.MOVED_ON if window else NoticeState.CANCELLED
    return system.changed(state=state, moved_to=window, overdue=False, expected_end=None)


def _free(plan: Plan, wave: Slug, known: set[str]) -> str:
    """Return the notice's id: of municipality and wave; numbered when that wave was told of before."""
    first = f"{plan.municipality}.{wave}"
    names = (first, *(f"{first}-{n}" for n in range(2, len(known) + 3)))
    return next(name for name in names if name not in known)

"""How one workload stands at one moment, said as its users would understand it."""

from dataclasses import dataclass
from datetime import datetime

from flytt.migration.course import Course, compared, estimate, goes_down
from flytt.migration.news_times import REMINDED_BEFORE, START_GRACE
from flytt.migration.next_action import cutover_begun, is_open
from flytt.migration.notice_record import NoticedSystem, NoticeState
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import GateEntry, Phase
from flytt.migration.state import MoveState
from flytt.migration.workload import Window


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer at a gate, about some workloads. It stays when the gate is opened again for others."""

    workloads: tuple[str, ...]
    go: bool
    why: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Promise:
    """Since when a workload's window has been told, and what was told before it.

    What was answered or aimed at before `seq` was about another window, and speaks no more.
    """

    at: datetime
    seq: int = 0
    previous: Window | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What was so at one time: after an event, or when the clock passed something. UTC."""

    at: datetime
    state: MoveState
    courses: dict[str, Course]
    answers: dict[str, tuple[Answer, ...]]
    promises: dict[str, Promise]


def systems_at(plan: Plan, wave: tuple[PlannedWorkload, ...], moment: Moment) -> tuple[NoticedSystem, ...]:
    """Return every system of a wave as it stood at the moment, without the measured minutes."""
    begun = any(moment.courses[w.id].begun_at for w in wave)
    return tuple(_system(plan, w, moment, others_begun=begun) for w in wave)


def _system(plan: Plan, w: PlannedWorkload, moment: Moment, *, others_begun: bool) -> NoticedSystem:
    sectors = {s.id: s for s in plan.sectors}
    promised = NoticedSystem(
        id=w.id,
        name=w.name,
        kind=w.kind,
        audience=w.audience,
        affects=tuple(sectors[s] for s in (w.affects or (w.sector,)) if s in sectors),
        words=w.words,
        window=w.window,
        previous_window=moment.promises[w.id].previous,
        goes_down=goes_down(w),
        state=NoticeState.PLANNED,
        expected_end=w.window.end,
        promised_minutes=w.promised_minutes,
    )
    if moment.courses[w.id].under_way:
        return _under_way(promised, w, moment)
    return _at_rest(promised, w, moment, others_begun=others_begun)


def _under_way(promised: NoticedSystem, w: PlannedWorkload, moment: Moment) -> NoticedSystem:
    course, at, now = moment.courses[w.id], moment.state.workload(w.id), moment.at
    was_open = _was_open(w, moment)
    # Who was never told to use the new side has been without the system since it was first taken away.
    since = course.begun_at if was_open or not course.turned_at else course.first_begun_at
    system = promised.changed(
        began_at=since,
        turned_at=course.turned_at,
        set_aside=course.set_aside,
        unlisted=course.unlisted,
    )
    accepted = _accepted(w, moment)
    if course.up_at and accepted is not None and is_open(w, moment.state):
        return system.changed(
            state=NoticeState.FINISHED,
            turned_at=None,
            expected_end=None,
            ended_at=max(course.up_at, accepted),
            compared=compared(w, at),
        )
    over = now >= w.window.end
    if course.turned_at:
        return system.changed(
            state=NoticeState.GOING_BACK,
            overdue=over and not was_open,
            expected_end=None,
            was_open=was_open,
        )
    if course.up_at:
        expected = None if over else w.window.end
        return system.changed(state=NoticeState.CHECKING, overdue=over, expected_end=expected)
    guess = estimate(w, course, at)
    guess = guess if guess and guess > now else None
    late = over or (guess is not None and guess > w.window.end)
    return system.changed(
        state=NoticeState.LATE if late else NoticeState.STARTED,
        overdue=late,
        expected_end=guess if late else w.window.end,
    )


def _at_rest(
    promised: NoticedSystem, w: PlannedWorkload, moment: Moment, *, others_begun: bool
) -> NoticedSystem:
    course, at, now = moment.courses[w.id], moment.state.workload(w.id), moment.at
    goal, promise = at.goal, moment.promises[w.id]
    backward = bool(goal and goal.backward and goal.seq > promise.seq)
    no_go = _no_go(w, moment)
    over = now >= w.window.end and not cutover_begun(w, moment.state)
    left = goal is None and others_begun
    will_not = backward or no_go is not None or over or left
    if course.back_at and will_not:
        return promised.changed(
            state=NoticeState.TAKEN_BACK,
            began_at=course.begun_at if _was_open(w, moment) else course.first_begun_at,
            turned_at=course.turned_at,
            ended_at=course.back_at,
            expected_end=None,
            was_open=_was_open(w, moment),
            set_aside=course.set_aside,
            unlisted=course.unlisted,
        )
    if will_not:
        return promised.changed(
            state=NoticeState.CANCELLED, expected_end=None, reason=no_go.why if no_go else ""
        )
    if now >= w.window.start + START_GRACE:
        return promised.changed(state=NoticeState.LATE, overdue=True, expected_end=None)
    reminding = w.window.start - REMINDED_BEFORE
    if promise.at < reminding <= now:
        return promised.changed(state=NoticeState.REMINDER)
    return promised.changed(state=NoticeState.POSTPONED) if promise.previous else promised


def _accepted(w: PlannedWorkload, moment: Moment) -> datetime | None:
    """Return when people accepted it on the new side; with no such gate, when it was verified."""
    floor = moment.state.workload(w.id).back_seq
    gates = _gates(w, {"open"})
    given = [next((a for a in _answers(w, moment, gate, floor) if a.go), None) for gate in gates]
    at = [a.at for a in given if a is not None]
    return max(at, default=moment.courses[w.id].up_at) if len(at) == len(gates) else None


def _was_open(w: PlannedWorkload, moment: Moment) -> bool:
    """True when people had accepted what was then taken back: it had been moved, not merely begun on."""
    course = moment.courses[w.id]
    begun, gone = course.first_begun_at, course.gone_at or course.turned_at
    if begun is None or gone is None:
        return False
    answers = [_answers(w, moment, gate, 0) for gate in _gates(w, {"open"})]
    return all(any(a.go and begun <= a.at <= gone for a in given) for given in answers)


def _no_go(w: PlannedWorkload, moment: Moment) -> Answer | None:
    """Return the no-go that still holds: a go outlives it, and a goal set after it asks again."""
    at = moment.state.workload(w.id)
    for gate in _gates(w, {"prepare", "cutover"}):
        answers = _answers(w, moment, gate, max(at.back_seq, moment.promises[w.id].seq))
        newest = answers[-1] if answers and not any(a.go for a in answers) else None
        if newest and (at.goal is None or newest.seq > at.goal.seq):
            return newest
    return None


def _answers(w: PlannedWorkload, moment: Moment, gate: str, floor: int) -> list[Answer]:
    """Return what was answered about this workload since it was last taken back, oldest first."""
    return [a for a in moment.answers.get(gate, ()) if w.id in a.workloads and a.seq > floor]


def _gates(w: PlannedWorkload, phases: set[Phase]) -> list[str]:
    return [w.gate_id(e) for e in w.entries if isinstance(e, GateEntry) and e.phase in phases]

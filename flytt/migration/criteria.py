"""The machine-checked questions of a gate: pass, fail, or could not tell. The last two stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flytt.migration.changed_on_both import looks, questions
from flytt.migration.delta import copies, fit
from flytt.migration.downtime import downtimes
from flytt.migration.events import Criterion, Recorded
from flytt.migration.local_time import days_of
from flytt.migration.next_action import is_open
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.proof import named
from flytt.migration.state import MoveState, StepStatus
from flytt.migration.workload import CalendarRow

RETIRE_AFTER_DAYS = 30
"""How long the old side is kept after opening, at the least: one pay run and one month's end."""
ANSWERS_AFTER_DAYS = 90
"""How long copies of people's answers are kept: by then what is missed at a quarter's end has shown."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a gate is about: the workloads that share it, as the ledger stands at `now`."""

    plan: Plan
    workloads: tuple[PlannedWorkload, ...]
    move: MoveState
    events: tuple[Recorded, ...]
    now: datetime


def evaluate(names: tuple[str, ...], subject: Subject) -> tuple[Criterion, ...]:
    """Answer each criterion. One that does not exist is an answer too: could not tell."""
    answers: list[Criterion] = []
    for name in names:
        ask = CRITERIA.get(name)
        answers.append(
            ask(subject) if ask else Criterion(name=name, passed=None, says="Flytt knows no such criterion")
        )
    return tuple(answers)


def steps_verified(subject: Subject) -> Criterion:
    """Every step begun so far has been verified, and nothing was left unchecked."""
    bad = [
        f"{w.id}/{key} is {step.status}"
        for w in subject.workloads
        for key, step in subject.move.workload(w.id).steps.items()
        if step.begun and step.status is not StepStatus.VERIFIED
    ]
    count = sum(
        step.status is StepStatus.VERIFIED
        for w in subject.workloads
        for step in subject.move.workload(w.id).steps.values()
    )
    return _answer("steps-verified", not bad, "; ".join(bad) or f"{count} steps verified")


def agreement_in_force(subject: Subject) -> Criterion:
    """No personal data moves without a data processing agreement in force."""
    agreements = {a.id: a for a in subject.plan.agreements}
    missing: list[str] = []
    unknown: list[str] = []
    for workload in subject.workloads:
        agreement = agreements.get(workload.agreement or "")
        if not workload.personal:
            continue
        if agreement is None:
            missing.append(workload.id)
        elif agreement.in_force_from is None:
            unknown.append(f"{workload.id}: {agreement.title}")
        elif agreement.in_force_from > days_of(workload.window, subject.plan.time_zone)[0]:
            missing.append(f"{workload.id}: {agreement.title} from {agreement.in_force_from}")
    if unknown and not missing:
        says = f"not known whether it is in force: {'; '.join(unknown)}"
        return Criterion(name="agreement-in-force", passed=None, says=says)
    return _answer("agreement-in-force", not missing, "; ".join(missing) or "in force, or no personal data")


def no_freeze(subject: Subject) -> Criterion:
    """The calendar lets these workloads change on every day of their window."""
    hits = [
        f"{w.id}: {row.title} ({row.place})"
        for w in subject.workloads
        for row in subject.plan.calendar
        if freezes(row, w.id, w.sector, days_of(w.window, subject.plan.time_zone))
    ]
    return _answer("no-freeze", not hits, "; ".join(hits) or "nothing is frozen that day")


def freezes(row: CalendarRow, workload: str, sector: str, days: tuple[date, date]) -> bool:
    """True when a calendar row forbids this workload to change on one of the days, first to last."""
    if row.kind not in {"freeze", "holiday"} or days[1] < row.first or row.last < days[0]:
        return False
    everything = not row.workloads and not row.sectors
    return everything or workload in row.workloads or sector in row.sectors


def window_fits(subject: Subject) -> Criterion:
    """The cutover and, should it fail, the way back fit in what is left of the window."""
    tight: list[str] = []
    for w in subject.workloads:
        steps = [s for s in w.steps if s.phase == "cutover"]
        there = sum(s.minutes for s in steps)
        back = sum(s.undo_minutes for s in steps)
        begin = max(subject.now, w.window.start)
        if begin + timedelta(minutes=there + back) > w.window.end:
            if subject.now >= w.window.end:
                tight.append(
                    f"{w.id}: its window has passed; a new day in the mapping, and a new plan, are needed"
                )
                continue
            left = max(0.0, (w.window.end - begin).total_seconds() / 60)
            tight.append(f"{w.id}: {there:.0f} min there and {back:.0f} min back, {left:.0f} min left")
    return _answer("window-fits", not tight, "; ".join(tight) or "there and back fit in the window")


def dependencies_open(subject: Subject) -> Criterion:
    """What these workloads stand on is open on the new side, or moves in the same wave."""
    here = {w.id for w in subject.workloads}
    missing = [
        f"{w.id} waits for {d.workload} ({d.why})"
        for w in subject.workloads
        for d in w.depends_on
        if d.workload not in here and not is_open(subject.plan.workload(d.workload), subject.move)
    ]
    return _answer("dependencies-open", not missing, "; ".join(missing) or "all open")


def downtime_kept(subject: Subject) -> Criterion:
    """Users were down no longer than they were told. Failing is told, and does not undo anything."""
    late = [
        f"{w.id}: {sum(d.minutes(subject.now) for d in spans):.0f} of {w.promised_minutes} min"
        for w in subject.workloads
        if (spans := downtimes(w, subject.events))
        and sum(d.minutes(subject.now) for d in spans) > w.promised_minutes
    ]
    says = f"longer than promised: {'; '.join(late)}" if late else "within what was promised"
    return Criterion(name="downtime-kept", passed=True, says=says)


def kept_long_enough(subject: Subject) -> Criterion:
    """The old side has been kept for RETIRE_AFTER_DAYS since the workload was opened."""
    return _kept("kept-long-enough", RETIRE_AFTER_DAYS, subject)


def kept_ninety_days(subject: Subject) -> Criterion:
    """Copies of answers have been kept for ANSWERS_AFTER_DAYS since the workload was opened."""
    return _kept("kept-ninety-days", ANSWERS_AFTER_DAYS, subject)


def _kept(name: str, days: int, subject: Subject) -> Criterion:
    early: list[str] = []
    zone = ZoneInfo(subject.plan.time_zone)
    for w in subject.workloads:
        at = subject.move.workload(w.id)
        moments = [m for s in w.steps if s.phase in {"cutover", "open"} and (m := at.step(s.key).verified_at)]
        until = max(moments) + timedelta(days=days) if moments else None
        if until is None:
            early.append(f"{w.id} (not opened yet)")
        elif subject.now < until:
            early.append(f"{w.id} (until {until.astimezone(zone):%Y-%m-%d %H:%M})")
    says = f"kept less than {days} days: {', '.join(early)}" if early else "kept long enough"
    return _answer(name, not early, says)


def _answer(name: str, passed: bool, says: str) -> Criterion:  # noqa: FBT001 - private, its name says it
    return Criterion(name=name, passed=passed, says=says)


def delta_fits_window(subject: Subject) -> Criterion:
    """What is left to copy of a file share, and reading all of it, fits in the window: said days before."""
    tight: list[str] = []
    untold: list[str] = []
    says: list[str] = []
    for w in filter(copies, subject.workloads):
        expected = fit(w, subject.move.workload(w.id), subject.now)
        if not expected.known:
            untold.append(f"{w.id}: {expected.says}")
            continue
        (says if expected.fits == "yes" else tight).append(f"{w.id}: {expected.says}")
    if untold and not tight:
        return Criterion(name="delta-fits-window", passed=None, says="; ".join(untold))
    return _answer("delta-fits-window", not tight, "; ".join(tight or says) or "no file share among them")


def people_fit_window(subject: Subject) -> Criterion:
    """Letting everybody in takes no longer than is left of the window, at what the service lets through."""
    tight: list[str] = []
    says: list[str] = []
    for w in subject.workloads:
        for step in w.steps:
            seen = subject.move.workload(w.id).step(step.key).receipt if step.step in _SURVEYS else None
            minutes = (seen or {}).get("cutover_minutes")
            if not isinstance(minutes, int | float):
                continue
            left = (w.window.end - max(subject.now, w.window.start)).total_seconds() / 60
            sentence = f"{w.id}: {minutes:.1f} min at the speed met, {max(left, 0):.0f} min left"
            (says if minutes <= left else tight).append(sentence)
    unseen = [w.id for w in subject.workloads if any(s.step in _SURVEYS for s in w.steps)]
    if len(unseen) > len(tight) + len(says):
        return Criterion(name="people-fit-window", passed=None, says="nobody has been counted yet")
    return _answer("people-fit-window", not tight, "; ".join(tight or says) or "no tenant among them")


def changes_decided(subject: Subject) -> Criterion:
    """Whose word counts of what both sides changed of people is decided, as the plan in force says it."""
    looked = {w.id: questions(w, subject.move.workload(w.id)) for w in subject.workloads if looks(w)}
    open_ = {w: [q.source for q in asked if not q.keep] for w, asked in looked.items() if asked}
    says = [f"{w}: {named(sources)}" for w, sources in open_.items() if sources]
    if None in looked.values() and not says:
        return Criterion(name="changes-decided", passed=None, says="nobody has looked for changes yet")
    how = f"decide under `changed_on_both`: flytt plan {subject.plan.municipality} --adopt"
    found = f"changed on both sides: {'; '.join(says)}; {how}"
    count = f"changed on both sides, and decided: {sum(map(len, open_.values()))}"
    return _answer("changes-decided", not says, found if says else count)


_SURVEYS = frozenset(
    f"{kind}.survey"
    for kind in ("identity", "files", "mailboxes", "domain", "intranet", "teams", "chats", "planner")
)
"""Their receipts hold how long what must be done in the window takes, in minutes."""

CRITERIA: Mapping[str, Callable[[Subject], Criterion]] = {
    "steps-verified": steps_verified,
    "agreement-in-force": agreement_in_force,
    "no-freeze": no_freeze,
    "window-fits": window_fits,
    "dependencies-open": dependencies_open,
    "delta-fits-window": delta_fits_window,
    "people-fit-window": people_fit_window,
    "changes-decided": changes_decided,
    "downtime-kept": downtime_kept,
    "kept-long-enough": kept_long_enough,
    "kept-ninety-days": kept_ninety_days,
}
"""Criteria that a runbook may name."""

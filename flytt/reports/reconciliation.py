"""What was compared with what, step by step: the records behind the page and behind report.json."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeAlias

from flytt.migration.downtime import Downtime, downtimes
from flytt.migration.events import Recorded, StepDone, StepStarted, StepVerified, UndoDone
from flytt.migration.kept_aside import KeptAside, kept_aside
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.record import Record, digest
from flytt.migration.runbook import GateEntry, StepEntry
from flytt.migration.state import MoveState, StepState, StepStatus
from flytt.reports.both_sides import Counted, both_sides
from flytt.reports.status import Items, items

Outcome: TypeAlias = Literal["matches", "differs", "unfinished", "not-begun", "taken-back", "left-behind"]


class Sequence(Record):
    """The ledger's numbers for what became of a step the last time; 0: never."""

    started: int = 0
    done: int = 0
    verified: int = 0
    taken_back: int = 0


class StepRow(Record):
    """One step: when, by which route it was looked at, what was counted. Digests are SHA-256."""

    key: str
    step: str
    title_nb: str
    status: StepStatus
    started_at: datetime | None
    done_at: datetime | None
    verified_at: datetime | None
    taken_back_at: datetime | None
    seq: Sequence
    receipt_sha256: str
    vaulted: bool
    route: str
    matched: int
    differing: tuple[str, ...]
    skipped: tuple[str, ...]
    unchecked: int
    unchecked_why: str
    differing_more: int = 0
    """What differs beside what is named."""
    stays_nb: str = ""
    """What of it nothing takes back; empty while it has not been begun."""
    left: tuple[str, ...] = ()
    """What could not be taken back, because its host is dead for good."""

    @property
    def exceptions(self) -> bool:
        """True when something differs or was left out."""
        return bool(self.differing or self.skipped or self.unchecked)


class Accepted(Record):
    """Who accepted a workload as it came out, with what was left out in view. `authenticated`: signed."""

    who: str
    at: datetime
    authenticated: bool


class WorkloadRow(Record):
    """One workload's account."""

    id: str
    name: str
    sector: str
    outcome: Outcome
    items: Items
    promised_minutes: int
    downtime_minutes: float
    downtimes: tuple[Downtime, ...]
    steps: tuple[StepRow, ...]
    kept: tuple[KeptAside, ...] = ()
    """What people had written when it was taken back. Flytt deletes none of it, also not when retiring."""
    both_sides: tuple[Counted, ...] = ()
    """Of a tenant's part: every drive, mailbox, channel, plan, site and group by itself."""
    accepted: Accepted | None = None

    @property
    def exceptions(self) -> bool:
        """True when something differs or was left out, which somebody has to answer for."""
        return any(step.exceptions for step in self.steps)

    @property
    def unanswered(self) -> tuple[StepRow, ...]:
        """The steps whose exceptions were found after it was accepted: nobody had them in view."""
        said = self.accepted
        return tuple(
            step
            for step in self.steps
            if said and step.exceptions and step.verified_at and step.verified_at > said.at
        )


class Reconciliation(Record):
    """The account of the whole move, as of `as_of`."""

    municipality: str
    name: str
    practice: bool
    time_zone: str
    plan_hash: str
    as_of: datetime
    events: int
    workloads: tuple[WorkloadRow, ...]


def reconcile(plan: Plan, state: MoveState, events: Iterable[Recorded], now: datetime) -> Reconciliation:
    """Return the account."""
    every = tuple(events)
    numbers = _numbers(every)
    return Reconciliation(
        municipality=plan.municipality,
        name=plan.name,
        practice=plan.practice,
        time_zone=plan.time_zone,
        plan_hash=plan.hash,
        as_of=now,
        events=state.seq,
        workloads=tuple(_workload(plan.municipality, w, state, every, numbers, now) for w in plan.workloads),
    )


def _numbers(events: tuple[Recorded, ...]) -> dict[tuple[str, str], Sequence]:
    found: dict[tuple[str, str], Sequence] = {}
    for recorded in events:
        event = recorded.event
        match event:
            case StepStarted(workload=workload, step=step):
                found[workload, step] = Sequence(started=recorded.seq)
            case StepDone(workload=workload, step=step):
                found[workload, step] = found[workload, step].model_copy(update={"done": recorded.seq})
            case StepVerified(workload=workload, step=step):
                found[workload, step] = found[workload, step].model_copy(update={"verified": recorded.seq})
            case UndoDone(workload=workload, step=step):
                found[workload, step] = found[workload, step].model_copy(update={"taken_back": recorded.seq})
            case _:
                pass
    return found


def _workload(
    municipality: str,
    workload: PlannedWorkload,
    state: MoveState,
    events: tuple[Recorded, ...],
    numbers: dict[tuple[str, str], Sequence],
    now: datetime,
) -> WorkloadRow:
    at = state.workload(workload.id)
    spans = downtimes(workload, events)
    steps = tuple(
        _step(s, at.step(s.key), numbers.get((workload.id, s.key), Sequence())) for s in workload.steps
    )
    return WorkloadRow(
        id=workload.id,
        name=workload.name,
        sector=workload.sector,
        outcome=_outcome(workload, state, steps),
        items=items(workload, state),
        promised_minutes=workload.promised_minutes,
        downtime_minutes=round(sum((s.minutes(now) for s in spans), 0.0), 3),
        downtimes=spans,
        steps=steps,
        kept=kept_aside(municipality, workload, events),
        both_sides=both_sides(workload, state),
        accepted=_accepted(workload, state),
    )


def _accepted(workload: PlannedWorkload, state: MoveState) -> Accepted | None:
    """Return whose yes opened it; what was answered before a rollback counts no more."""
    asked = {e.key for e in workload.entries if isinstance(e, GateEntry) and e.phase == "open"}
    back = state.workload(workload.id).back_seq
    for gate in state.gates.values():
        said = gate.answer
        if said is None or not said.go or gate.answered_at is None or gate.answered_seq <= back:
            continue
        if workload.id in gate.workloads and gate.gate.split(".")[0] in asked:
            return Accepted(who=said.who, at=gate.answered_at, authenticated=said.authenticated)
    return None


def _step(entry: StepEntry, at: StepState, seq: Sequence) -> StepRow:
    seen = at.verification
    return StepRow(
        key=entry.key,
        step=entry.step,
        title_nb=entry.title_nb,
        status=at.status,
        started_at=at.started_at,
        done_at=at.done_at,
        verified_at=at.verified_at,
        taken_back_at=at.undone_at,
        seq=seq,
        receipt_sha256=digest(at.receipt) if at.receipt is not None else "",
        vaulted=bool(at.receipt_vaulted or at.was_vaulted),
        route=seen.route if seen else "",
        matched=seen.matched if seen else 0,
        differing=seen.differing if seen else (),
        skipped=seen.skipped if seen else (),
        unchecked=seen.unchecked if seen else 0,
        unchecked_why=seen.unchecked_why if seen else "",
        differing_more=seen.more if seen else 0,
        stays_nb=entry.stays_nb if seq.started else "",
        left=at.left if at.status is StepStatus.GIVEN_UP else (),
    )


def _outcome(workload: PlannedWorkload, state: MoveState, steps: tuple[StepRow, ...]) -> Outcome:
    """The worst thing that is true of it; `matches` only when it is in use with everything verified."""
    if any(s.differing or s.unchecked or s.status is StepStatus.REFUTED for s in steps):
        return "differs"
    if any(s.status is StepStatus.GIVEN_UP for s in steps):
        return "left-behind"
    acted = [s for s in steps if s.status is not StepStatus.PENDING]
    if not acted:
        return "taken-back" if any(s.taken_back_at for s in steps) else "not-begun"
    wanted = {s.key for s in workload.steps if s.phase in {"prepare", "cutover", "open"}}
    done = {s.key for s in acted if s.status is StepStatus.VERIFIED}
    goal = state.workload(workload.id).goal
    if goal and goal.backward and not wanted <= done:
        return "taken-back" if all(s.status is StepStatus.VERIFIED for s in acted) else "unfinished"
    return "matches" if wanted <= done and len(done) == len(acted) else "unfinished"

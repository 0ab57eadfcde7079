"""How a move stands, from plan and ledger alone: what `flytt status --json` prints."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from flytt.migration.delta import fit_sentence
from flytt.migration.downtime import downtimes
from flytt.migration.events import Criterion, Recorded
from flytt.migration.go_back import GoBack, go_back
from flytt.migration.kept_aside import kept_aside
from flytt.migration.plan import NotMoved, Plan, PlannedWorkload
from flytt.migration.ports import LeaseRow
from flytt.migration.record import Record
from flytt.migration.sending_events import OUTBOX
from flytt.migration.state import MoveState, StepStatus
from flytt.migration.workload import Kind
from flytt.reports.questions import answer_command, question, short_key
from flytt.reports.standing import Needs, Standing, Word, standing


class Holder(Record):
    """Who writes on a workload. Not alive: known dead, or its lease ran out without being given back."""

    holder: str
    since: datetime
    why: str
    alive: bool


class Written(Record):
    """What others had written on the new side when a step was taken back. It is kept."""

    step: str
    items: tuple[str, ...]
    next_command: str = ""


class Items(Record):
    """What the newest verification of each step counted, summed."""

    verified: int = 0
    differing: int = 0
    skipped: int = 0
    unchecked: int = 0


class WorkloadStatus(Record):
    """One workload. Times are UTC, durations minutes."""

    id: str
    name: str
    sector: str
    kind: Kind
    wave: str
    state: Word
    needs: Needs
    reached: str
    goal: str | None
    backward: bool
    waits_for: str
    waits_until: datetime | None
    window_start: datetime
    window_end: datetime
    promised_minutes: int
    down: bool
    downtime_minutes: float
    downtimes: int
    items: Items
    go_back: GoBack
    failure: str = ""
    next_command: str = ""
    holder: Holder | None = None
    written_since: tuple[Written, ...] = ()
    last_pass: str = ""
    """Whether what is left to copy of a share fits its window; empty when that is no question now."""

    @property
    def promise_kept(self) -> bool:
        """Users have so far been down no longer than they were told."""
        return self.downtime_minutes <= self.promised_minutes


class GateStatus(Record):
    """A question that somebody must answer. `open` False: it has to be asked anew before it can be."""

    id: str
    title: str
    title_nb: str
    why: str
    sector: str
    workloads: tuple[str, ...]
    open: bool
    attempt: int
    opened_at: datetime | None
    expires: datetime | None
    criteria: tuple[Criterion, ...]
    may_answer: tuple[str, ...]
    command: str

    @property
    def go_possible(self) -> bool:
        """Every criterion passes; one that fails or could not be told stops a go."""
        return self.open and all(c.passed is True for c in self.criteria)


class Status(Record):
    """The whole move at one moment."""

    municipality: str
    name: str
    plan_hash: str
    practice: bool
    time_zone: str
    as_of: datetime
    events: int
    sectors: tuple[str, ...]
    workloads: tuple[WorkloadStatus, ...]
    gates: tuple[GateStatus, ...]
    not_moved: tuple[NotMoved, ...]

    @property
    def exit_code(self) -> Literal[0, 3, 4]:
        """0 nothing waits for a person, 3 somebody must answer or start it again, 4 stuck."""
        needs = {w.needs for w in self.workloads}
        if "help" in needs:
            return 4
        return 3 if needs & {"person", "run"} else 0


def status(
    plan: Plan,
    state: MoveState,
    events: Iterable[Recorded],
    leases: Iterable[LeaseRow],
    now: datetime,
    *,
    pulse: datetime | None = None,
    working: str = "",
) -> Status:
    """Return how the move stands at `now`. `pulse` is the machine's own time, which leases run by.

    `working` names a program that runs moves here now: what it has not come to is not halted.
    """
    by_workload = _by_workload(events)
    holders = {
        lease.workload: Holder(
            holder=lease.holder,
            since=datetime.fromisoformat(lease.since),
            why=lease.why,
            alive=datetime.fromisoformat(lease.expires) > (pulse or now),
        )
        for lease in leases
        if not lease.released and lease.workload != OUTBOX  # who sends notices moves nothing
    }
    alive = next((h.holder for h in holders.values() if h.alive), "")
    worker = working or _process(alive)
    seen = [
        _workload(plan, w, state, by_workload.get(w.id, []), holders.get(w.id), now, worker)
        for w in plan.workloads
    ]
    return Status(
        municipality=plan.municipality,
        name=plan.name,
        plan_hash=plan.hash,
        practice=plan.practice,
        time_zone=plan.time_zone,
        as_of=now,
        events=state.seq,
        sectors=tuple(s.id for s in plan.sectors),
        workloads=tuple(found for found, _ in seen),
        gates=_gates(plan, tuple(stands for _, stands in seen), now),
        not_moved=plan.not_moved,
    )


def only_sector(whole: Status, sector: str) -> Status:
    """Return the part of a status that one sector is about."""
    return whole.changed(
        workloads=tuple(w for w in whole.workloads if w.sector == sector),
        gates=tuple(g for g in whole.gates if g.sector == sector),
        not_moved=tuple(n for n in whole.not_moved if n.sector == sector),
    )


def only_workloads(whole: Status, workloads: Iterable[str]) -> Status:
    """Return the part of a status that some workloads are about, with the questions that concern them."""
    chosen = set(workloads)
    return whole.changed(
        workloads=tuple(w for w in whole.workloads if w.id in chosen),
        gates=tuple(g for g in whole.gates if chosen & set(g.workloads)),
        not_moved=(),
    )


def _process(holder: str) -> str:
    """Return `process 77 on vm1` for a lease's holder, `vm1/77`."""
    machine, _, number = holder.rpartition("/")
    return f"process {number} on {machine}" if machine and number.isdigit() else holder


def _by_workload(events: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = {}
    for recorded in events:
        name = getattr(recorded.event, "workload", "")
        if name:
            found.setdefault(name, []).append(recorded)
    return found


def _workload(
    plan: Plan,
    workload: PlannedWorkload,
    state: MoveState,
    events: list[Recorded],
    holder: Holder | None,
    now: datetime,
    worker: str,
) -> tuple[WorkloadStatus, Standing]:
    at = state.workload(workload.id)
    spans = downtimes(workload, events)
    down = bool(spans) and spans[-1].ended is None
    held = holder is not None and holder.alive
    stands = standing(plan, workload, state, now, down=down, held=held, worker=worker)
    since = at.goal.seq if at.goal else 0
    retried = next((s.failure for s in at.steps.values() if s.failure and s.failure.seq > since), None)
    failure = stands.stuck.why if stands.stuck else retried.says if retried else ""
    kept = {k.step: k.next_command for k in kept_aside(plan.municipality, workload, events)}
    resume = f"flytt resume {plan.municipality} {workload.sector}" if stands.needs == "run" else ""
    found = WorkloadStatus(
        id=workload.id,
        name=workload.name,
        sector=workload.sector,
        kind=workload.kind,
        wave=workload.wave,
        state=stands.word,
        needs=stands.needs,
        reached=stands.reached,
        goal=at.goal.checkpoint if at.goal else None,
        backward=bool(at.goal and at.goal.backward),
        waits_for=stands.waits_for,
        waits_until=stands.until,
        window_start=workload.window.start,
        window_end=workload.window.end,
        promised_minutes=workload.promised_minutes,
        down=down,
        downtime_minutes=round(sum((s.minutes(now) for s in spans), 0.0), 3),
        downtimes=len(spans),
        items=items(workload, state),
        go_back=_go_back(plan, workload, state, now),
        failure=failure,
        next_command=stands.stuck.next_command if stands.stuck else resume,
        holder=holder,
        last_pass=fit_sentence(workload, state, now),
        written_since=tuple(
            Written(step=key, items=step.written_since, next_command=kept.get(key, ""))
            for key, step in at.steps.items()
            if step.written_since
        ),
    )
    return found, stands


def items(workload: PlannedWorkload, state: MoveState) -> Items:
    """Sum what was counted: matched over verified steps, the rest over every verification that holds."""
    at = state.workload(workload.id)
    seen = [(s.status, s.verification) for s in at.steps.values() if s.verification]
    return Items(
        verified=sum(v.matched for status, v in seen if status is StepStatus.VERIFIED),
        differing=sum(v.differs for _, v in seen),
        skipped=sum(len(v.skipped) for _, v in seen),
        unchecked=sum(v.unchecked for _, v in seen),
    )


def _go_back(plan: Plan, workload: PlannedWorkload, state: MoveState, now: datetime) -> GoBack:
    """Like the go-back clock, and honest about a window that is running out: late is still possible."""
    clock = go_back(plan, workload, state)
    if clock.until is not None and clock.until < now:
        return clock.changed(why="no longer fits in the window")
    return clock


def _gates(plan: Plan, stands: tuple[Standing, ...], now: datetime) -> tuple[GateStatus, ...]:
    asks = {s.ask.gate: s.ask for s in stands if s.ask is not None}
    sectors = {gate: asked.sector for gate in asks if (asked := question(plan, gate))}
    found: list[GateStatus] = []
    for gate, ask in asks.items():
        asked = question(plan, gate, ask.opened.workloads if ask.opened else ())
        if asked is None:
            continue
        same_sector = tuple(g for g, sector in sectors.items() if sector == asked.sector)
        opened = ask.opened if ask.opened and ask.opened.open_at(now) else None
        resume = f"flytt resume {plan.municipality} {asked.sector}"
        name = short_key(gate, same_sector)
        found.append(
            GateStatus(
                id=gate,
                title=ask.entry.title,
                title_nb=ask.entry.title_nb,
                why=ask.entry.why,
                sector=asked.sector,
                workloads=tuple(w.id for w in asked.workloads),
                open=opened is not None,
                attempt=opened.attempt if opened else 0,
                opened_at=opened.opened_at if opened else None,
                expires=opened.expires if opened else None,
                criteria=opened.criteria if opened else (),
                may_answer=tuple(a.id for a in plan.approvers),
                command=answer_command(plan, asked.sector, name) if opened else resume,
            )
        )
    return tuple(found)

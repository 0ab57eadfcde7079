"""What the ledger amounts to: a pure fold, and the one table of transitions that it allows."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from flytt.migration.errors import IllegalEvent
from flytt.migration.events import (
    Criterion,
    DutyTold,
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    HostStated,
    LeaseReleased,
    LeaseTaken,
    PlanAdopted,
    ReachAccepted,
    Recorded,
    Restored,
    StepDone,
    StepFailed,
    StepFound,
    StepProbed,
    StepStarted,
    StepVerified,
    StopRequested,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
    VaultErased,
    WordingApproved,
)
from flytt.migration.outbox import Outbox, Sending, outbox_after
from flytt.migration.sending_events import SendingEvent
from flytt.migration.step_state import StepState, StepStatus, failed_again


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a person wants a workload. `seq` dates it: older failures and answers no longer hold it up."""

    checkpoint: str
    backward: bool
    seq: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class WorkloadState:
    """Everything the ledger says of one workload."""

    steps: dict[str, StepState] = field(default_factory=dict[str, StepState])
    goal: Goal | None = None
    back_seq: int = 0
    """The last goal that led backward: gates answered before it are asked again."""
    stop_why: str = ""
    stop_seq: int = 0
    holder: str = ""
    fence: int = 0
    cancelled: bool = False
    last_seq: int = 0

    def step(self, key: str) -> StepState:
        """Return a step's state; a step nobody has touched is pending."""
        return self.steps.get(key, PENDING)


PENDING = StepState()


@dataclass(frozen=True, slots=True)
class GateState:
    """The newest attempt at a gate and, when somebody answered, the answer."""

    gate: str
    workloads: tuple[str, ...]
    attempt: int
    opened_at: datetime
    opened_seq: int
    expires: datetime
    plan_hash: str
    evidence_hash: str
    criteria: tuple[Criterion, ...]
    answer: GateAnswered | None = None
    answered_at: datetime | None = None
    answered_seq: int = 0
    earlier: tuple["GateState", ...] = ()
    """Attempts that were answered before this one was opened, oldest first: a decision is not asked again."""

    def open_at(self, now: datetime) -> bool:
        """True while somebody may answer."""
        return self.answer is None and now < self.expires


@dataclass(frozen=True, slots=True)
class MoveState:
    """Everything the ledger says of one municipality's move."""

    plan_hash: str = ""
    plan_document: str = ""
    workloads: dict[str, WorkloadState] = field(default_factory=dict[str, WorkloadState])
    gates: dict[str, GateState] = field(default_factory=dict[str, GateState])
    told: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()
    """Alarms that could not be delivered when they were tried."""
    restored_seq: int = 0
    dead: dict[str, HostStated] = field(default_factory=dict[str, HostStated])
    """Hosts that people have stated dead for good, by name."""
    reach: str = ""
    """Digest of the reach that was accepted for the plan in force; empty: as it was planned."""
    erased: frozenset[str] = frozenset()
    """Retired workloads whose vault is empty."""
    wordings: tuple[Recorded, ...] = ()
    """Approvals of what notices say, oldest first."""
    outbox: Outbox = field(default_factory=dict[str, Sending])
    """Notices that go out, by Message-ID."""
    seq: int = 0
    at: datetime | None = None

    def workload(self, workload: str) -> WorkloadState:
        """Return a workload's state; one that nobody has touched is empty."""
        return self.workloads.get(workload, UNTOUCHED)


UNTOUCHED = WorkloadState()

S = StepStatus
_Allowed: TypeAlias = dict[type, frozenset[StepStatus]]

TRANSITIONS: _Allowed = {
    StepStarted: frozenset({S.PENDING, S.GIVEN_UP}),
    StepProbed: frozenset({S.STARTED, S.UNDOING}),
    StepFound: frozenset({S.PENDING, S.DONE, S.VERIFIED, S.REFUTED}),
    StepDone: frozenset({S.STARTED}),
    StepVerified: frozenset({S.DONE, S.VERIFIED, S.REFUTED}),
    StepFailed: frozenset(S),
    UndoStarted: frozenset({S.STARTED, S.DONE, S.VERIFIED, S.REFUTED, S.GIVEN_UP}),
    UndoDone: frozenset({S.UNDOING}),
    UndoGivenUp: frozenset({S.STARTED, S.DONE, S.VERIFIED, S.REFUTED, S.UNDOING}),
}
"""From which status each step event may come. What is not here is refused."""


def apply(state: MoveState, recorded: Recorded) -> MoveState:
    """Return the state after one event. IllegalEvent when the table does not allow it here."""
    event = recorded.event
    if isinstance(event, PlanAdopted | VaultErased | Restored | WordingApproved | DutyTold):
        return replace(_whole(state, recorded, event), seq=recorded.seq, at=recorded.at)
    _refuse_when(not state.plan_hash, f"{event.kind} before any plan was adopted")
    if isinstance(event, SendingEvent):
        outbox = outbox_after(state.outbox, event, recorded.at, recorded.seq)
        return replace(state, seq=recorded.seq, at=recorded.at, outbox=outbox)
    if isinstance(event, HostStated | ReachAccepted):
        return replace(_stated(state, event), seq=recorded.seq, at=recorded.at)
    if isinstance(event, GateOpened | GateAnswered):
        gates = {**state.gates, event.gate: _gate(state, recorded, event)}
        return replace(state, seq=recorded.seq, at=recorded.at, gates=gates)
    if isinstance(event, UndoGivenUp):
        alive = [host for host in event.hosts if host not in state.dead]
        _refuse_when(bool(alive) or not event.hosts, f"giving up on {alive}, which nobody stated dead")
    after = _workload(state.workload(event.workload), recorded, event)
    workloads = {**state.workloads, event.workload: after}
    return replace(state, seq=recorded.seq, at=recorded.at, workloads=workloads)


def fold(events: "list[Recorded] | tuple[Recorded, ...]") -> MoveState:
    """Return what a whole ledger amounts to."""
    state = MoveState()
    for recorded in events:
        state = apply(state, recorded)
    return state


def _whole(
    state: MoveState,
    recorded: Recorded,
    event: PlanAdopted | VaultErased | Restored | WordingApproved | DutyTold,
) -> MoveState:
    """What is about the ledger itself, and needs no plan before it."""
    match event:
        case PlanAdopted():
            _refuse_when(
                state.plan_hash not in {"", event.plan_hash} and _under_way(state),
                "a new plan while workloads are between two checkpoints",
            )
            kept = {name: _anew(name, workload, event.anew) for name, workload in state.workloads.items()}
            adopted = replace(state, workloads=kept) if event.plan_hash != state.plan_hash else state
            return replace(adopted, plan_hash=event.plan_hash, plan_document=event.document, reach="")
        case VaultErased():
            return replace(state, erased=state.erased | {event.workload})
        case Restored():
            return replace(state, restored_seq=recorded.seq)
        case WordingApproved():
            return replace(state, wordings=(*state.wordings, recorded))
        case DutyTold():
            told = {event.alarm} if event.delivered else set[str]()
            return replace(state, told=state.told | told, untold=state.untold | ({event.alarm} - told))


def _stated(state: MoveState, event: HostStated | ReachAccepted) -> MoveState:
    _refuse_when(event.plan_hash != state.plan_hash, f"{event.kind} under another plan")
    if isinstance(event, ReachAccepted):
        return replace(state, reach=event.reach)
    dead = {host: said for host, said in state.dead.items() if host != event.host}
    return replace(state, dead={**dead, event.host: event} if event.dead else dead)


def _under_way(state: MoveState) -> bool:
    return any(
        step.status in {S.STARTED, S.UNDOING} and not step.looked_in_vain
        for w in state.workloads.values()
        for step in w.steps.values()
    )


def _anew(name: str, workload: WorkloadState, elsewhere: tuple[str, ...]) -> WorkloadState:
    """Forget looks that failed, or were refuted and look elsewhere now: under a new plan they begin anew."""
    gone = {
        key
        for key, step in workload.steps.items()
        if step.looked_in_vain or (step.looked_and_differed and f"{name}/{key}" in elsewhere)
    }
    return replace(workload, steps={k: PENDING if k in gone else s for k, s in workload.steps.items()})


def _refuse_when(condition: bool, says: str) -> None:  # noqa: FBT001 - a guard reads best with its condition first
    if condition:
        raise IllegalEvent(f"The ledger does not allow {says}.", still_true="Nothing was written.")


def _gate(state: MoveState, recorded: Recorded, event: GateOpened | GateAnswered) -> GateState:
    gate = state.gates.get(event.gate)
    if isinstance(event, GateOpened):
        last = gate.attempt if gate else 0
        _refuse_when(
            event.attempt != last + 1, f"attempt {event.attempt} of gate {event.gate} after attempt {last}"
        )
        decided = (*gate.earlier, replace(gate, earlier=())) if gate and gate.answer else ()
        return GateState(
            gate=event.gate,
            workloads=event.workloads,
            attempt=event.attempt,
            opened_at=recorded.at,
            opened_seq=recorded.seq,
            expires=event.expires,
            plan_hash=event.plan_hash,
            evidence_hash=event.evidence_hash,
            criteria=event.criteria,
            earlier=decided or (gate.earlier if gate else ()),
        )
    if gate is None or gate.attempt != event.attempt:
        raise IllegalEvent(
            f"Gate {event.gate} has no attempt {event.attempt} open.", still_true="Nothing was written."
        )
    _refuse_when(gate.answer is not None, f"a second answer to gate {event.gate}")
    _refuse_when(recorded.at >= gate.expires, f"an answer to gate {event.gate} after it expired")
    _refuse_when(event.plan_hash != gate.plan_hash, f"an answer to gate {event.gate} for another plan")
    return replace(gate, answer=event, answered_at=recorded.at, answered_seq=recorded.seq)


_WorkloadEvent: TypeAlias = (
    GoalSet
    | StopRequested
    | LeaseTaken
    | LeaseReleased
    | StepStarted
    | StepProbed
    | StepFound
    | StepDone
    | StepFailed
    | StepVerified
    | UndoStarted
    | UndoDone
    | UndoGivenUp
)


def _workload(state: WorkloadState, recorded: Recorded, event: _WorkloadEvent) -> WorkloadState:
    seq = recorded.seq
    match event:
        case GoalSet():
            goal = Goal(event.checkpoint, event.backward, seq, recorded.at, recorded.actor)
            back_seq = seq if event.backward else state.back_seq
            return replace(state, last_seq=seq, goal=goal, back_seq=back_seq, stop_why="", stop_seq=0)
        case StopRequested():
            return replace(state, last_seq=seq, stop_why=event.why or "stopped", stop_seq=seq)
        case LeaseTaken():
            return replace(state, last_seq=seq, holder=event.holder, fence=event.fence)
        case LeaseReleased():
            holder = "" if event.fence == state.fence else state.holder
            return replace(state, last_seq=seq, holder=holder)
        case _:
            step = state.step(event.step)
            _refuse_when(
                step.status not in TRANSITIONS[type(event)],
                f"{event.kind} for {event.workload}/{event.step}, which is {step.status}",
            )
            steps = {**state.steps, event.step: _step(state, step, recorded, event)}
            return replace(state, last_seq=seq, steps=steps)


def _step(  # noqa: PLR0911 - one return for each kind of event
    workload: WorkloadState,
    step: StepState,
    recorded: Recorded,
    event: StepStarted
    | StepProbed
    | StepFound
    | StepDone
    | StepFailed
    | StepVerified
    | UndoStarted
    | UndoDone
    | UndoGivenUp,
) -> StepState:
    match event:
        case StepStarted():
            return StepState(
                status=S.STARTED,
                was=event.was,
                was_vaulted=event.vaulted,
                started_at=recorded.at,
                started_seq=recorded.seq,
                looked_seq=recorded.seq,
                found=step.found if event.adopted else None,
                adopted=event.adopted,
                looks=event.looks,
            )
        case StepProbed():
            return replace(step, presence=event.presence)
        case StepFound() | UndoGivenUp():
            return _looked(step, recorded, event)
        case StepDone():
            return replace(
                step,
                status=S.DONE,
                receipt=event.receipt,
                receipt_vaulted=event.vaulted,
                done_at=recorded.at,
                failure=None,
            )
        case StepVerified():
            passed = event.verification.passed
            return replace(
                step,
                status=S.VERIFIED if passed else S.REFUTED,
                verification=event.verification,
                verified_at=recorded.at,
                verified_seq=recorded.seq,
                failure=None,
            )
        case StepFailed():
            goal_seq = workload.goal.seq if workload.goal else 0
            earlier = step.failure if step.failure and step.failure.seq > goal_seq else None
            return replace(step, failure=failed_again(earlier, recorded, event))
        case UndoStarted():
            return replace(
                step,
                status=S.UNDOING,
                undo_started_seq=recorded.seq,
                written_since=event.written_since,
                failure=None,
            )
        case UndoDone():
            return StepState(undone_at=recorded.at, written_since=step.written_since, looked_seq=recorded.seq)


def _looked(step: StepState, recorded: Recorded, event: StepFound | UndoGivenUp) -> StepState:
    seen = replace(step, looked_seq=recorded.seq, failure=None)
    match event:
        case StepFound():
            return replace(
                seen,
                found=event.presence,
                found_was=event.was,
                found_vaulted=event.vaulted,
                asks=event.asks,
            )
        case UndoGivenUp(left=()):
            return StepState(undone_at=recorded.at, looked_seq=recorded.seq)
        case UndoGivenUp():
            return replace(
                seen, status=S.GIVEN_UP, left_on=event.hosts, left=event.left, unlisted=event.unlisted
            )


def recorded_event(seq: int, at: datetime, actor: str, fence: int, event: Event) -> Recorded:
    """Return an event with its place; a shorthand for tests and stores."""
    return Recorded(seq=seq, at=at, actor=actor, fence=fence, event=event)

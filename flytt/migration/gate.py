"""Gates: the dossier people decide on, the attempt that binds it, and the answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flytt.migration.approvers import no_approver
from flytt.migration.criteria import Subject, evaluate
from flytt.migration.errors import BadInput
from flytt.migration.events import Criterion, GateAnswered, GateOpened
from flytt.migration.next_action import Ask, left_behind, passed
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.record import Json, digest
from flytt.migration.runbook import GateEntry
from flytt.migration.state import GateState, MoveState


def subjects(plan: Plan, gate: str) -> tuple[PlannedWorkload, ...]:
    """Return the workloads a gate is about: `go.WAVE` concerns a wave, `KEY.WORKLOAD` one workload."""
    owner = gate.partition(".")[2]
    return tuple(w for w in plan.workloads if owner in {w.wave, w.id})


def concerned(plan: Plan, gate: str, state: MoveState) -> tuple[PlannedWorkload, ...]:
    """Return those of a gate's workloads that come along: not left behind, not past it already.

    A neighbour that was rolled back, or is stuck on its way back, neither speaks for nor against the others.
    """
    key = gate.partition(".")[0]
    all_of_them = subjects(plan, gate)
    coming = tuple(
        w
        for w in all_of_them
        if not left_behind(w, state)
        and not any(isinstance(e, GateEntry) and e.key == key and passed(w, state, e) for e in w.entries)
    )
    return coming if any(w.wave == gate.partition(".")[2] for w in all_of_them) else all_of_them


def open_gate(ask: Ask, subject: Subject) -> GateOpened:
    """Return the event that opens the next attempt, with its criteria answered as of now."""
    last = subject.move.gates.get(ask.gate)
    criteria = evaluate(_asked_of_all(ask, subject.workloads), subject)
    return GateOpened(
        gate=ask.gate,
        workloads=tuple(w.id for w in subject.workloads),
        attempt=(last.attempt if last else 0) + 1,
        plan_hash=subject.plan.hash,
        evidence_hash=evidence_hash(subject, criteria),
        criteria=criteria,
        expires=_expiry(ask, subject),
    )


def _asked_of_all(ask: Ask, workloads: Iterable[PlannedWorkload]) -> tuple[str, ...]:
    """Return what the runbooks of all whom the question is about ask, whichever of them came to it."""
    entries = [
        e
        for w in workloads
        for e in w.entries
        if isinstance(e, GateEntry) and e.key == ask.entry.key and w.gate_id(e) == ask.gate
    ]
    return tuple(dict.fromkeys(name for e in entries or [ask.entry] for name in e.criteria))


def evidence_hash(subject: Subject, criteria: tuple[Criterion, ...]) -> str:
    """Digest of what the decision rests on: which criteria pass, and every verification there is.

    What a criterion says in words (minutes left, counts) is left out: it changes while people read it.
    """
    seen = {
        f"{w.id}/{key}": step.verification.as_json()
        for w in subject.workloads
        for key, step in subject.move.workload(w.id).steps.items()
        if step.verification
    }
    about: list[Json] = [w.id for w in subject.workloads]
    answers: list[Json] = [[c.name, c.passed] for c in criteria]
    return digest({"workloads": about, "criteria": answers, "verifications": {**seen}})


def _expiry(ask: Ask, subject: Subject) -> datetime:
    """Count from the ledger's own time where that is ahead: a clock was wrong, and events never go back."""
    now = max(subject.now, subject.move.at or subject.now)
    return now + timedelta(minutes=ask.entry.expires_minutes)


FOUR_EYES = frozenset({"accept", "retire"})
"""The questions that the one who said go may not answer yes to, where the municipality wants four eyes."""


def may_answer(
    plan: Plan, gate: GateState, answer: GateAnswered, now: datetime, further: Iterable[str] = ()
) -> None:
    """Raise BadInput, naming everything that is wrong with an answer, before it is written.

    `further` are faults that the gate itself does not tell.
    """
    faults: list[str] = []
    if gate.answer is not None:
        faults.append(f"{gate.gate} was answered by {gate.answer.who} already")
    elif now >= gate.expires:
        faults.append(f"attempt {gate.attempt} of {gate.gate} expired {gate.expires:%Y-%m-%d %H:%M} UTC")
    if gate.plan_hash != plan.hash:
        faults.append("the plan has changed since it was asked")
    if answer.evidence_hash != gate.evidence_hash:
        faults.append("the evidence has changed since it was asked")
    faults += no_approver(plan, answer.who)
    if plan.approval == "authenticated" and not answer.authenticated:
        faults.append("a real move needs a signed answer (--key), and this one is only claimed")
    if answer.go:
        stops = [f"{c.name}: {c.says}" for c in gate.criteria if c.passed is not True]
        faults += [f"go is not possible while a criterion fails or could not be told ({s})" for s in stops]
    elif not answer.why.strip():
        faults.append("a no-go needs a reason (--why)")
    faults += further
    if faults:
        raise BadInput(
            f"The answer to {gate.gate} was refused: " + "; ".join(faults) + ".",
            still_true="Nothing was written.",
            next_command=f"flytt status {plan.municipality}",
        )


def same_eyes(plan: Plan, gate: GateState, answer: GateAnswered, state: MoveState) -> list[str]:
    """Say that the one who accepts, or lets the old side go, is the one who said go; empty when not so."""
    if not (plan.four_eyes and answer.go and gate.gate.partition(".")[0] in FOUR_EYES):
        return []
    said_go = {
        attempt.answer.who
        for asked in state.gates.values()
        if asked.gate.partition(".")[0] == "go"
        for attempt in (*asked.earlier, asked)
        if attempt.answer is not None
        and attempt.answer.go
        and not set(attempt.workloads).isdisjoint(gate.workloads)
    }
    if answer.who not in said_go:
        return []
    return [f"{answer.who} said go, and {plan.name} wants another to answer {gate.gate} (four eyes)"]


def signed_text(gate: GateState, *, go: bool, who: str, claim: str = "") -> bytes:
    """Return the bytes an approver signs: the decision and everything it is bound to.

    `claim`: digest of what more an answer says (which steps were so before, and how it stood).
    """
    word = "go" if go else "no-go"
    bound = ["flytt-gate-1", gate.gate, str(gate.attempt), gate.plan_hash, gate.evidence_hash, word, who]
    return "\n".join([*bound, *([claim] if claim else [])]).encode()


def waiting(state: MoveState, now: datetime) -> tuple[GateState, ...]:
    """Return the gates that somebody may answer now, oldest first."""
    return tuple(sorted((g for g in state.gates.values() if g.open_at(now)), key=lambda g: g.opened_seq))

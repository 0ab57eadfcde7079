"""Answering a gate: the one way in for the command line, the Prefect form and the rehearsal."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from flytt.migration.criteria import Subject, evaluate
from flytt.migration.errors import BadInput
from flytt.migration.events import GateAnswered
from flytt.migration.gate import concerned, evidence_hash, may_answer, same_eyes, signed_text
from flytt.migration.journal import Journal
from flytt.migration.masking import masked
from flytt.migration.plan import Plan
from flytt.migration.ports import Clock, Vault
from flytt.migration.record import Json, Record, Slug, digest
from flytt.migration.restored import unclaimed, unknown_before
from flytt.migration.runbook import FOUND
from flytt.migration.state import GateState, MoveState

CheckSignature: TypeAlias = Callable[[bytes, str, str], bool]
"""Whether a signature over some bytes was made by the holder of an OpenSSH public key."""


class Reply(Record):
    """What a person said. `signature` empty: the name is only claimed.

    `attempt` is the one that they were shown; 0 where nothing says which: the newest.
    """

    gate: str
    attempt: int = 0
    go: bool
    who: str
    why: str = ""
    signature: str = ""
    so_before: tuple[Slug, ...] = ()
    """About what was found after a restoration: steps that were so before Flytt."""
    was: dict[Slug, dict[str, Json]] = {}
    """By step, how it stood before Flytt, where only people know it."""
    through: Literal["command-line", "prefect", "rehearsal"] = "command-line"

    @property
    def claim(self) -> str:
        """Digest of what it says beyond go and no-go; empty when that is nothing."""
        if not self.so_before and not self.was:
            return ""
        return digest({"so_before": list(self.so_before), "was": {**self.was}})


def answer(
    plan: Plan,
    journal: Journal,
    clock: Clock,
    reply: Reply,
    check: CheckSignature,
    vault: Vault | None = None,
) -> GateState:
    """Write a reply to the ledger if it may be given, and return the gate as it then is.

    The same reply given twice is written once. BadInput names everything that is wrong with it. `vault` keeps
    the before-values in the reply: nobody knows what they hold.
    """
    state = journal.refresh()
    gate = state.gates.get(reply.gate)
    if gate is None:
        asked = ", ".join(sorted(state.gates)) or "none"
        raise BadInput(
            f"Nobody has asked for {reply.gate!r}. Gates asked so far: {asked}.",
            still_true="Nothing was written.",
            next_command=f"flytt status {plan.municipality}",
        )
    if gate.answer is not None and (gate.answer.go, gate.answer.who) == (reply.go, reply.who):
        return gate
    if reply.attempt not in {0, gate.attempt}:
        raise BadInput(
            f"{reply.gate} has been asked anew: the answer was to attempt {reply.attempt}, open is attempt "
            f"{gate.attempt}, on other evidence.",
            still_true="Nothing was written.",
            next_command=f"flytt status {plan.municipality}, read what is asked now, and answer that",
        )
    event = GateAnswered(
        gate=reply.gate,
        attempt=gate.attempt,
        go=reply.go,
        who=reply.who,
        authenticated=_authenticated(plan, gate, reply, check),
        signature=reply.signature,
        plan_hash=plan.hash,
        evidence_hash=_evidence(plan, journal, gate, clock),
        why=masked(reply.why),
        through=reply.through,
        so_before=reply.so_before,
    )
    may_answer(plan, gate, event, clock.now(), _further(plan, gate, reply, event, state))
    if reply.was:
        assert vault is not None, "who may give before-values has a vault for them"
        event = event.changed(vaulted={step: vault.put(was) for step, was in reply.was.items()})
    journal.append(event)
    return journal.refresh().gates[reply.gate]


def _further(plan: Plan, gate: GateState, reply: Reply, event: GateAnswered, state: MoveState) -> list[str]:
    faults = same_eyes(plan, gate, event, state)
    key, _, owner = gate.gate.partition(".")
    workload = next((w for w in plan.workloads if w.id == owner), None)
    if key != FOUND or workload is None:
        says = "only what was found after a restoration can have been so before"
        return [*faults, says] if reply.claim else faults
    found = {s.key for s in unclaimed(workload, state)}
    foreign = sorted((set(reply.so_before) | reply.was.keys()) - found)
    faults += [f"{step!r} is not among what was found: {', '.join(sorted(found))}" for step in foreign]
    for step, asks in unknown_before(workload, state).items():
        if reply.go and step not in reply.so_before and set(reply.was.get(step, {})) != set(asks):
            faults.append(f"{step}: how it stood before Flytt must be given (--was): {', '.join(asks)}")
    return faults


def _authenticated(plan: Plan, gate: GateState, reply: Reply, check: CheckSignature) -> bool:
    key = {a.id: a.public_key for a in plan.approvers}.get(reply.who, "")
    if not reply.signature or not key:
        return False
    if check(signed_text(gate, go=reply.go, who=reply.who, claim=reply.claim), reply.signature, key):
        return True
    raise BadInput(
        f"The signature does not belong to {reply.who} and this question.",
        still_true="Nothing was written.",
        next_command=f"flytt approve {plan.municipality} SECTOR {reply.gate} --as {reply.who} --key FILE",
    )


def _evidence(plan: Plan, journal: Journal, gate: GateState, clock: Clock) -> str:
    """Digest of the evidence as it is now: what the person saw must still hold."""
    state = journal.refresh()
    subject = Subject(plan, concerned(plan, gate.gate, state), state, journal.events, clock.now())
    return evidence_hash(subject, evaluate(tuple(c.name for c in gate.criteria), subject))

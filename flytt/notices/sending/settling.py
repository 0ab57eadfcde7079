"""Settling by a person: a message that got no answer, at a channel that cannot be asked."""

from flytt.migration.answer import CheckSignature
from flytt.migration.approvers import no_approver
from flytt.migration.errors import BadInput
from flytt.migration.events import Recorded
from flytt.migration.journal import Journal
from flytt.migration.outbox import Sending
from flytt.migration.plan import Plan
from flytt.migration.record import Record
from flytt.migration.sending_events import Decision, NoticeSettled
from flytt.migration.state import MoveState
from flytt.migration.watch import Alarm


class Settlement(Record):
    """What a person decides of a message (its id, or the start of it), and why. They sign `signed_text`."""

    message: str
    decision: Decision
    who: str
    why: str
    signature: str = ""


def settle(plan: Plan, journal: Journal, given: Settlement, check: CheckSignature) -> Recorded:
    """Write the decision to the ledger. BadInput names everything that is wrong; then nothing is written."""
    state = journal.refresh()
    sending = waiting(state, given.message)
    faults = list(_faults(plan, state, sending, given))
    key = {a.id: a.public_key for a in plan.approvers}.get(given.who, "")
    is_signed = bool(given.signature and key) and check(signed_text(sending, given), given.signature, key)
    if given.signature and not is_signed:
        faults.append(f"the signature does not belong to {given.who} and this decision")
    elif plan.approval == "authenticated" and not is_signed:
        faults.append("a real move needs a signed decision (--key), and this one is only claimed")
    if faults:
        raise _refused(plan, faults)
    event = NoticeSettled(
        message=sending.event.message,
        decision=given.decision,
        who=given.who,
        why=given.why,
        authenticated=is_signed,
        signature=given.signature,
    )
    return journal.append(event)


def signed_text(sending: Sending, given: Settlement) -> bytes:
    """Return the bytes that a person signs: which message, which try of it, what is decided, and why."""
    event = sending.event
    parts = ["flytt-settlement-1", event.message, str(sending.seq), given.decision, given.who, given.why]
    return "\n".join(parts).encode()


def waiting(state: MoveState, start: str) -> Sending:
    """Return the message that waits for a person and begins so. BadInput with those there are."""
    unknown = [s for s in state.outbox.values() if s.status == "unknown"]
    meant = [s for s in unknown if start and s.event.message.startswith(start)]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(s.event.message for s in meant or unknown) or "none"
    raise BadInput(
        f"{len(meant) or 'No'} message begins with {start[:80]!r} and waits for a person. Waiting: {names}.",
        still_true="Nothing was written.",
        next_command="the same command with one of these",
    )


def unanswered(state: MoveState, municipality: str) -> tuple[Alarm, ...]:
    """Return what people on duty are told: messages of which nobody knows whether they arrived, once each."""
    return tuple(
        Alarm(
            key=f"unanswered-{s.event.message}-{s.seq}",
            workload="",
            says=(
                f"{s.event.notice}, revision {s.event.revision}: nobody can tell whether it arrived at"
                f" {s.event.outlet} ({s.why}). Look there. Next: flytt send {municipality}"
                f" --settle {s.event.message} --decide arrived|again|leave --as WHO --why …"
            ),
        )
        for s in state.outbox.values()
        if s.status == "unknown"
    )


def _faults(plan: Plan, state: MoveState, sending: Sending, given: Settlement) -> list[str]:
    faults: list[str] = []
    faults += no_approver(plan, given.who)
    if not given.why.strip():
        faults.append("it needs a reason (--why): what was seen there")
    newer = [
        s
        for s in state.outbox.values()
        if (s.event.notice, s.event.outlet) == (sending.event.notice, sending.event.outlet)
        and s.event.revision > sending.event.revision
    ]
    if given.decision == "again" and newer:
        faults.append("a newer revision has gone there since, and tells what this one told")
    return faults


def _refused(plan: Plan, faults: list[str]) -> BadInput:
    return BadInput(
        "The decision was refused: " + "; ".join(faults) + ".",
        still_true="Nothing was written.",
        next_command=f"flytt send {plan.municipality} --dry-run",
    )

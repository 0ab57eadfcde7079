"""What a person states unasked, in their own name: a host is dead, the world is reached otherwise."""

from flytt.migration.answer import CheckSignature
from flytt.migration.approvers import no_approver
from flytt.migration.errors import BadInput
from flytt.migration.events import HostStated, ReachAccepted
from flytt.migration.journal import Journal
from flytt.migration.masking import masked
from flytt.migration.plan import Plan, ReachEntry
from flytt.migration.reaching import differences, reach_digest
from flytt.migration.record import Record


class Saying(Record):
    """Who says it and why. `signature` empty: the name is only claimed."""

    who: str
    why: str
    signature: str = ""

    @property
    def reason(self) -> str:
        """The reason on one line, without what may identify a person."""
        return masked(" ".join(self.why.split()))


def host_text(plan: Plan, host: str, saying: Saying, *, dead: bool) -> bytes:
    """Return the bytes that are signed when a host is stated dead, or back."""
    return _text("flytt-host-1", plan, host, "dead" if dead else "back", saying)


def reach_text(plan: Plan, now: tuple[ReachEntry, ...], saying: Saying) -> bytes:
    """Return the bytes that are signed when another reach is accepted."""
    return _text("flytt-reach-1", plan, reach_digest(now), "accepted", saying)


def state_host(
    plan: Plan, journal: Journal, host: str, saying: Saying, check: CheckSignature, *, dead: bool
) -> HostStated:
    """Write that a host is dead for good and fenced off, or that it is back. BadInput names every fault."""
    known = sorted({name for w in plan.workloads for step in w.steps for name in step.hosts})
    faults = [] if host in known else [f"the plan knows no host {host!r}: {', '.join(known)}"]
    is_dead = host in journal.refresh().dead
    if not faults and is_dead == dead:
        faults.append(f"{host} is {'stated dead already' if dead else 'not stated dead'}")
    signed = _checked(plan, saying, host_text(plan, host, saying, dead=dead), check, faults)
    event = HostStated(
        host=host,
        dead=dead,
        who=saying.who,
        why=saying.reason,
        authenticated=signed,
        signature=saying.signature,
        plan_hash=plan.hash,
    )
    journal.append(event)
    return event


def accept_reach(
    plan: Plan, journal: Journal, now: tuple[ReachEntry, ...], saying: Saying, check: CheckSignature
) -> ReachAccepted:
    """Write that the world may be reached as it now stands in reach.yaml. BadInput names every fault."""
    other = differences(plan.reach or (), now) if plan.reach is not None else ()
    faults = [] if other else ["it is reached just as it was planned"]
    signed = _checked(plan, saying, reach_text(plan, now, saying), check, faults)
    event = ReachAccepted(
        reach=reach_digest(now),
        differs=other,
        who=saying.who,
        why=saying.reason,
        authenticated=signed,
        signature=saying.signature,
        plan_hash=plan.hash,
    )
    journal.append(event)
    return event


def _text(kind: str, plan: Plan, subject: str, word: str, saying: Saying) -> bytes:
    return f"{kind}\n{plan.hash}\n{subject}\n{word}\n{saying.reason}\n{saying.who}".encode()


def _checked(plan: Plan, saying: Saying, text: bytes, check: CheckSignature, faults: list[str]) -> bool:
    """Return whether it is signed. BadInput when it must be and is not, or by somebody who may not."""
    keys = {a.id: a.public_key for a in plan.approvers}
    signed = bool(saying.signature) and check(text, saying.signature, keys.get(saying.who, ""))
    if unknown := no_approver(plan, saying.who):
        faults += unknown
    elif saying.signature and not signed:
        faults.append(f"the signature does not belong to {saying.who} and this statement")
    elif plan.approval == "authenticated" and not signed:
        faults.append("a real move needs a signed statement (--key), and this one is only claimed")
    if not saying.reason:
        faults.append("a reason is needed (--why)")
    if faults:
        raise BadInput(
            "The statement was refused: " + "; ".join(faults) + ".",
            still_true="Nothing was written.",
            next_command=f"flytt status {plan.municipality}",
        )
    return signed

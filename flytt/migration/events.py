"""What the ledger says, one record per kind of event. A kind is never renamed: ledgers years old name it."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from flytt.migration.errors import Remedy
from flytt.migration.evidence import Presence, Verification
from flytt.migration.record import Json, Record, Slug
from flytt.migration.sending_events import Outbox, SendingEvent


class PlanAdopted(Record):
    """The move follows this plan from here on."""

    kind: Literal["plan-adopted"] = "plan-adopted"
    plan_hash: str
    document: str
    """Digest under which the store keeps the plan's text."""
    anew: tuple[str, ...] = ()
    """Looks that were refuted under the plan before and look at something else in this one: WORKLOAD/STEP."""


class GoalSet(Record):
    """A person wants a workload at a checkpoint. Also how a person says "try again"."""

    kind: Literal["goal-set"] = "goal-set"
    workload: Slug
    checkpoint: Slug
    backward: bool = False
    why: str = ""


class StopRequested(Record):
    """No new step of this workload may begin until a new goal is set. `who` is a claimed name."""

    kind: Literal["stop-requested"] = "stop-requested"
    workload: Slug
    why: str = ""
    who: str = ""


class StepStarted(Record):
    """Written before the effect. `was` is what was found there; `vaulted` names what the vault holds.

    `adopted`: the effect was there after a restoration, and people said that it was Flytt's own.
    `looks`: the step only looks, and changes nothing.
    """

    kind: Literal["step-started"] = "step-started"
    workload: Slug
    step: Slug
    was: dict[str, Json]
    vaulted: str = ""
    adopted: bool = False
    looks: bool = False


class StepProbed(Record):
    """What was found of a started step after its writer died."""

    kind: Literal["step-probed"] = "step-probed"
    workload: Slug
    step: Slug
    presence: Presence


class StepFound(Record):
    """How a step stands in the world after a restoration, before anything is done on the ledger's word.

    `was` is what must have been there if the effect is Flytt's own; None where only people can know it:
    then `asks` names the fields that they must give.
    """

    kind: Literal["step-found"] = "step-found"
    workload: Slug
    step: Slug
    presence: Presence
    was: dict[str, Json] | None = None
    vaulted: str = ""
    asks: tuple[str, ...] = ()


class StepDone(Record):
    """The effect is there; the receipt is what undo needs."""

    kind: Literal["step-done"] = "step-done"
    workload: Slug
    step: Slug
    receipt: dict[str, Json]
    vaulted: str = ""


class StepFailed(Record):
    """Planning, doing, probing or undoing raised; `at_verb` says which."""

    kind: Literal["step-failed"] = "step-failed"
    workload: Slug
    step: Slug
    at_verb: Literal["plan", "probe", "do", "verify", "undo"]
    error: str
    remedy: Remedy
    says: str


class StepVerified(Record):
    """Looked at by another way than it was done. Passing or not: `verification.passed` decides."""

    kind: Literal["step-verified"] = "step-verified"
    workload: Slug
    step: Slug
    verification: Verification


class UndoStarted(Record):
    """Written before the undoing. `written_since` is what others would lose sight of."""

    kind: Literal["undo-started"] = "undo-started"
    workload: Slug
    step: Slug
    written_since: tuple[str, ...] = ()


class UndoDone(Record):
    """The step's effect is gone and what was there before is back."""

    kind: Literal["undo-done"] = "undo-done"
    workload: Slug
    step: Slug


class UndoGivenUp(Record):
    """The step cannot be taken back: its hosts are dead for good. `left` is what that leaves behind.

    `unlisted`: what people wrote there since could not be listed, nor kept.
    """

    kind: Literal["undo-given-up"] = "undo-given-up"
    workload: Slug
    step: Slug
    hosts: tuple[Slug, ...]
    left: tuple[str, ...] = ()
    unlisted: bool = False


class Criterion(Record):
    """One machine-checked question of a gate. `passed` None: could not tell."""

    name: str
    passed: bool | None
    says: str


class GateOpened(Record):
    """A question is put to people, about these workloads and no others."""

    kind: Literal["gate-opened"] = "gate-opened"
    workload: Literal[""] = ""
    workloads: tuple[Slug, ...]
    gate: str
    attempt: int
    plan_hash: str
    evidence_hash: str
    criteria: tuple[Criterion, ...]
    expires: datetime


class GateAnswered(Record):
    """A person's decision, bound to the plan and the evidence that they saw.

    About what was found after a restoration: `so_before` names the steps that were so before Flytt, `vaulted`
    where the vault keeps the before-values that were given, by step.
    """

    kind: Literal["gate-answered"] = "gate-answered"
    workload: Literal[""] = ""
    gate: str
    attempt: int
    go: bool
    who: str
    authenticated: bool
    signature: str = ""
    plan_hash: str
    evidence_hash: str
    why: str = ""
    through: Literal["command-line", "prefect", "rehearsal"] = "command-line"
    so_before: tuple[Slug, ...] = ()
    vaulted: dict[Slug, str] = {}


class Stated(Record):
    """What a person states on their own account, unasked."""

    who: str
    why: str
    authenticated: bool
    signature: str = ""
    plan_hash: str


class HostStated(Stated):
    """A person states that a host is dead for good and fenced off, or (`dead` False) that it is back."""

    kind: Literal["host-stated"] = "host-stated"
    workload: Literal[""] = ""
    host: Slug
    dead: bool


class ReachAccepted(Stated):
    """A person accepts that the world is reached otherwise than when the plan was made."""

    kind: Literal["reach-accepted"] = "reach-accepted"
    workload: Literal[""] = ""
    reach: str
    """Digest of the whole reach as it was accepted."""
    differs: tuple[str, ...]


class LeaseTaken(Record):
    """A writer has begun on a workload. `took_over` names the one whose lease ran out."""

    kind: Literal["lease-taken"] = "lease-taken"
    workload: Slug | Outbox
    holder: str
    fence: int
    why: str
    took_over: str = ""


class LeaseReleased(Record):
    """A writer has ended in good order."""

    kind: Literal["lease-released"] = "lease-released"
    workload: Slug | Outbox
    fence: int


class DutyTold(Record):
    """The people on duty were told; `alarm` is the key that keeps it from being told twice."""

    kind: Literal["duty-told"] = "duty-told"
    workload: str = ""
    alarm: str
    says: str
    delivered: bool


class VaultErased(Record):
    """A retired workload's before-values and receipts go from the vault, and the way back with them."""

    kind: Literal["vault-erased"] = "vault-erased"
    workload: Slug
    entries: int


class Restored(Record):
    """This ledger came from a backup: every step that was under way is probed before anything else."""

    kind: Literal["restored"] = "restored"
    workload: Literal[""] = ""
    from_backup: str


class WordingApproved(Record):
    """A person has read what notices say to these readers of a sector, and lets it be published.

    `wording` is the digest of all the words, and the one under which the store keeps them. `source` is, for a
    translation, the digest of the words that it says the same as; empty for those it is translated from.
    `correction`: those who had mail or a card in the words before are told that they are corrected.
    """

    kind: Literal["wording-approved"] = "wording-approved"
    sector: Slug
    audience: Literal["staff", "residents"]
    language: Literal["nb", "nn"]
    wording: str
    source: str = ""
    who: str
    authenticated: bool
    signature: str = ""
    through: Literal["command-line", "board", "rehearsal"] = "command-line"
    correction: bool = False


Event: TypeAlias = Annotated[
    PlanAdopted
    | GoalSet
    | StopRequested
    | StepStarted
    | StepProbed
    | StepFound
    | StepDone
    | StepFailed
    | StepVerified
    | UndoStarted
    | UndoDone
    | UndoGivenUp
    | GateOpened
    | GateAnswered
    | HostStated
    | ReachAccepted
    | LeaseTaken
    | LeaseReleased
    | DutyTold
    | VaultErased
    | Restored
    | WordingApproved
    | SendingEvent,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class Recorded(Record):
    """An event with its place in the ledger."""

    seq: int
    at: datetime
    actor: str
    fence: int
    event: Event

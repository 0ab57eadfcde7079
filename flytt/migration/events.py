"""What the ledger says, one record per kind of event. A kind is never renamed: ledgers years old name it."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from flytt.migration.errors import Remedy
from flytt.migration.evidence import Presence, Verification
from flytt.migration.record import Json, Record, Slug


class PlanAdopted(Record):
    """The move follows this plan from here on."""

    kind: Literal["plan-adopted"] = "plan-adopted"
    plan_hash: str
    document: str
    """Digest under which the store keeps the plan's text."""


class GoalSet(Record):
    """A person wants a workload at a checkpoint. Also how a person says "try again"."""

    kind: Literal["goal-set"] = "goal-set"
    workload: Slug
    checkpoint: Slug
    backward: bool = False
    why: str = ""


class StopRequested(Record):
    """No new step of this workload may begin until a new goal is set."""

    kind: Literal["stop-requested"] = "stop-requested"
    workload: Slug
    why: str = ""


class StepStarted(Record):
    """Written before the effect. `was` is what was found there; `vaulted` names what the vault holds."""

    kind: Literal["step-started"] = "step-started"
    workload: Slug
    step: Slug
    was: dict[str, Json]
    vaulted: str = ""


class StepProbed(Record):
    """What was found of a started step after its writer died."""

    kind: Literal["step-probed"] = "step-probed"
    workload: Slug
    step: Slug
    presence: Presence


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
    """A person's decision, bound to the plan and the evidence that they saw."""

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


class LeaseTaken(Record):
    """A writer has begun on a workload. `took_over` names the one whose lease ran out."""

    kind: Literal["lease-taken"] = "lease-taken"
    workload: Slug
    holder: str
    fence: int
    why: str
    took_over: str = ""


class LeaseReleased(Record):
    """A writer has ended in good order."""

    kind: Literal["lease-released"] = "lease-released"
    workload: Slug
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


Event: TypeAlias = Annotated[
    PlanAdopted
    | GoalSet
    | StopRequested
    | StepStarted
    | StepProbed
    | StepDone
    | StepFailed
    | StepVerified
    | UndoStarted
    | UndoDone
    | GateOpened
    | GateAnswered
    | LeaseTaken
    | LeaseReleased
    | DutyTold
    | VaultErased
    | Restored,
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

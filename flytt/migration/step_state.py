"""One step as the ledger tells it: where it stands, what undoing it needs, and what was found of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flytt.migration.errors import Remedy
from flytt.migration.events import Recorded, StepFailed
from flytt.migration.evidence import Presence, Verification
from flytt.migration.record import Json


class StepStatus(StrEnum):
    """Where a step stands."""

    PENDING = "pending"
    STARTED = "started"
    DONE = "done"
    VERIFIED = "verified"
    REFUTED = "refuted"
    UNDOING = "undoing"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Failure:
    """The newest failure of a step, until an act on it succeeds.

    `count` is failures since the last goal; `lags` is how many of them time alone mends, and `lagging_since`
    when the first of these was met.
    """

    at_verb: str
    error: str
    remedy: Remedy
    says: str
    at: datetime
    seq: int
    count: int
    lags: int = 0
    lagging_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of one workload. `was` and `receipt` live from its start until it is undone."""

    status: StepStatus = StepStatus.PENDING
    was: dict[str, Json] | None = None
    was_vaulted: str = ""
    receipt: dict[str, Json] | None = None
    receipt_vaulted: str = ""
    presence: Presence | None = None
    verification: Verification | None = None
    verified_seq: int = 0
    failure: Failure | None = None
    started_at: datetime | None = None
    started_seq: int = 0
    done_at: datetime | None = None
    verified_at: datetime | None = None
    undo_started_seq: int = 0
    undone_at: datetime | None = None
    written_since: tuple[str, ...] = ()
    looked_seq: int = 0
    """The last event that told how it stands in the world itself: found, begun or taken back."""
    found: Presence | None = None
    """What was found after a restoration; `found_was`, `asks`: the before-value, or who must give it."""
    found_was: dict[str, Json] | None = None
    found_vaulted: str = ""
    asks: tuple[str, ...] = ()
    adopted: bool = False
    looks: bool = False
    left_on: tuple[str, ...] = ()
    """The dead hosts on which it was given up, and what that left behind there."""
    left: tuple[str, ...] = ()
    unlisted: bool = False

    @property
    def begun(self) -> bool:
        """True while something of it is, or may be, Flytt's to take back."""
        return self.status not in {StepStatus.PENDING, StepStatus.GIVEN_UP}

    @property
    def looked_in_vain(self) -> bool:
        """True of a look that failed before it was done: it changed nothing; a new plan begins it anew."""
        return self.looks and self.status is StepStatus.STARTED and self.failure is not None

    @property
    def looked_and_differed(self) -> bool:
        """True of a look that was done and refuted: a new plan may have it look at something else."""
        return self.looks and self.status is StepStatus.REFUTED


def failed_again(earlier: Failure | None, recorded: Recorded, event: StepFailed) -> Failure:
    """Return the newest failure, counted on from the one before it."""
    lags, since = (earlier.lags, earlier.lagging_since) if earlier else (0, None)
    if event.remedy is Remedy.LAGGING:
        lags, since = lags + 1, since or recorded.at
    count = earlier.count + 1 if earlier else 1
    return Failure(
        event.at_verb, event.error, event.remedy, event.says, recorded.at, recorded.seq, count, lags, since
    )

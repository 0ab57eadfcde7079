"""One class per condition: what was attempted, what is still true, and the one next command."""

from enum import StrEnum
from typing import ClassVar


class Remedy(StrEnum):
    """Who or what can get past a failure."""

    TRANSIENT = "transient"
    LAGGING = "lagging"
    PERMANENT = "permanent"
    PERSON = "needs-a-person"
    STUCK = "stuck"


class FlyttError(Exception):
    """A condition with fields of its own. `still_true` and `next_command` complete the sentence."""

    remedy: ClassVar[Remedy] = Remedy.PERMANENT
    exit_code: ClassVar[int] = 1

    def __init__(self, attempted: str, *, still_true: str = "", next_command: str = "") -> None:
        self.attempted = attempted
        self.still_true = still_true
        self.next_command = next_command
        super().__init__(attempted)

    def __str__(self) -> str:
        parts = [self.attempted, self.still_true, f"Next: {self.next_command}" if self.next_command else ""]
        return " ".join(part for part in parts if part)


class BadInput(FlyttError):
    """What a person gave cannot be used. Nothing was touched."""

    exit_code = 2


class Unreachable(FlyttError):
    """No connection was made, so nothing can have happened there."""

    remedy = Remedy.TRANSIENT


class Interrupted(FlyttError):
    """The connection went away in mid-command: whether it took effect is unknown until probed."""

    remedy = Remedy.TRANSIENT


class Lagging(FlyttError):
    """It was done, and the service has not caught up: hours may pass, and asking more often helps nothing."""

    remedy = Remedy.LAGGING


class RecordsWanted(FlyttError):
    """Somebody else's zone: a person has to write records before Flytt can go on. Reading tells when."""

    remedy = Remedy.PERSON


class TimedOut(Interrupted):
    """No answer within the time given. As unknown as a lost connection."""


class CommandFailed(FlyttError):
    """A command ran and answered that it could not do it."""

    def __init__(self, attempted: str, *, exit_status: int, stderr: str) -> None:
        self.exit_status = exit_status
        self.stderr = stderr[:2000]
        super().__init__(attempted, still_true=f"It answered {exit_status}: {self.stderr.strip()[:300]}")


class HostKeyRefused(FlyttError):
    """The host shows another key than the one on record, or none is on record."""

    remedy = Remedy.PERSON

    def __init__(self, host: str, *, shown: str, expected: str) -> None:
        self.host, self.shown, self.expected = host, shown, expected
        super().__init__(
            f"{host} showed host key {shown}; on record is {expected or 'none'}.",
            still_true="Nothing was sent to it.",
            next_command="compare both with the host's console, then correct the host's row in the mapping",
        )


class AccessRefused(FlyttError):
    """The other side is the right one, and does not let Flytt in. Nothing was done there."""

    remedy = Remedy.PERSON


class ChangedByOthers(FlyttError):
    """What was to be changed is no longer as it was read: somebody else has written there."""

    remedy = Remedy.PERSON


class NotFound(FlyttError):
    """Something that a step needs is not there."""


class Fenced(FlyttError):
    """Another writer has taken this workload over; this one must stop at once."""

    remedy = Remedy.STUCK


class Overtaken(FlyttError):
    """Between deciding and beginning, the ledger came to say that something else comes first."""

    remedy = Remedy.TRANSIENT


class LeaseHeld(FlyttError):
    """Somebody else is writing on this workload."""

    remedy = Remedy.PERSON
    exit_code = 3


class IllegalEvent(FlyttError):
    """An event that the transition table does not allow here. Nothing was written."""

    remedy = Remedy.STUCK


class Tampered(FlyttError):
    """The ledger's chain is broken at a known event."""

    remedy = Remedy.STUCK
    exit_code = 4

    def __init__(self, seq: int, says: str) -> None:
        self.seq = seq
        super().__init__(
            f"Ledger event {seq}: {says}.",
            still_true="Events before it are intact.",
            next_command="stop every program that writes to it, and call; do not restore by yourself",
        )

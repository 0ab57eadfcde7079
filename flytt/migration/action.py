"""What a workload can need next: an act of the engine, a question to people, waiting, or an end."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from flytt.migration.runbook import GateEntry, StepEntry
from flytt.migration.state import GateState


@dataclass(frozen=True, slots=True)
class Do:
    """Carry a step out. `resumed`: it was started before, so it is probed first."""

    step: StepEntry
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Verify:
    """Look at a step's effect by another way."""

    step: StepEntry


@dataclass(frozen=True, slots=True)
class Undo:
    """Take a step back."""

    step: StepEntry


@dataclass(frozen=True, slots=True)
class Look:
    """See how a step stands in the world: the ledger came out of a backup, and may not know."""

    step: StepEntry


@dataclass(frozen=True, slots=True)
class Adopt:
    """Record as Flytt's own what was found after a restoration, as people said that it is."""

    step: StepEntry


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Record that a step cannot be taken back: the hosts that it is on are dead for good."""

    step: StepEntry
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question to people. `gate` is its name in the ledger; the open attempt, when there is one."""

    gate: str
    entry: GateEntry
    opened: GateState | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`, or before another workload or person acts (`until` None)."""

    why: str
    until: datetime | None = None
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The goal is reached."""

    checkpoint: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """Only a person gets past this. `next_command` is what to type once the cause is mended."""

    why: str
    next_command: str
    step: StepEntry | None = None


Act: TypeAlias = Do | Verify | Undo | Look | Adopt | GiveUp
"""What the engine carries out by itself, one step at a time."""

Action: TypeAlias = Act | Ask | Wait | Done | Stuck

"""A municipality's move as a running program holds it: plan, ledger and world together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.ports import Clock, Duty, LeaseRow, Vault, World


@dataclass(frozen=True, slots=True)
class Move:
    """All that is needed to act. `home` is where this move keeps what it writes for people to read."""

    plan: Plan
    journal: Journal
    world: World
    vault: Vault
    clock: Clock
    duty: Duty
    holder: str
    home: str
    is_dead: Callable[[LeaseRow], bool]
    """Proof that a lease's holder no longer runs; False when that cannot be told."""
    pulse: Callable[[], datetime]
    """The machine's own time: leases are about processes, whatever clock the municipality goes by."""
    hands: Callable[[str, bool], None]
    """Lets those who can be asked by machine do a workload's work by hand, or (True) take it back."""

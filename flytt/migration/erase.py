"""What lies in the vault for retired workloads, and may be erased: the chain stays whole without it."""

from collections.abc import Iterable

from flytt.migration.events import Recorded, StepDone, StepStarted, VaultErased
from flytt.migration.journal import Journal
from flytt.migration.next_action import reached
from flytt.migration.plan import Plan
from flytt.migration.ports import Vault
from flytt.migration.state import MoveState


def retired(plan: Plan, state: MoveState) -> tuple[str, ...]:
    """Return the workloads that are retired. Once erased, they cannot be taken back, whatever their kind."""
    return tuple(w.id for w in plan.workloads if reached(w, state) == "retired")


def references(workload: str, events: Iterable[Recorded]) -> tuple[str, ...]:
    """Return every vault reference that a workload's events name, each once, those of undone attempts too."""
    found = (
        r.event.vaulted
        for r in events
        if isinstance(r.event, StepStarted | StepDone) and r.event.workload == workload
    )
    return tuple(dict.fromkeys(reference for reference in found if reference))


def erase_retired(plan: Plan, journal: Journal, vault: Vault) -> dict[str, int]:
    """Erase for good, workload by workload, and write how much. Safe to repeat after a crash.

    Returns the number of entries per workload that this call erased; nothing for those erased before.
    """
    state = journal.refresh()
    erased: dict[str, int] = {}
    for workload in retired(plan, state):
        kept = references(workload, journal.events)
        if workload not in state.erased:
            # Before the effect, like every event: from here on nobody is promised a way back.
            journal.append(VaultErased(workload=workload, entries=len(kept)))
            erased[workload] = len(kept)
        for reference in kept:
            vault.erase(reference)
    return erased

"""What lies in the vault for retired workloads, and may be erased: the chain stays whole without it."""

import re
from collections.abc import Iterable

from flytt.migration.address_book import lies_at
from flytt.migration.errors import LeaseHeld
from flytt.migration.events import GateAnswered, Recorded, StepDone, StepFound, StepStarted, VaultErased
from flytt.migration.journal import Journal
from flytt.migration.next_action import reached
from flytt.migration.plan import Plan
from flytt.migration.ports import LedgerStore, Vault
from flytt.migration.runbook import FOUND
from flytt.migration.sending_events import OUTBOX
from flytt.migration.state import MoveState

_REFERENCE = re.compile(r"vault:[\w-]+")


def retired(plan: Plan, state: MoveState) -> tuple[str, ...]:
    """Return the workloads that are retired. Once erased, they cannot be taken back, whatever their kind."""
    return tuple(w.id for w in plan.workloads if reached(w, state) == "retired")


def references(workload: str, events: Iterable[Recorded]) -> tuple[str, ...]:
    """Return every vault reference that a workload's events name, each once, those of undone attempts too."""
    found: list[str] = []
    for recorded in events:
        match recorded.event:
            case StepStarted(workload=of, vaulted=one) | StepDone(workload=of, vaulted=one):
                found += [one] if of == workload else []
            case StepFound(workload=of, vaulted=one):
                found += [one] if of == workload else []
            case GateAnswered(gate=gate, vaulted=given) if gate == f"{FOUND}.{workload}":
                found += given.values()
            case _:
                pass
    return tuple(dict.fromkeys(reference for reference in found if reference))


def books(journal: Journal) -> frozenset[str]:
    """Return where it lies who had which address, of domains that are not retired: no event names it."""
    plan, state = journal.plan(), journal.refresh()
    over = retired(plan, state)
    open_ones = (w.own_name for w in plan.workloads if w.id not in over)
    return frozenset(filter(None, (lies_at(journal.store, one) for one in open_ones)))


def orphans(
    store: LedgerStore, *, busy_too: bool = False, held: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return what lies in the vault and no event names: its writer died before it wrote the event.

    LeaseHeld while anybody writes: what they have just put there is not named yet either. `busy_too`: tell
    all the same, to count them.
    """
    writing = (lease.workload for lease in store.leases() if not lease.released)
    busy = [workload for workload in writing if workload != OUTBOX]  # who sends puts nothing in the vault
    if busy and not busy_too:
        raise LeaseHeld(
            f"Somebody writes, or died writing, on {', '.join(busy)}: what no event names cannot be told.",
            still_true="Nothing was erased.",
            next_command="flytt resume, and again when nobody writes",
        )
    named = {found for row in store.rows() for found in _REFERENCE.findall(row.body)}
    return tuple(sorted(set(store.secret_references()) - named - held))


def erase_orphans(journal: Journal, vault: Vault) -> int:
    """Erase what no event names, and return how much that was. Nothing can ever ask for it."""
    found = orphans(journal.store, held=books(journal))
    for reference in found:
        vault.erase(reference)
    return len(found)


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

"""The one place that joins ports to adapters. Knows no Prefect: status and approval work without it."""

import getpass
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.adapters.clock import PracticeClock, SystemClock
from flytt.adapters.ledger.opening import open_store
from flytt.migration.journal import Journal
from flytt.migration.ports import Clock, LeaseRow

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from flytt.adapters.graph.audit import GraphAudit
    from flytt.adapters.secrets import Secrets
    from flytt.adapters.shares.order import Progress
    from flytt.migration.durations import Durations
    from flytt.migration.move import Move
    from flytt.migration.plan import Plan, ReachEntry
    from flytt.migration.ports import LedgerStore, Vault, World
    from flytt.migration.proof import Finding
    from flytt.migration.workload import Municipality


@dataclass(frozen=True, slots=True)
class Where:
    """Which municipality, and where its mapping, runbooks and ledger lie."""

    municipality: str
    mappings: Path
    ledger: str

    @property
    def mapping(self) -> Path:
        """The municipality's own folder."""
        return self.mappings / self.municipality

    @property
    def runbooks(self) -> Path:
        """The runbooks beside the mappings; `FLYTT_RUNBOOKS` says otherwise."""
        stated = os.environ.get("FLYTT_RUNBOOKS", "")
        return Path(stated) if stated else self.mappings.absolute().parent / "runbooks"

    @property
    def home(self) -> Path:
        """The folder for what belongs to this ledger: vault key, Prefect's home, notices, reports."""
        path = self.ledger.removeprefix("sqlite:///")
        if "://" in path:
            return state_directory() / self.municipality
        return Path(path).expanduser().absolute().parent


def where(municipality: str, *, mappings: Path | None = None, ledger: str = "") -> Where:
    """Return where things are: what was given, else the environment, else the user's state directory."""
    url = ledger or os.environ.get("FLYTT_LEDGER", "")
    default = state_directory() / municipality / "ledger.db"
    return Where(municipality, mappings or Path("mappings"), url or str(default))


def state_directory() -> Path:
    """Return the directory for what programs keep: `XDG_STATE_HOME`, or its customary place."""
    stated = os.environ.get("XDG_STATE_HOME", "")
    return (Path(stated) if stated else Path.home() / ".local" / "state") / "flytt"


def new_plan(
    at: Where,
    *,
    practice: bool,
    now: datetime,
    durations: "Durations | None" = None,
    amended: "Callable[[Municipality], Municipality]" = lambda municipality: municipality,
) -> "Plan":
    """Read mapping and runbooks and plan. MappingFaults or Conflicts with everything that is wrong.

    What has been begun keeps the names that the plan in force gave its locks and files. `amended` is what a
    rehearsal lets people have changed in the mapping since.
    """
    from flytt.mapping import load_municipality, load_runbooks  # noqa: PLC0415 - status reads no mapping
    from flytt.migration.planner import make_plan  # noqa: PLC0415

    municipality = amended(load_municipality(at.mapping, practice=practice))
    reach = None if practice else planned_reach(at)
    return make_plan(municipality, load_runbooks(at.runbooks), now, durations, stems=_stems(at), reach=reach)


def planned_reach(at: Where) -> "tuple[ReachEntry, ...]":
    """Return where a real municipality's world is reached now, entry by entry."""
    from flytt.adapters.reach import reach_entries, stated_reach  # noqa: PLC0415

    return reach_entries(stated_reach(at.mapping / "reach.yaml"))


def _stems(at: Where) -> dict[str, str]:
    from flytt.adapters.ledger.looking import is_there  # noqa: PLC0415 - most plans are the first

    if not is_there(at.ledger):
        return {}
    journal = open_journal(at)
    state = journal.refresh()
    there = journal.plan().workloads if state.plan_hash else ()
    journal.store.close()
    return {w.id: w.own_name for w in there if state.workload(w.id).steps}


def open_journal(at: Where, *, actor: str = "") -> Journal:
    """Open the ledger for reading and answering, on the plan's clock: a practice plan has its own time."""
    store = open_store(at.ledger, at.municipality)
    journal = Journal(store, SystemClock(), actor or claimed_actor(), pulse=SystemClock().now)
    state = journal.refresh()
    if state.plan_hash and state.at is not None and journal.plan().practice:
        journal.clock = PracticeClock(state.at, not_before=state.at)
    return journal


def open_move(
    at: Where,
    *,
    actor: str = "",
    clock: Clock | None = None,
    secrets: "Secrets | None" = None,
    only_looks: bool = False,
    tell: "Callable[[str, Progress], None]" = lambda _share, _progress: None,
) -> "Move":
    """Open the ledger and the world for a plan that was adopted.

    BadInput when the world would be reached otherwise than was planned, unless somebody has accepted it.
    `only_looks`: for those who ask, watch and tell, and must do so all the more then.
    """
    from flytt.adapters.duty import open_duty  # noqa: PLC0415 - what acts is imported when there is something to do
    from flytt.migration.move import Move  # noqa: PLC0415

    journal = open_journal(at, actor=actor)
    if clock is not None:
        journal.clock = clock
    plan = journal.plan()
    if not only_looks:
        refuse_changed_reach(at, plan, journal.refresh().reach)
    return Move(
        plan=plan,
        journal=journal,
        world=open_world(at, plan, journal.store, secrets, tell),
        vault=open_vault(at, journal.store),
        clock=journal.clock,
        duty=open_duty(plan.duty, at.home, secrets=secrets),
        holder=holder(),
        home=str(at.home),
        is_dead=is_dead,
        pulse=SystemClock().now,
        hands=_practice_hands(at) if plan.practice else _nobody,
    )


def _practice_hands(at: Where) -> "Callable[[str, bool], None]":
    def ask(workload: str, undo: bool) -> None:  # noqa: FBT001 - as a move's hands are asked
        from flytt.adapters.practice.people import PracticePeople  # noqa: PLC0415

        PracticePeople(at.home / "practice").ask(workload, undo=undo)

    return ask


def _nobody(workload: str, undo: bool) -> None:  # noqa: FBT001 - as a move's hands are asked
    """Real people read the question."""
    del workload, undo


def refuse_changed_reach(at: Where, plan: "Plan", accepted: str) -> None:
    """Hold reach.yaml as it is against the plan. BadInput naming every entry that differs."""
    from flytt.migration.reaching import refuse_other_reach  # noqa: PLC0415

    if plan.reach is not None:
        refuse_other_reach(plan, planned_reach(at), accepted)


def open_vault(at: Where, store: "LedgerStore") -> "Vault":
    """Open the vault beside the ledger, with a key of its own made at the first use."""
    from flytt.adapters.vault import EncryptedVault, vault_key  # noqa: PLC0415

    return EncryptedVault(store, vault_key(at.home / "vault.key", create=True))


def open_world(
    at: Where,
    plan: "Plan",
    store: "LedgerStore",
    secrets: "Secrets | None" = None,
    tell: "Callable[[str, Progress], None]" = lambda _share, _progress: None,
) -> "World":
    """Reach the world: a practice municipality runs beside the ledger, a real one is in its mapping.

    `tell` hears how far the copy of a share is, by the share's own name in the plan. In `store`, large steps
    keep their items.
    """
    from flytt.adapters.kept import LedgerKept  # noqa: PLC0415
    from flytt.adapters.reach import practice_reach, stated_reach  # noqa: PLC0415
    from flytt.adapters.secrets import local_secrets  # noqa: PLC0415
    from flytt.adapters.world import open_ports  # noqa: PLC0415

    reach = practice_reach(at.home / "practice") if plan.practice else stated_reach(at.mapping / "reach.yaml")
    kept = LedgerKept(store, open_vault(at, store))
    return open_ports(reach, secrets or local_secrets(at.home / "secrets"), kept, tell)


def proven_tenants(at: Where, municipality: "Municipality", plan: "Plan") -> "tuple[Finding, ...]":
    """Ask the tenants of what moves whether it could begin. Nothing when none of it lies in a tenant."""
    from flytt.adapters.graph.proving import Proving  # noqa: PLC0415 - only `flytt check` asks
    from flytt.adapters.reach import practice_reach, stated_reach  # noqa: PLC0415
    from flytt.adapters.secrets import local_secrets  # noqa: PLC0415

    reach = practice_reach(at.home / "practice") if plan.practice else stated_reach(at.mapping / "reach.yaml")
    names = {one.id: one.own_name for one in plan.workloads}
    moving = [one for one in municipality.workloads if one.id in names]
    proving = Proving(at.municipality, moving, names, reach.tenants, local_secrets(at.home / "secrets"))
    return proving.findings()


@contextmanager
def audit_log(at: Where, tenant: str) -> "Generator[GraphAudit]":
    """Open a real tenant's audit log. BadInput when reach.yaml does not state it."""
    from flytt.adapters.graph.audit import open_audit  # noqa: PLC0415 - only `flytt forms audit` asks
    from flytt.adapters.reach import stated_reach  # noqa: PLC0415
    from flytt.adapters.secrets import local_secrets  # noqa: PLC0415

    reach = stated_reach(at.mapping / "reach.yaml")
    with open_audit(reach.tenants, tenant, local_secrets(at.home / "secrets")) as log:
        yield log


def holder() -> str:
    """Return the name that leases are held under: this machine and this process."""
    return f"{socket.gethostname()}/{os.getpid()}"


def is_dead(lease: LeaseRow) -> bool:
    """Prove that a lease's holder no longer runs: only possible on the machine it ran on."""
    machine, _, number = lease.holder.rpartition("/")
    if machine != socket.gethostname() or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def claimed_actor() -> str:
    """Return who runs this program, as the machine knows them: claimed, never proof."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"uid-{os.getuid()}"
    return f"{name}@{socket.gethostname()}"


def utc_now() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)

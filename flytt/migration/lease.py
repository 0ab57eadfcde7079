"""Being the one writer on a workload, for as long as it takes, and showing signs of life meanwhile."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from flytt.migration.errors import Fenced, FlyttError, LeaseHeld
from flytt.migration.journal import LEASE_SECONDS
from flytt.migration.move import Move
from flytt.migration.plan import PlannedWorkload
from flytt.migration.ports import LeaseRow


@contextmanager
def writing(move: Move, workload: PlannedWorkload, why: str) -> Generator[LeaseRow]:
    """Hold the workload's lease. LeaseHeld while another writer is, or may be, alive.

    When the block is left by an error nobody foresaw, the lease is left to run out: whoever comes next takes
    it over, knows so, and probes.
    """
    former = {lease.workload: lease for lease in move.journal.store.leases()}.get(workload.id)
    dead = former is not None and not former.released and move.is_dead(former)
    lease = move.journal.take_lease(workload.id, move.holder, why, takeover=dead)
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(move, lease, stop), daemon=True, name=f"lease {workload.id}")
    beat.start()
    try:
        yield lease
    except BaseException:
        stop.set()
        raise
    stop.set()
    beat.join(timeout=5)
    _release_locks(move, workload, lease)
    move.journal.release_lease(lease)


def release_of_the_dead(move: Move, workload: PlannedWorkload) -> None:
    """Release what a dead program held when nothing is left to do: it died between its last act and its end.

    Without it the ledger would name a dead writer for ever, and its locks would stay on the hosts.
    """
    former = {lease.workload: lease for lease in move.journal.store.leases()}.get(workload.id)
    if former is None or former.released:
        return
    if move.is_dead(former) or move.pulse() >= datetime.fromisoformat(former.expires):
        with suppress(LeaseHeld), writing(move, workload, "release"):
            pass


def _beat(move: Move, lease: LeaseRow, stop: threading.Event) -> None:
    """Prolong the lease; when it is lost, stop prolonging: the next append will be refused."""
    while not stop.wait(LEASE_SECONDS / 3):
        expires = move.pulse() + timedelta(seconds=LEASE_SECONDS)
        try:
            lease = move.journal.store.renew_lease(lease, expires=expires.isoformat())
        except Fenced:
            return
        except FlyttError:
            continue


def _release_locks(move: Move, workload: PlannedWorkload, lease: LeaseRow) -> None:
    dead = move.journal.refresh().dead
    for host in sorted({host for step in workload.steps for host in step.hosts} - dead.keys()):
        try:
            move.world.hosts.on(host).locks.release(workload.own_name, fence=lease.fence)
        except FlyttError:
            # A lock that stays behind carries an old fence: the next writer replaces it.
            continue

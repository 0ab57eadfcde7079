"""Who may write: the rules of leases and fences, the same in every engine."""

from datetime import datetime

from flytt.migration.errors import Fenced, LeaseHeld
from flytt.migration.ports import LeaseRow


def next_lease(
    current: LeaseRow | None, wanted: LeaseRow, *, now: str, takeover: bool, fence_floor: int
) -> LeaseRow:
    """Return the lease to be written: `wanted` under the next fence. LeaseHeld when another's is still alive.

    `fence_floor` lies above every fence that a restored ledger may have forgotten having given out.
    """
    if current is not None and not takeover and current.holder != wanted.holder and _alive(current, now):
        raise LeaseHeld(
            f"{wanted.holder} asked to write on {wanted.workload}; {current.holder} is writing there since "
            f"{current.since} ({current.why}) and holds it until {current.expires}.",
            still_true="Nothing was changed.",
            next_command="flytt status, then wait, or prove that the other one is dead and take over",
        )
    newest = current.fence if current is not None else 0
    return wanted.changed(fence=max(newest, fence_floor) + 1, released=False)


def prolonged(current: LeaseRow | None, lease: LeaseRow, *, expires: str) -> LeaseRow:
    """Return the lease with a later end. Fenced when it is no longer the newest, or was given back."""
    if current is None or current.released or current.fence != lease.fence:
        raise _stopped(lease.workload, lease.fence, current)
    moment(expires)
    return current.changed(expires=expires)


def require_fence(current: LeaseRow | None, workload: str, fence: int) -> None:
    """Fenced unless `fence` is the newest one of its workload and has not been given back."""
    if current is None or current.released or current.fence != fence:
        raise _stopped(workload, fence, current)


def moment(text: str) -> datetime:
    """Read a time of a lease. ValueError when it is not ISO 8601 with an offset."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(text)
    return read


def _alive(lease: LeaseRow, now: str) -> bool:
    return not lease.released and moment(now) < moment(lease.expires)


def _stopped(workload: str, fence: int, current: LeaseRow | None) -> Fenced:
    if current is None:
        because = "nobody holds it"
    elif current.fence != fence:
        because = f"{current.holder} took it over with fence {current.fence} at {current.since}"
    else:
        because = "it was given back"
    return Fenced(
        f"A writer with fence {fence} wanted to write on {workload}, but {because}.",
        still_true="Nothing was written by the old writer.",
        next_command="flytt status",
    )

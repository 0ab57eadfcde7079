"""Which program runs flows for a ledger at this moment, seen from outside."""

import fcntl
import os
from pathlib import Path


def working(home: Path) -> str:
    """Return `process N` while one holds the home's lock to run moves; empty for none, or for a server alone.

    The lock is tried only when the process that last took it is alive, so that looking is never in the way of
    a program that is about to take it.
    """
    try:
        with (home / "flows.lock").open(encoding="ascii") as lock:
            number = lock.read().strip()
            if not number.isdigit() or not _lives(int(number)):
                return ""
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return "" if _serves(home, number) else f"process {number}"
    except (OSError, ValueError):
        pass
    return ""


def _serves(home: Path, number: str) -> bool:
    """A server holds the lock as long as it runs, also when no move does: its leases tell which it is."""
    try:
        return (home / "served").read_text(encoding="ascii").strip() == number
    except (OSError, ValueError):
        return False


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True

"""Ledgers with something in them: a move driven in the twins' world, then written to a file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flytt.adapters.ledger.backup import backup, restore
from flytt.migration.drive import drive
from flytt.migration.perform import Performer
from tasks.catalogue import find
from tests.driving import bring_on, journal_of, set_goal
from tests.worlds import Twins, planned, twins


def opened() -> Twins:
    """Return a world whose one server application has been moved and opened."""
    return _opened().fork()


@cache
def _opened() -> Twins:
    scene = twins("server-application")
    set_goal(scene, "open")
    bring_on(scene)
    return scene


def asking() -> Twins:
    """Return a world whose server application is prepared, and waits for go."""
    return _asking().fork()


@cache
def _asking() -> Twins:
    scene = twins("server-application")
    set_goal(scene, "open")
    journal = journal_of(scene)
    lease = journal.take_lease(planned(scene).id, "run 1", "test")
    performer = Performer(journal, scene.world, scene.vault, find, lease)
    drive(scene.plan, planned(scene), journal, performer.perform, scene.clock)
    journal.release_lease(lease)
    return scene


def in_file(scene: Twins, directory: Path) -> Path:
    """Write the world's ledger to a file as a restored backup, and return its path."""
    packed, ledger = directory / "ledger.backup", directory / "ledger.db"
    backup(scene.store, packed)
    restore(packed, str(ledger))
    packed.unlink()
    return ledger


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

"""A restore that was cut off, and is taken back without a receipt: nothing half-built stays behind."""

import pytest

from flytt.adapters.checks.memory import MemoryChecks
from flytt.adapters.dns.memory import MemoryNames
from flytt.adapters.documents.memory import MemoryDocuments
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.directory import MemoryDirectories
from flytt.adapters.memory.drives import MemoryDrives
from flytt.adapters.memory.forms_estates import MemoryFormsEstates
from flytt.adapters.memory.hosts import MemoryHosts
from flytt.adapters.memory.shares import MemoryShares
from flytt.adapters.memory.tables import Table
from flytt.adapters.ssh.files import PART
from flytt.adapters.ssh.postgresql import part_of
from flytt.adapters.vault.memory import MemoryVault
from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence
from flytt.migration.ports import World
from flytt.migration.settings import Database
from flytt.migration.step import Nothing
from tasks.application.restore_database import STEP, Want
from tests.conformance.hosts.conftest import GROUNDS
from tests.conformance.hosts.ground import Ground, named

PERSONS = {"persons": Table(("id", "name"), ((1, "Ein"), (2, None)))}
HALF = {"persons": Table(("id", "name"), ((1, "Ein"),))}

real_hosts = pytest.mark.parametrize("ground", GROUNDS[1:], indirect=True)
"""The twin restores in one go: it cannot be cut off half-way."""


def world_of(ground: Ground) -> World:
    """Return these hosts in a world that is otherwise empty."""
    names, documents = MemoryNames({}), MemoryDocuments({})
    return World(
        hosts=ground.hosts,
        names=names,
        documents=documents,
        checks=MemoryChecks(names, documents),
        shares=MemoryShares(MemoryHosts({})),
        tenants=MemoryDirectories(),
        drives=MemoryDrives(),
        kept=LedgerKept(MemoryStore("fjordvik"), MemoryVault()),
        forms=MemoryFormsEstates(),
    )


def wanted(ground: Ground, folder: str) -> Want:
    """Return a restore whose dump has arrived."""
    source = named(ground.engine, folder, "old")
    ground.fill(source, PERSONS)
    ground.hosts.on(ground.here).databases.dump(source, f"{folder}/dump")
    return Want(
        host=ground.here,
        path=f"{folder}/dump",
        database=named(ground.engine, folder, "new"),
        source_host=ground.here,
        source_database=source,
    )


def half_built(database: Database) -> Database:
    """Return where a database is built before it gets its name."""
    name = part_of(database.name) if database.engine == "postgresql" else database.name + PART
    return database.changed(name=name)


@real_hosts
def test_undoing_an_interrupted_restore_clears_what_was_half_built(ground: Ground, folder: str) -> None:
    """Personal data would lie on the new host under a name that nobody looks for, after a clean rollback."""
    want, world = wanted(ground, folder), world_of(ground)
    databases, part = ground.hosts.on(ground.here).databases, half_built(want.database)
    ground.fill(part, HALF)
    assert databases.exists(part)
    assert STEP.probe(want, Nothing(), world) is Presence.ABSENT
    for _ in range(2):
        STEP.undo(want, Nothing(), None, world)
        assert not databases.exists(part)
        assert not databases.exists(want.database)
    assert databases.content(want.source_database)["persons"].rows == 2


@real_hosts
def test_an_interrupted_restore_is_begun_anew(ground: Ground, folder: str) -> None:
    """Half a database would be taken for the beginning of a whole one, or stand in the way for ever."""
    want, world = wanted(ground, folder), world_of(ground)
    databases, part = ground.hosts.on(ground.here).databases, half_built(want.database)
    ground.fill(part, HALF)
    receipt = STEP.do(want, Nothing(), world)
    assert STEP.verify(want, Nothing(), receipt, world).passed
    assert not databases.exists(part)


@real_hosts
def test_undoing_without_a_receipt_leaves_what_others_made(ground: Ground, folder: str) -> None:
    """Somebody's database would be dropped because it has the name that Flytt was about to use."""
    want, world = wanted(ground, folder), world_of(ground)
    ground.fill(want.database, {"theirs": Table(("id",), ((1,),))})
    with pytest.raises(ChangedByOthers):
        STEP.undo(want, Nothing(), None, world)
    assert set(ground.hosts.on(ground.here).databases.content(want.database)) == {"theirs"}

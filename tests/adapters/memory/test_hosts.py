"""What sweeps rely on beyond the port: effects are counted once, and a snapshot sees every change."""

import pytest

from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts, MemoryService, Table
from flytt.adapters.memory.tables import dumped
from flytt.migration.errors import ChangedByOthers, CommandFailed
from flytt.migration.settings import Database

LIVE = Database(engine="sqlite", name="/srv/app.db")
SERVER = Database(engine="postgresql", name="app")
CONFIG = "/etc/app.json"
HEALTH = "http://localhost/health"
PERSONS = {"persons": Table(("id", "name"), ((1, "Ein"), (2, None)))}


@pytest.fixture
def hosts() -> MemoryHosts:
    """Return one host with a running service, and an empty one."""
    old = MemoryHost(
        services_there={"app": MemoryService(LIVE, CONFIG, HEALTH, running=True, enabled=True)},
        content={LIVE.name: dumped(PERSONS), CONFIG: b"{}"},
    )
    new = MemoryHost(services_there={"app": MemoryService(LIVE, CONFIG, HEALTH)})
    return MemoryHosts({"old": old, "new": new})


def test_effects_count_changes_and_not_repetitions(hosts: MemoryHosts) -> None:
    """Otherwise a sweep could not tell a repeated step from one that acts twice."""
    for _ in range(2):
        hosts.on("old").services.stop("app")
        hosts.on("old").databases.dump(LIVE, "/var/dump")
        hosts.copy("old", "/var/dump", "new", "/var/dump")
        hosts.on("new").databases.restore(LIVE, "/var/dump")
        hosts.on("new").files.write(CONFIG, b"{}")
        hosts.on("new").services.start("app")
    assert dict(hosts.effects) == {
        ("old", "stop", "app"): 1,
        ("old", "dump", "/var/dump"): 1,
        ("new", "copy", "/var/dump"): 1,
        ("new", "restore", LIVE.name): 1,
        ("new", "write", CONFIG): 1,
        ("new", "start", "app"): 1,
    }


def test_snapshot_sees_every_kind_of_change_and_its_undoing(hosts: MemoryHosts) -> None:
    """Otherwise 'exactly as before' would be said of a world that is not."""
    before = hash(hosts.snapshot())
    old = hosts.on("old")
    changes = [
        (lambda: old.services.stop("app"), lambda: old.services.start("app")),
        (lambda: old.services.disable("app"), lambda: old.services.enable("app")),
        (lambda: old.files.write("/new", b""), lambda: old.files.remove("/new")),
        (
            lambda: old.files.set_writable(CONFIG, writable=False),
            lambda: old.files.set_writable(CONFIG, writable=True),
        ),
        (
            lambda: hosts.set_tables("old", SERVER, PERSONS),
            lambda: old.databases.drop(SERVER),
        ),
    ]
    for change, undo in changes:
        change()
        assert hash(hosts.snapshot()) != before
        undo()
        assert hash(hosts.snapshot()) == before
    hosts.insert("old", LIVE, "persons", (3, "Tre"))
    assert hash(hosts.snapshot()) != before


def test_locks_are_no_part_of_the_snapshot(hosts: MemoryHosts) -> None:
    """Otherwise every comparison would differ while somebody writes."""
    before = hosts.snapshot()
    hosts.on("old").locks.take("w", fence=1, holder="me")
    assert hosts.snapshot() == before


@pytest.mark.parametrize("lost", ["database", "config", "config is no object"])
def test_a_service_does_not_start_on_half_an_installation(hosts: MemoryHosts, lost: str) -> None:
    """Otherwise a runbook that starts too early would pass its sweep."""
    old = hosts.on("old")
    old.services.stop("app")
    if lost == "database":
        old.databases.drop(LIVE)
    elif lost == "config":
        old.files.remove(CONFIG)
    else:
        old.files.write(CONFIG, b"[]")
    with pytest.raises(CommandFailed):
        old.services.start("app")
    assert not old.services.state("app").running


def test_health_answers_as_the_service_stands(hosts: MemoryHosts) -> None:
    """Otherwise a check from the outside would not see a stopped or broken application."""
    old = hosts.on("old")
    assert old.get(HEALTH).status == 200
    assert '"persons":2' in old.get(HEALTH).body
    old.databases.drop(LIVE)
    assert old.get(HEALTH).status == 500
    old.services.stop("app")
    assert old.get(HEALTH).status == 0
    assert old.get("http://localhost/elsewhere").status == 0


def test_a_foreign_row_stops_a_restore(hosts: MemoryHosts) -> None:
    """Otherwise what a user wrote on the new side would be lost when a step is repeated."""
    old = hosts.on("old")
    old.databases.dump(LIVE, "/dump")
    hosts.insert("old", LIVE, "persons", (3, "Tre"))
    with pytest.raises(ChangedByOthers):
        old.databases.restore(LIVE, "/dump")
    assert len(hosts.tables("old", LIVE)["persons"].rows) == 3

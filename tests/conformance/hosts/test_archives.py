"""A database that nobody may change, and that becomes exactly what it was."""

import pytest

from flytt.adapters.memory.tables import Table
from flytt.migration.errors import NotFound
from flytt.migration.settings import Database
from tests.conformance.hosts.ground import Ground, named

TABLES = {"persons": Table(("id", "name"), ((1, "Ein"), (2, None)))}


@pytest.fixture
def archive(ground: Ground, folder: str) -> Database:
    """Return a database with content on the first host."""
    database = named(ground.engine, folder, "it's an archive")
    ground.fill(database, TABLES)
    return database


def test_protection_is_taken_back_to_what_was_found(ground: Ground, archive: Database) -> None:
    """Otherwise an archive that is taken back would stay closed, or be more open than it was."""
    databases = ground.hosts.on(ground.here).databases
    was, content = databases.protection(archive), databases.content(archive)
    assert not was.read_only
    assert databases.writers(archive)
    for _ in range(2):
        databases.protect(archive)
        assert databases.protection(archive).read_only
        assert databases.writers(archive) == ()
        assert databases.content(archive) == content
    for _ in range(2):
        databases.put_back(archive, was)
        assert databases.protection(archive) == was
    assert databases.writers(archive)


def test_what_was_read_only_stays_so(ground: Ground, archive: Database) -> None:
    """Otherwise undo would open what somebody else had closed."""
    databases = ground.hosts.on(ground.here).databases
    databases.protect(archive)
    was = databases.protection(archive)
    databases.protect(archive)
    databases.put_back(archive, was)
    assert databases.protection(archive) == was
    assert databases.writers(archive) == ()


def test_an_archive_can_be_copied_and_dropped(ground: Ground, folder: str, archive: Database) -> None:
    """Otherwise an archive could neither be kept nor be taken away again."""
    databases = ground.hosts.on(ground.here).databases
    databases.protect(archive)
    databases.dump(archive, f"{folder}/d")
    copy = named(ground.engine, folder, "copy")
    databases.restore(copy, f"{folder}/d")
    assert databases.content(copy) == databases.content(archive)
    databases.drop(archive)
    assert not databases.exists(archive)
    ground.fill(archive, TABLES)
    assert not databases.protection(archive).read_only


def test_nothing_cannot_be_protected(ground: Ground, folder: str) -> None:
    """Otherwise a lost archive would count as one that nobody can change."""
    databases, none = ground.hosts.on(ground.here).databases, named(ground.engine, folder, "none")
    for attempt in (databases.protection, databases.protect, databases.writers):
        with pytest.raises(NotFound):
            attempt(none)


def test_rows_come_in_order_and_exactly(ground: Ground, folder: str) -> None:
    """Otherwise a recount would take one value for another, or miss a row."""
    databases, database = ground.hosts.on(ground.here).databases, named(ground.engine, folder, "rows")
    texts = ("Ein|To", "", "0", "a,b\tc\nd", "\\N", None)
    rows = tuple((number, text, 10 * number) for number, text in enumerate(texts, 9))
    ground.fill(database, {"t": Table(("id", "x", "of"), rows[::-1]), "empty": Table(("id",))})
    assert databases.columns(database) == {"t": ("id", "x", "of"), "empty": ("id",)}
    found: list[tuple[str | None, ...]] = []
    databases.rows(database, "t", ("of", "x", "id"), found.append)
    assert [(row[0], row[2]) for row in found] == [(str(row[2]), str(row[0])) for row in rows]
    assert len({row[1] for row in found}) == len(texts)
    assert found[-1][1] is None
    with pytest.raises(NotFound):
        databases.rows(database, "none", ("id",), found.append)

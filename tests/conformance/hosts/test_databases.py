"""Databases of every engine: dumps and restores are whole, content is counted, any name is only a name."""

import pytest

from flytt.adapters.memory.tables import Row, Scalar, Table
from flytt.migration.errors import ChangedByOthers, CommandFailed, NotFound
from flytt.migration.settings import Database
from tests.conformance.hosts.ground import Ground, named

ROWS: tuple[Row, ...] = ((1, "Ein|To"), (2, None), (3, ""), (4, "line\nbreak\\n\t'quote' æøå"), (5, "0"))
TABLES = {"persons": Table(("id", "name"), ROWS), "empty": Table(("id",)), 'odd "name"; --': Table(("a b",))}


def filled(ground: Ground, folder: str, name: str = "data") -> Database:
    """Return a database with content on the first host."""
    database = named(ground.engine, folder, name)
    ground.fill(database, TABLES)
    return database


def test_a_dump_restores_to_the_same_content(ground: Ground, folder: str) -> None:
    """Otherwise a moved database would lack rows, or hold others."""
    here, there = (ground.hosts.on(name).databases for name in (ground.here, ground.there))
    source, target = filled(ground, folder), named(ground.engine, folder, "new")
    before = here.content(source)
    here.dump(source, f"{folder}/dumps/d")
    ground.hosts.copy(ground.here, f"{folder}/dumps/d", ground.there, f"{folder}/arrived")
    for _ in range(2):
        there.restore(target, f"{folder}/arrived")
        assert there.content(target) == before
    assert {name: found.rows for name, found in before.items()} == {
        name: len(table.rows) for name, table in TABLES.items()
    }
    assert here.content(source) == before


def test_a_dump_replaces_the_one_before(ground: Ground, folder: str) -> None:
    """Otherwise the last rows before cutover would be missing on the new side."""
    here, source = ground.hosts.on(ground.here).databases, filled(ground, folder)
    here.dump(source, f"{folder}/d")
    ground.fill(source, TABLES | {"persons": Table(("id", "name"), (*ROWS, (6, "late")))})
    here.dump(source, f"{folder}/d")
    target = named(ground.engine, folder, "new")
    here.restore(target, f"{folder}/d")
    assert here.content(target)["persons"].rows == 6


def test_a_restore_never_replaces_what_others_wrote(ground: Ground, folder: str) -> None:
    """Otherwise work done on the new side would be lost when a step is repeated."""
    here, source = ground.hosts.on(ground.here).databases, filled(ground, folder)
    here.dump(source, f"{folder}/d")
    ground.fill(source, TABLES | {"persons": Table(("id", "name"), ((1, "another"),))})
    before = here.content(source)
    with pytest.raises(ChangedByOthers):
        here.restore(source, f"{folder}/d")
    assert here.content(source) == before


def test_nothing_is_not_an_empty_database(ground: Ground, folder: str) -> None:
    """Otherwise a lost database would be moved as one without rows."""
    here, none = ground.hosts.on(ground.here).databases, named(ground.engine, folder, "none")
    assert not here.exists(none)
    for attempt in (
        lambda: here.content(none),
        lambda: here.dump(none, f"{folder}/d"),
        lambda: here.restore(none, f"{folder}/no dump"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert not here.exists(none)
    assert ground.hosts.on(ground.here).files.digest(f"{folder}/d") is None


def test_dropping_is_done_once_and_asked_for_often(ground: Ground, folder: str) -> None:
    """Otherwise an undo that is repeated after a crash would fail."""
    here, source = ground.hosts.on(ground.here).databases, filled(ground, folder)
    for _ in range(2):
        here.drop(source)
        assert not here.exists(source)


def test_a_damaged_dump_leaves_nothing_behind(ground: Ground, folder: str) -> None:
    """Otherwise an application would start on half a database."""
    host, target = ground.hosts.on(ground.here), named(ground.engine, folder, "new")
    host.files.write(f"{folder}/d", b"this is no dump " * 1000)
    with pytest.raises(CommandFailed):
        host.databases.restore(target, f"{folder}/d")
    assert not host.databases.exists(target)
    source = filled(ground, folder)
    host.databases.dump(source, f"{folder}/d")
    host.databases.restore(target, f"{folder}/d")
    assert host.databases.content(target) == host.databases.content(source)


@pytest.mark.parametrize(
    "name",
    ["a b", "it's", 'say "no"', "$(touch pwned)", "a;b", "-rf", "blåbær", "host=elsewhere", "x" * 45, "a\\b"],
)
def test_any_name_is_only_a_name(ground: Ground, folder: str, name: str) -> None:
    """Otherwise a database's name could run as SQL or as a command, or lead to another server."""
    host, source = ground.hosts.on(ground.here), filled(ground, folder, name)
    target = named(ground.engine, folder, f"{name}2")
    host.databases.dump(source, f"{folder}/{name}.dump")
    host.databases.restore(target, f"{folder}/{name}.dump")
    assert host.databases.content(target) == host.databases.content(source)
    host.databases.drop(source)
    assert not host.databases.exists(source)
    assert host.databases.exists(target)
    assert host.files.digest(f"{folder}/pwned") is None


def test_content_does_not_depend_on_the_order_of_rows(ground: Ground, folder: str) -> None:
    """Otherwise a good copy would be called different, and people would learn not to look."""
    here, database = ground.hosts.on(ground.here).databases, named(ground.engine, folder, "order")
    rows: tuple[Row, ...] = (("a", "1"), ("b", "2"), ("b", "2"), ("c", None))
    ground.fill(database, {"t": Table(("x", "y"), rows)})
    before = here.content(database)
    ground.fill(database, {"t": Table(("x", "y"), tuple(reversed(rows)))})
    assert here.content(database) == before


def test_content_sees_every_difference(ground: Ground, folder: str) -> None:
    """Otherwise a lost, doubled or altered value would pass as verified."""
    here, database = ground.hosts.on(ground.here).databases, named(ground.engine, folder, "differences")
    values: list[Scalar] = [None, "", "0", "NULL", "\\N", " ", "a", "A", "a\n", "æ", "æ".encode().hex()]
    contents: list[tuple[Row, ...]] = [((value, "same"),) for value in values]
    contents += [(("same", "a"),), (("same", "a"), ("same", "a")), (("same", "a"), (None, "a")), ()]
    seen: set[str] = set()
    for rows in contents:
        ground.fill(database, {"t": Table(("x", "y"), rows)})
        seen.add(here.content(database)["t"].sha256)
    ground.fill(database, {"t": Table(("x", "z"))})
    seen.add(here.content(database)["t"].sha256)
    assert len(seen) == len(contents) + 1

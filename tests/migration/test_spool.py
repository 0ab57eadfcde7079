"""What is held in a spool is what was put there, in its order, while it is read and written."""

import resource
import sqlite3
from pathlib import Path

import pytest

from flytt.migration.directory import Held, Person, Profile
from flytt.migration.ids import Ids, Themselves, Those
from flytt.migration.spool import NoRoom, Spool


def person(number: int) -> Person:
    """Return one of many."""
    profile = Profile(display_name=f"Nr {number}", job_title="Ansatt" if number % 2 else "")
    held = (Held(sku="sku", without=("part",)),) if number % 3 else ()
    return Person(
        id=f"id {number}", name=f"n{number}@old.example", nickname="", profile=profile,
        enabled=bool(number % 2), licences=held,
    )  # fmt: skip


def test_records_come_back_as_they_were_and_in_order() -> None:
    """Somebody's licence or name would be lost on the way through the spool."""
    people = [person(number) for number in range(1_001)]
    spooled = Spool().records(Person, ((one.id, one) for one in people))
    assert list(spooled.values()) == people
    assert list(spooled.values()) == people, "it can be read but once"
    assert (list(spooled), len(spooled)) == ([one.id for one in people], len(people))
    assert (spooled["id 7"], spooled.get("id 1001"), "id 1001" in spooled) == (people[7], None, False)
    assert len(spooled.values()) == len(people)
    with pytest.raises(KeyError):
        spooled["id 1001"]


def test_the_last_word_on_a_key_counts_and_what_is_gone_is_gone() -> None:
    """A track of changes that names somebody twice would make two of them, or keep who was removed."""
    spooled = Spool().records(Person, ((one.id, one) for one in map(person, range(3))))
    spooled["id 1"] = person(5)
    assert spooled.pop("id 0", None) == person(0)
    assert spooled.pop("id 0", None) is None
    assert list(spooled.values()) == [person(5), person(2)]
    with pytest.raises(KeyError):
        del spooled["id 0"]


def test_it_is_read_while_it_is_written() -> None:
    """Rules that make something of what is read would skip some, or see some twice."""
    spool = Spool()
    source = spool.records(Person, ((one.id, one) for one in map(person, range(700))))
    made = spool.texts()
    for one in source.values():
        made[one.id] = one.name
        assert made[one.id] == one.name
    assert list(made) == list(source)
    assert dict(made.items()) == {one.id: one.name for one in source.values()}


def test_two_spools_share_nothing_and_leave_no_file() -> None:
    """One tenant's people would be found in the other, or lie in a file after the program is gone."""
    one, other = Spool(), Spool()
    one.texts()["key"] = "value"
    assert list(other.texts()) == []
    assert one.db.execute("PRAGMA database_list").fetchall()[0][2] == ""


def test_ids_are_seen_through_what_holds_them() -> None:
    """Who moves would be another than those who are held: left out, or taken along."""
    ids = Ids(({"a": 1}, frozenset({"b"}), {}))
    assert (set(ids), len(ids), "a" in ids, "c" in ids) == ({"a", "b"}, 2, True, False)
    there = {"a": "A", "c": "C"}
    assert dict(Themselves(ids, there)) == {"a": "A", "b": "b"}
    assert dict(Themselves(ids)) == {"a": "a", "b": "b"}
    assert (dict(Those(ids, there)), len(Those(ids, there))) == ({"a": "A"}, 1)
    for mapping in (Themselves(ids), Those(ids, there)):
        assert "c" not in mapping


def test_a_disk_without_room_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the night somebody would read of a fault in Flytt, and look for it everywhere but on the disk."""
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(NoRoom) as refused:
            Spool().texts().fill((f"id {number}", "x" * 1_000) for number in range(20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(tmp_path) in str(refused.value)
    assert refused.value.next_command
    assert list(tmp_path.iterdir()) == []


def test_a_full_database_is_one_without_room() -> None:
    """SQLite says it in another way when the disk is full than when the file may not grow."""
    spool = Spool()
    held = spool.texts()
    spool.db.execute("PRAGMA max_page_count = 50")
    with pytest.raises(NoRoom):
        held.fill((f"id {number}", "x" * 1_000) for number in range(1_000))


def test_any_other_fault_of_the_database_stays_what_it_is() -> None:
    """A fault in Flytt would send people to clear a disk that has room."""
    with pytest.raises(sqlite3.OperationalError):
        Spool().execute("SELECT nothing FROM nowhere")

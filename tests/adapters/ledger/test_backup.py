"""A ledger's way out and back: whole, verified, and never pretending that no time has passed."""

import gzip
import hashlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flytt.adapters.ledger.backup import Header, backup, read_header, restore
from flytt.adapters.ledger.contents import PARTS, Row, WholeStore
from flytt.adapters.ledger.opening import open_whole
from flytt.migration.chain import verify_rows
from flytt.migration.errors import BadInput, Fenced, FlyttError, Tampered
from flytt.migration.ports import Restoration
from flytt.migration.record import canonical
from tests.adapters.ledger.rows import T0, T1, T2, event, fill, item, lease
from tests.conformance.conftest import ENGINES, new_ledger

pytestmark = pytest.mark.slow  # many whole ledgers; left out of `make fast`, never of `make test`

NIGHT = datetime(2026, 1, 6, 2, 0, tzinfo=UTC)


def night() -> datetime:
    """The time at which backups are made and restored here."""
    return NIGHT


def filled(url: str) -> WholeStore:
    """Return a ledger with something in every part."""
    store = open_whole(url, "practice")
    fill(store, 8)
    store.take_lease(lease(), now=T0)
    store.put_document("d" * 64, "the plan: æøå\n" * 1000)
    store.put_secret("vault:1", bytes(range(256)))
    store.put_items(tuple(item(n) for n in range(6000)))
    return store


def contents(store: WholeStore) -> dict[str, list[Row]]:
    """Return everything a ledger holds."""
    return store.read_whole(lambda reading: {name: list(reading.part(part)) for name, part in PARTS.items()})


@pytest.mark.parametrize("source", ENGINES)
@pytest.mark.parametrize("target", ENGINES)
def test_a_ledger_goes_from_any_engine_to_any_other(
    source: str, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """If anything but its leases changed on the way, a move could not go on after a machine was lost."""
    old = filled(new_ledger(source, request, tmp_path / "a"))
    before = contents(old)
    header = backup(old, tmp_path / "ledger.backup", now=night)
    assert (header.municipality, header.seq) == ("practice", 8)
    assert stat.S_IMODE((tmp_path / "ledger.backup").stat().st_mode) == 0o600
    url = new_ledger(target, request, tmp_path / "b")
    assert restore(tmp_path / "ledger.backup", url, now=night) == Restoration(at=NIGHT.isoformat(), after=8)
    new = open_whole(url, "practice")
    after = contents(new)
    assert {name: rows for name, rows in after.items() if name not in {"lease", "meta"}} == {
        name: rows for name, rows in before.items() if name not in {"lease", "meta"}
    }
    assert [held.released for held in new.leases()] == [True]
    assert new.restoration() == Restoration(at=NIGHT.isoformat(), after=8)
    head = verify_rows(new.rows())
    assert new.append(event(9, head.hash))
    old.close()
    new.close()


def test_a_restored_ledger_stops_writers_from_before(tmp_path: Path) -> None:
    """If fences started again, a forgotten writer could write with one that somebody else was given anew."""
    old = filled("memory://" + str(tmp_path / "old"))
    backup(old, tmp_path / "file", now=night)
    late = old.take_lease(lease("forgotten"), now=T1)
    restore(tmp_path / "file", "memory://" + str(tmp_path / "new"), now=night)
    new = open_whole("memory://" + str(tmp_path / "new"), "practice")
    head = verify_rows(new.rows())
    with pytest.raises(Fenced):
        new.append(event(9, head.hash, fence=late.fence))
    taken = new.take_lease(lease("one"), now=T1)
    assert taken.fence > late.fence + 1_000_000
    with pytest.raises(Fenced):
        new.append(event(9, head.hash, fence=late.fence))
    assert new.append(event(9, head.hash, fence=taken.fence))
    assert new.take_lease(lease("never-leased").changed(workload="other"), now=T2).fence >= taken.fence


def test_a_second_backup_of_a_restored_ledger_tells_the_last_restoration(tmp_path: Path) -> None:
    """If the first restoration's note stayed, workloads would be trusted that must be probed."""
    first = filled("memory://" + str(tmp_path / "1"))
    backup(first, tmp_path / "one", now=night)
    restore(tmp_path / "one", "memory://" + str(tmp_path / "2"), now=night)
    second = open_whole("memory://" + str(tmp_path / "2"), "practice")
    assert second.append(event(9, verify_rows(second.rows()).hash))
    backup(second, tmp_path / "two", now=night)
    later = datetime(2026, 1, 7, tzinfo=UTC)
    restore(tmp_path / "two", "memory://" + str(tmp_path / "3"), now=lambda: later)
    third = open_whole("memory://" + str(tmp_path / "3"), "practice")
    assert third.restoration() == Restoration(at=later.isoformat(), after=9)


def test_a_ledger_in_use_is_never_restored_over(ledger_url: str, tmp_path: Path) -> None:
    """If it were, the truth about what was done would be overwritten by an older one."""
    store = filled("memory://" + str(tmp_path))
    backup(store, tmp_path / "file", now=night)
    there = open_whole(ledger_url, "practice")
    there.put_items((item(1),))
    before = contents(there)
    with pytest.raises(BadInput, match="already holds something"):
        restore(tmp_path / "file", ledger_url, now=night)
    assert contents(there) == before
    there.close()


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _lines(content: bytes) -> list[bytes]:
    return gzip.decompress(content).splitlines(keepends=True)


def _sealed(lines: list[bytes]) -> bytes:
    body = b"".join(lines[:-1])
    return gzip.compress(body + canonical(["end", hashlib.sha256(body).hexdigest()]) + b"\n")


def _without_end(content: bytes) -> bytes:
    return gzip.compress(b"".join(_lines(content)[:-1]))


def _altered(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content).replace(b"the plan", b"the plot", 1))


def _last_event_dropped_and_sealed(content: bytes) -> bytes:
    lines = _lines(content)
    return _sealed([line for line in lines if json.loads(line)[:2] != ["event", 8]])


def _event_altered_and_sealed(content: bytes) -> bytes:
    lines = _lines(content)
    return _sealed([lines[0], lines[1].replace(b'"tester"', b'"other!"'), *lines[2:]])


def _of_another_format(content: bytes) -> bytes:
    lines = _lines(content)
    return _sealed([lines[0].replace(b"backup-1", b"backup-9"), *lines[1:]])


def _empty(content: bytes) -> bytes:
    return content[:0]


def _something_else(content: bytes) -> bytes:
    return b"no backup at all" + content[:0]


def _nothing_packed(content: bytes) -> bytes:
    return gzip.compress(content[:0])


def _no_header(content: bytes) -> bytes:
    return _sealed([b"[1]\n", *_lines(content)[1:]])


DAMAGE = (
    _cut,
    _flip,
    _without_end,
    _altered,
    _last_event_dropped_and_sealed,
    _event_altered_and_sealed,
    _of_another_format,
    _empty,
    _something_else,
    _nothing_packed,
    _no_header,
)


@pytest.mark.parametrize("number", range(len(DAMAGE)))
def test_a_damaged_backup_is_refused_with_nothing_written(
    number: int, database_url: str, tmp_path: Path
) -> None:
    """If part of a damaged backup were restored, the ledger would be a lie from its first day."""
    store = filled("memory://" + str(tmp_path))
    path = tmp_path / "file"
    backup(store, path, now=night)
    path.write_bytes(DAMAGE[number](path.read_bytes()))
    wanted = Tampered if DAMAGE[number] is _event_altered_and_sealed else BadInput
    with pytest.raises(wanted):
        restore(path, database_url, now=night)
    untouched = open_whole(database_url, "practice")
    assert not any(contents(untouched).values())
    untouched.close()


def test_a_file_that_changes_between_the_readings_leaves_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If only the first reading verified, what is written could be something else."""
    store = filled("memory://" + str(tmp_path))
    path = tmp_path / "file"
    header = backup(store, path, now=night)
    path.write_bytes(_altered(path.read_bytes()))

    def intact(_: Path) -> Header:
        return header

    monkeypatch.setattr("flytt.adapters.ledger.backup.read_header", intact)
    with pytest.raises(FlyttError):
        restore(path, database_url, now=night)
    untouched = open_whole(database_url, "practice")
    assert not any(contents(untouched).values())
    untouched.close()


def test_a_broken_chain_is_not_backed_up(tmp_path: Path) -> None:
    """If it were, the damage would replace the last good backup unseen."""
    store = open_whole("memory://" + str(tmp_path), "practice")
    rows = fill(store, 1)
    assert store.append(event(2, "not the hash of event 1"))
    assert rows
    with pytest.raises(Tampered):
        backup(store, tmp_path / "file", now=night)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    """If it did, a slip would destroy the backup that was needed."""
    store = filled("memory://" + str(tmp_path))
    path = tmp_path / "file"
    backup(store, path, now=night)
    kept = path.read_bytes()
    with pytest.raises(BadInput, match="already exists"):
        backup(store, path, now=night)
    with pytest.raises(BadInput, match="could not be written"):
        backup(store, tmp_path / "absent" / "file", now=night)
    assert path.read_bytes() == kept
    assert read_header(path).seq == 8

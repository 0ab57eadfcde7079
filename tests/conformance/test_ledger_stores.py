"""What every ledger promises, on the twin, SQLite and PostgreSQL alike."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.adapters.ledger import open_store
from flytt.migration.chain import verify_rows
from flytt.migration.errors import BadInput, Fenced, LeaseHeld, NotFound
from flytt.migration.ports import LedgerStore
from tests.adapters.ledger.rows import T0, T1, T2, event, events, fill, item, lease

WRITER = Path(__file__).with_name("ledger_writer.py")


@pytest.fixture
def store(ledger_url: str) -> Iterator[LedgerStore]:
    """An empty ledger."""
    opened = open_store(ledger_url, "practice")
    yield opened
    opened.close()


def test_events_come_back_as_written_and_in_order(store: LedgerStore) -> None:
    """If a field or the order changed on the way, the chain would break or lie."""
    rows = fill(store, 7)
    assert list(store.rows()) == rows
    assert list(store.rows(after=5)) == rows[5:]
    assert verify_rows(store.rows()).seq == 7


@pytest.mark.slow
def test_more_events_than_a_page_are_all_read(store: LedgerStore) -> None:
    """If paging lost an event at its edge, a long move could not be resumed."""
    fill(store, 503)
    assert [row.seq for row in store.rows()] == list(range(1, 504))


def test_large_bodies_are_kept(store: LedgerStore) -> None:
    """If a body of several megabytes were cut, evidence would be lost in silence."""
    row = event(1, body='"' + "æ" * 3_000_000 + '"')
    assert store.append(row)
    assert next(store.rows()) == row


def test_a_taken_number_and_a_gap_are_refused(store: LedgerStore) -> None:
    """If either were accepted, two writers would overwrite each other or events would go missing unseen."""
    rows = fill(store, 2)
    assert not store.append(event(2, rows[0].hash, body='{"other":1}'))
    assert not store.append(event(4, rows[1].hash))
    assert list(store.rows()) == rows


def test_an_append_repeated_after_a_lost_answer_is_success(store: LedgerStore) -> None:
    """If repeating were refused, a writer that lost the answer would stop although its event is durable."""
    rows = fill(store, 2)
    assert store.append(rows[0])
    assert store.append(rows[1])
    assert list(store.rows()) == rows


def test_only_the_newest_unreleased_fence_writes(store: LedgerStore) -> None:
    """If an old fence could still write, two writers would act on one workload."""
    with pytest.raises(Fenced):
        store.append(event(1, fence=1))
    first = store.take_lease(lease("one"), now=T0)
    row = event(1, fence=first.fence)
    assert store.append(row)
    second = store.take_lease(lease("two", expires=T2), now=T1)
    with pytest.raises(Fenced):
        store.append(event(2, row.hash, fence=first.fence))
    assert store.append(event(2, row.hash, fence=second.fence))
    store.release_lease(second)
    with pytest.raises(Fenced):
        store.append(event(3, "", fence=second.fence))
    assert [r.fence for r in store.rows()] == [first.fence, second.fence]


def test_a_lease_is_held_until_it_expires(store: LedgerStore) -> None:
    """If a living lease could be taken by anyone, a second operator would start beside the first."""
    first = store.take_lease(lease("one"), now=T0)
    with pytest.raises(LeaseHeld, match="one is writing there"):
        store.take_lease(lease("two"), now=T0)
    assert store.leases() == (first,)
    second = store.take_lease(lease("two", expires=T2), now=T1)
    assert second.fence == first.fence + 1
    assert store.leases() == (second,)


def test_the_same_holder_and_a_takeover_get_the_next_fence(store: LedgerStore) -> None:
    """If a fence were given out twice, the earlier life of a writer could not be told from its new one."""
    fences = [
        store.take_lease(lease("one"), now=T0).fence,
        store.take_lease(lease("one"), now=T0).fence,
        store.take_lease(lease("two"), now=T0, takeover=True).fence,
    ]
    assert fences == [1, 2, 3]


def test_renewing_prolongs_and_stops_the_overtaken(store: LedgerStore) -> None:
    """If an overtaken writer could renew, it would never learn that it must stop."""
    first = store.take_lease(lease("one"), now=T0)
    longer = store.renew_lease(first, expires=T2)
    assert longer.expires == T2
    with pytest.raises(LeaseHeld):
        store.take_lease(lease("two"), now=T1)
    second = store.take_lease(lease("two"), now=T1, takeover=True)
    with pytest.raises(Fenced):
        store.renew_lease(longer, expires=T2)
    store.release_lease(longer)
    assert store.leases() == (second,)
    store.release_lease(second)
    with pytest.raises(Fenced):
        store.renew_lease(second, expires=T2)
    assert store.take_lease(lease("three"), now=T0).fence == second.fence + 1


def test_documents_never_change(store: LedgerStore) -> None:
    """If a plan could be replaced under its hash, an approval would bind to something else."""
    store.put_document("d" * 64, "the plan")
    store.put_document("d" * 64, "another")
    assert store.document("d" * 64) == "the plan"
    with pytest.raises(NotFound):
        store.document("e" * 64)


def test_erased_secrets_are_gone(store: LedgerStore) -> None:
    """If erasing kept the ciphertext, personal data would outlive its purpose."""
    store.put_secret("vault:1", b"\x00\xff sealed")
    assert store.secret("vault:1") == b"\x00\xff sealed"
    store.erase_secret("vault:1")
    store.erase_secret("vault:1")
    with pytest.raises(NotFound):
        store.secret("vault:1")


def test_items_are_replaced_counted_and_listed(store: LedgerStore) -> None:
    """If an item counted twice or in an old state, a reconciliation would not add up."""
    store.put_items(tuple(item(n, "waiting") for n in range(10)))
    store.put_items((*(item(n) for n in range(7)), item(7, "failed"), item(7)))
    assert store.item_counts("archive", "copy") == {"copied": 8, "waiting": 2}
    assert list(store.items("archive", "copy", "waiting")) == [item(8, "waiting"), item(9, "waiting")]
    assert store.item_counts("archive", "other") == {}


def test_items_are_listed_in_the_same_order_everywhere(store: LedgerStore) -> None:
    """If engines sorted names differently, a paged listing would miss some."""
    names = ["", "Å", "a", "B", "ø", "z z", "日本", "\U0001f600", "a\nb"]
    store.put_items(tuple(item(0).changed(item=name) for name in names))
    listed = [found.item for found in store.items("archive", "copy", "copied")]
    assert listed == sorted(names, key=str.encode)


def test_items_beyond_a_page_are_all_listed(store: LedgerStore) -> None:
    """If paging lost items at its edge, files would never be checked."""
    store.put_items(tuple(item(n) for n in range(10_001)))
    assert sum(1 for _ in store.items("archive", "copy", "copied")) == 10_001


@pytest.mark.parametrize("name", ["a\0b", "a\udce6b"])
def test_names_that_some_engine_cannot_keep_are_refused_by_all(store: LedgerStore, name: str) -> None:
    """If only one engine refused them, a backup could not be restored in the other."""
    with pytest.raises(BadInput):
        store.put_items((item(1), item(0).changed(item=name)))
    assert store.item_counts("archive", "copy") == {}


def test_municipalities_share_a_database_and_see_nothing_of_each_other(ledger_url: str) -> None:
    """If ledgers leaked into each other, one municipality's move would stop or steer another's."""
    one, other = open_store(ledger_url, "practice"), open_store(ledger_url, "neighbour")
    fill(one, 3)
    one.take_lease(lease(), now=T0)
    one.put_items((item(1),))
    one.put_document("d", "x")
    assert list(other.rows()) == []
    assert other.leases() == ()
    assert other.item_counts("archive", "copy") == {}
    with pytest.raises(NotFound):
        other.document("d")
    assert other.append(event(1))
    assert other.take_lease(lease("two"), now=T0).fence == 1
    one.close()
    other.close()


def test_a_second_opening_sees_all_of_it(ledger_url: str) -> None:
    """If anything lay only in the program's memory, a crash would lose it."""
    first = open_store(ledger_url, "practice")
    rows = fill(first, 3)
    held = first.take_lease(lease(), now=T0)
    first.close()
    second = open_store(ledger_url, "practice")
    assert list(second.rows()) == rows
    assert second.leases() == (held,)
    assert second.restoration() is None
    second.close()


def test_threads_share_a_store(store: LedgerStore) -> None:
    """If a heartbeat's thread disturbed the writer's, a move would die of its own sign of life."""
    held = store.take_lease(lease(), now=T0)
    faults: list[BaseException] = []

    def renew() -> None:
        try:
            for _ in range(50):
                store.renew_lease(held, expires=T2)
                store.leases()
        except BaseException as fault:  # noqa: BLE001 - reported by the assertion below
            faults.append(fault)

    thread = threading.Thread(target=renew)
    thread.start()
    rows = events(50, fence=held.fence)
    assert all(map(store.append, rows))
    thread.join()
    assert faults == []
    assert list(store.rows()) == rows


def test_one_of_many_gets_the_lease(database_url: str) -> None:
    """If two that ask at the same moment both got it, there would be two writers."""
    opened = [open_store(database_url, "practice") for _ in range(4)]
    ready, won, lost = threading.Barrier(4), list[int](), list[LeaseHeld]()

    def ask(number: int) -> None:
        ready.wait()
        try:
            won.append(opened[number].take_lease(lease(f"writer-{number}"), now=T0).fence)
        except LeaseHeld as held:
            lost.append(held)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (won, len(lost)) == ([1], 3)
    for one in opened:
        one.close()


@pytest.mark.slow
def test_a_takeover_between_reading_and_appending_is_noticed(database_url: str) -> None:
    """If the fence were checked outside the transaction, the old writer's last event would slip in."""
    old, new = open_store(database_url, "practice"), open_store(database_url, "practice")
    first = old.take_lease(lease("old"), now=T0)
    stop, written, stopped = threading.Event(), list[int](), list[Fenced]()

    def write() -> None:
        row = event(1, fence=first.fence)
        try:
            while not stop.is_set() and old.append(row):
                written.append(row.seq)
                row = event(row.seq + 1, row.hash, fence=first.fence)
        except Fenced as fenced:
            stopped.append(fenced)

    thread = threading.Thread(target=write)
    thread.start()
    while not written:
        pass
    second = new.take_lease(lease("new"), now=T0, takeover=True)
    at_takeover = sum(1 for _ in new.rows())
    thread.join(120)
    stop.set()
    assert len(stopped) == 1
    assert second.fence == first.fence + 1
    assert sum(1 for _ in new.rows()) == at_takeover
    old.close()
    new.close()


def _start_writer(url: str, name: str, number: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, WRITER, url, name, str(number)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_two_programs_append_without_gap_or_loss(database_url: str) -> None:
    """If concurrent programs could lose or double an event, the ledger would not be the truth."""
    writers = [_start_writer(database_url, name, 60) for name in ("one", "two")]
    said = [writer.communicate(timeout=300)[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    store = open_store(database_url, "practice")
    rows = list(store.rows())
    assert verify_rows(rows).seq == 120
    for name, text in zip(("one", "two"), said, strict=True):
        assert [row.seq for row in rows if row.actor == name] == [int(line) for line in text.split()]
    store.close()


@pytest.mark.slow
def test_a_program_killed_while_it_appends_leaves_whole_events_only(database_url: str) -> None:
    """If a kill could tear an event or lose an acknowledged one, nothing could be resumed."""
    acknowledged = 0
    for life in range(3):
        writer = _start_writer(database_url, f"life-{life}", 1_000_000)
        assert writer.stdout is not None
        for _ in range(5 + 7 * life):
            acknowledged = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        said = [int(line) for line in writer.stdout if line.endswith("\n")]
        writer.wait(120)
        writer.stdout.close()
        acknowledged = max([acknowledged, *said])
        store = open_store(database_url, "practice")
        assert acknowledged <= verify_rows(store.rows()).seq <= acknowledged + 1
        store.close()

"""Events, leases and items as tests of ledgers need them."""

from flytt.migration.chain import FIRST_PREVIOUS, chained
from flytt.migration.ports import Item, LeaseRow, LedgerStore, StoredRow

T0 = "2026-01-05T16:00:00+00:00"
T1 = "2026-01-05T16:01:00+00:00"
T2 = "2026-01-05T16:02:00+00:00"


def event(seq: int, previous: str = FIRST_PREVIOUS, *, fence: int = 0, body: str = "{}") -> StoredRow:
    """Return a chained event on the workload `archive`."""
    return chained(
        StoredRow(
            seq=seq,
            at=T0,
            kind="noted",
            workload="archive",
            actor="tester",
            fence=fence,
            body=body,
            previous=previous,
            hash="",
        )
    )


def events(number: int, *, fence: int = 0) -> list[StoredRow]:
    """Return a chain of events, from the first on."""
    rows: list[StoredRow] = []
    for seq in range(1, number + 1):
        previous = rows[-1].hash if rows else FIRST_PREVIOUS
        rows.append(event(seq, previous, fence=fence, body=f'{{"number":{seq},"word":"sjø"}}'))
    return rows


def fill(store: LedgerStore, number: int) -> list[StoredRow]:
    """Append a chain of events to an empty ledger."""
    rows = events(number)
    assert all(map(store.append, rows))
    return rows


def lease(holder: str = "one", *, expires: str = T1) -> LeaseRow:
    """Return a wish to write on `archive`, from T0 until T1."""
    return LeaseRow(workload="archive", fence=0, holder=holder, why="moves it", since=T0, expires=expires)


def item(number: int, state: str = "copied") -> Item:
    """Return one of many files."""
    return Item(workload="archive", step="copy", item=f"file-{number:07}", state=state, digest="ab" * 32)

"""The chain that makes an altered ledger show itself: every event carries the hash of the one before it."""

from collections.abc import Iterable

from flytt.migration.errors import Tampered
from flytt.migration.ports import StoredRow
from flytt.migration.record import Record, digest

FIRST_PREVIOUS = ""
"""What the first event names as the hash before it."""


class Head(Record):
    """The newest event of a verified chain: 0 and FIRST_PREVIOUS when there is none.

    A chain cannot see that its newest events were cut off. Whoever noted an earlier head can.
    """

    seq: int = 0
    hash: str = FIRST_PREVIOUS


def chain_hash(row: StoredRow) -> str:
    """Return the SHA-256 over the canonical JSON of every field but `hash`."""
    return digest({name: value for name, value in row if name != "hash"})


def chained(row: StoredRow) -> StoredRow:
    """Return the row with its `hash` filled in."""
    return row.changed(hash=chain_hash(row))


def verify_rows(rows: Iterable[StoredRow], *, after: Head | None = None) -> Head:
    """Follow the chain and return its head. Tampered at the first event that is missing, moved or altered."""
    head = after or Head()
    for row in rows:
        if row.seq != head.seq + 1:
            raise Tampered(head.seq + 1, f"is missing; event {row.seq} stands in its place")
        if row.previous != head.hash:
            raise Tampered(row.seq, "does not follow from the event before it")
        if chain_hash(row) != row.hash:
            raise Tampered(row.seq, "was altered after it was written")
        head = Head(seq=row.seq, hash=row.hash)
    return head

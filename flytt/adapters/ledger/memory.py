"""The ledger's twin: the same rules, kept as long as the program runs."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import TypeVar

from flytt.adapters.ledger.contents import (
    DOCUMENTS,
    EVENTS,
    ITEMS,
    LEASES,
    META,
    PARTS,
    SECRETS,
    Filling,
    Part,
    Reading,
    Row,
    event_of,
    item_of,
    lease_of,
    require_empty,
    require_storable,
    row_of,
)
from flytt.adapters.ledger.leases import next_lease, prolonged, require_fence
from flytt.migration.errors import NotFound
from flytt.migration.ports import Item, LeaseRow, Restoration, StoredRow
from flytt.migration.record import Json

T = TypeVar("T")
_named: dict[tuple[str, str], "MemoryStore"] = {}
_naming = threading.Lock()


def named_store(name: str, municipality: str) -> "MemoryStore":
    """Return the ledger of that name and municipality; the same one every time within a program."""
    with _naming:
        return _named.setdefault((name, municipality), MemoryStore(municipality))


class _Tables:
    """Rows by key, part by part."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[Row, Row]] = {part.table: {} for part in PARTS.values()}

    def part(self, part: Part) -> Iterator[Row]:
        rows = self.kept[part.table]
        return iter([rows[key] for key in sorted(rows, key=_in_bytes)])

    def add(self, part: Part, rows: Iterable[Row]) -> None:
        for row in rows:
            self.kept[part.table][row[: part.key]] = row


class MemoryStore:
    """A municipality's ledger in memory. `effects` counts real changes per operation and subject."""

    def __init__(self, municipality: str = "practice") -> None:
        self.municipality = municipality
        self.effects: Counter[tuple[str, str]] = Counter()
        self._tables = _Tables()
        self._alone = threading.RLock()

    def snapshot(self) -> dict[str, Json]:
        """Return everything kept, part by part, as plain values."""
        with self._alone:
            return {
                name: [
                    [v.hex() if isinstance(v, bytes) else v for v in row] for row in self._tables.part(part)
                ]
                for name, part in PARTS.items()
            }

    def append(self, row: StoredRow) -> bool:
        """Add the next event. See `LedgerStore`."""
        with self._alone:
            events = self._part(EVENTS)
            there = events.get((row.seq,))
            if there is not None and event_of(there) == row:
                return True
            if row.fence:
                require_fence(self._lease(row.workload), row.workload, row.fence)
            if row.seq != len(events) + 1:
                return False
            self._put(EVENTS, row_of(row), "append")
            return True

    def rows(self, after: int = 0) -> Iterator[StoredRow]:
        """Read events in order, those included that are added while reading."""
        seq = after + 1
        while (row := self._part(EVENTS).get((seq,))) is not None:
            yield event_of(row)
            seq += 1

    def take_lease(self, lease: LeaseRow, *, now: str, takeover: bool = False) -> LeaseRow:
        """Take a lease under the next fence. LeaseHeld when another holder's has not expired."""
        with self._alone:
            floor = int(self._meta("fence_floor") or 0)
            current = self._lease(lease.workload)
            taken = next_lease(current, lease, now=now, takeover=takeover, fence_floor=floor)
            self._put(LEASES, row_of(taken), "take-lease")
            return taken

    def renew_lease(self, lease: LeaseRow, *, expires: str) -> LeaseRow:
        """Prolong. Fenced when a newer fence exists or the lease was given back."""
        with self._alone:
            longer = prolonged(self._lease(lease.workload), lease, expires=expires)
            self._put(LEASES, row_of(longer), "renew-lease")
            return longer

    def release_lease(self, lease: LeaseRow) -> None:
        """Give a lease back; one that is no longer the newest is left alone."""
        with self._alone:
            current = self._lease(lease.workload)
            if current is not None and current.fence == lease.fence:
                self._put(LEASES, row_of(current.changed(released=True)), "release-lease")

    def leases(self) -> tuple[LeaseRow, ...]:
        """Return the newest lease of every workload, given back or not."""
        with self._alone:
            return tuple(map(lease_of, self._tables.part(LEASES)))

    def put_document(self, digest: str, content: str) -> None:
        """Keep a text under its digest; the first one stays."""
        require_storable(digest, content)
        with self._alone:
            if (digest,) not in self._part(DOCUMENTS):
                self._put(DOCUMENTS, (digest, content), "put-document")

    def document(self, digest: str) -> str:
        """Return a text. NotFound when there is none."""
        row = self._part(DOCUMENTS).get((digest,))
        if row is None:
            raise NotFound(f"The ledger of {self.municipality} holds no document {digest}.")
        return str(row[1])

    def put_secret(self, reference: str, content: bytes) -> None:
        """Keep ciphertext under a reference; the first one stays."""
        with self._alone:
            if (reference,) not in self._part(SECRETS):
                self._put(SECRETS, (reference, content), "put-secret")

    def secret(self, reference: str) -> bytes:
        """Return ciphertext. NotFound when it was erased or never there."""
        row = self._part(SECRETS).get((reference,))
        if row is None or not isinstance(row[1], bytes):
            raise NotFound(f"The vault of {self.municipality} holds nothing under {reference}.")
        return row[1]

    def erase_secret(self, reference: str) -> None:
        """Remove ciphertext; already gone is success."""
        with self._alone:
            if self._part(SECRETS).pop((reference,), None) is not None:
                self.effects["erase-secret", reference] += 1

    def secret_references(self) -> tuple[str, ...]:
        """Return every reference under which ciphertext lies."""
        with self._alone:
            return tuple(sorted(str(key[0]) for key in self._part(SECRETS)))

    def put_items(self, items: tuple[Item, ...]) -> None:
        """Insert or replace a batch."""
        for item in items:
            require_storable(item.workload, item.step, item.item, item.state, item.digest)
        with self._alone:
            for item in items:
                self._put(ITEMS, row_of(item), "put-item")

    def item_counts(self, workload: str, step: str) -> dict[str, int]:
        """Return the number of items per state."""
        with self._alone:
            states = (item.state for item in self._items() if (item.workload, item.step) == (workload, step))
            return dict(sorted(Counter(states).items()))

    def items(self, workload: str, step: str, state: str) -> Iterator[Item]:
        """Read the items in a state in order of their names."""
        with self._alone:
            wanted = (workload, step, state)
            return iter([item for item in self._items() if (item.workload, item.step, item.state) == wanted])

    def item(self, workload: str, step: str, item: str) -> Item | None:
        """Return one item, if there is one of that name."""
        with self._alone:
            row = self._part(ITEMS).get((workload, step, item))
            return item_of(row) if row is not None else None

    def forget_items(self, workload: str, step: str) -> None:
        """Remove all items of a step; gone already is success."""
        with self._alone:
            for key in [key for key in self._part(ITEMS) if key[:2] == (workload, step)]:
                del self._part(ITEMS)[key]
                self.effects["forget-item", str(key[2])] += 1

    def restoration(self) -> Restoration | None:
        """Return when this ledger came out of a backup, if it did."""
        at, after = self._meta("restored_at"), self._meta("restored_after")
        return Restoration(at=at, after=int(after)) if at else None

    def read_whole(self, work: Callable[[Reading], T]) -> T:
        """Read everything as it stands at one moment."""
        with self._alone:
            return work(self._tables)

    def fill(self, work: Callable[[Filling], T]) -> T:
        """Fill an empty ledger, all or nothing. BadInput when something is there."""
        with self._alone:
            require_empty(self._tables, self.municipality)
            filled = deepcopy(self._tables)
            result = work(filled)
            self._tables = filled
            return result

    def close(self) -> None:
        """Nothing is let go of: opened again under its name, it is still there."""

    def _part(self, part: Part) -> dict[Row, Row]:
        return self._tables.kept[part.table]

    def _put(self, part: Part, row: Row, operation: str) -> None:
        if self._part(part).get(row[: part.key]) != row:
            self.effects[operation, str(row[0] if part is not ITEMS else row[2])] += 1
        self._tables.add(part, [row])

    def _lease(self, workload: str) -> LeaseRow | None:
        row = self._part(LEASES).get((workload,))
        return lease_of(row) if row is not None else None

    def _meta(self, name: str) -> str:
        row = self._part(META).get((name,))
        return str(row[1]) if row is not None else ""

    def _items(self) -> Iterator[Item]:
        return map(item_of, self._tables.part(ITEMS))


def _in_bytes(key: Row) -> tuple[bytes | int, ...]:
    return tuple(value.encode() if isinstance(value, str) else value for value in key)

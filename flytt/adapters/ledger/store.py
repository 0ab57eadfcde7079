"""A ledger in a database: the port's rules over short transactions, alike in every engine."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from flytt.adapters.ledger.contents import (
    DOCUMENTS,
    EVENTS,
    ITEMS,
    LEASES,
    SECRETS,
    Filling,
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
from flytt.adapters.ledger.session import Session
from flytt.adapters.ledger.tables import Tables
from flytt.migration.errors import NotFound
from flytt.migration.ports import Item, LeaseRow, Restoration, StoredRow

T = TypeVar("T")


class SqlStore:
    """A municipality's ledger in a database that it may share with others."""

    def __init__(self, session: Session, municipality: str) -> None:
        self._session = session
        self.municipality = municipality

    def append(self, row: StoredRow) -> bool:
        """Add the next event, durably. See `LedgerStore`."""

        def work(tables: Tables) -> bool:
            there = tables.one(EVENTS, (row.seq,))
            if there is not None and event_of(there) == row:
                return True  # written by an earlier call whose answer was lost
            if row.fence:
                require_fence(tables.lease(row.workload), row.workload, row.fence)
            if row.seq != tables.newest_event() + 1:
                return False
            tables.add(EVENTS, [row_of(row)])
            return True

        return self._write(work)

    def rows(self, after: int = 0) -> Iterator[StoredRow]:
        """Read events in order, page by page."""
        last: Row = (after,)
        while page := self._read(lambda tables, last=last: tables.page(EVENTS, last)):
            yield from map(event_of, page)
            last = page[-1][:1]

    def take_lease(self, lease: LeaseRow, *, now: str, takeover: bool = False) -> LeaseRow:
        """Take a lease under the next fence. LeaseHeld when another holder's has not expired."""

        def work(tables: Tables) -> LeaseRow:
            floor = int(tables.meta("fence_floor") or 0)
            current = tables.lease(lease.workload)
            taken = next_lease(current, lease, now=now, takeover=takeover, fence_floor=floor)
            tables.put_lease(taken)
            return taken

        return self._write(work)

    def renew_lease(self, lease: LeaseRow, *, expires: str) -> LeaseRow:
        """Prolong. Fenced when a newer fence exists or the lease was given back."""

        def work(tables: Tables) -> LeaseRow:
            longer = prolonged(tables.lease(lease.workload), lease, expires=expires)
            tables.put_lease(longer)
            return longer

        return self._write(work)

    def release_lease(self, lease: LeaseRow) -> None:
        """Give a lease back; one that is no longer the newest is left alone."""

        def work(tables: Tables) -> None:
            current = tables.lease(lease.workload)
            if current is not None and current.fence == lease.fence:
                tables.put_lease(current.changed(released=True))

        self._write(work)

    def leases(self) -> tuple[LeaseRow, ...]:
        """Return the newest lease of every workload, given back or not."""
        return self._read(lambda tables: tuple(map(lease_of, tables.part(LEASES))))

    def put_document(self, digest: str, content: str) -> None:
        """Keep a text under its digest; the first one stays."""
        require_storable(digest, content)
        self._write(lambda tables: tables.keep(DOCUMENTS, (digest, content)))

    def document(self, digest: str) -> str:
        """Return a text. NotFound when there is none."""
        row = self._read(lambda tables: tables.one(DOCUMENTS, (digest,)))
        if row is None:
            raise NotFound(f"The ledger of {self.municipality} holds no document {digest}.")
        return str(row[1])

    def put_secret(self, reference: str, content: bytes) -> None:
        """Keep ciphertext under a reference; the first one stays."""
        self._write(lambda tables: tables.keep(SECRETS, (reference, content)))

    def secret(self, reference: str) -> bytes:
        """Return ciphertext. NotFound when it was erased or never there."""
        row = self._read(lambda tables: tables.one(SECRETS, (reference,)))
        if row is None or not isinstance(row[1], bytes):
            raise NotFound(f"The vault of {self.municipality} holds nothing under {reference}.")
        return row[1]

    def erase_secret(self, reference: str) -> None:
        """Remove ciphertext; already gone is success. Backups made earlier still hold it."""
        self._write(lambda tables: tables.remove(SECRETS, reference))

    def secret_references(self) -> tuple[str, ...]:
        """Return every reference under which ciphertext lies."""
        return self._read(lambda tables: tuple(tables.keys(SECRETS)))

    def put_items(self, items: tuple[Item, ...]) -> None:
        """Insert or replace a batch in one transaction."""
        for item in items:
            require_storable(item.workload, item.step, item.item, item.state, item.digest)
        rows = list(map(row_of, items))
        self._write(lambda tables: tables.put(ITEMS, rows))

    def item_counts(self, workload: str, step: str) -> dict[str, int]:
        """Return the number of items per state."""
        return self._read(lambda tables: tables.counts(workload, step))

    def items(self, workload: str, step: str, state: str) -> Iterator[Item]:
        """Read the items in a state, in order of name; one that changes meanwhile may be missed."""
        last: str | None = None
        while page := self._read(lambda tables, last=last: tables.items(workload, step, state, last)):
            yield from map(item_of, page)
            last = str(page[-1][2])

    def item(self, workload: str, step: str, item: str) -> Item | None:
        """Return one item, if there is one of that name."""
        row = self._read(lambda tables: tables.one(ITEMS, (workload, step, item)))
        return item_of(row) if row is not None else None

    def forget_items(self, workload: str, step: str) -> None:
        """Remove all items of a step; gone already is success."""
        self._write(lambda tables: tables.forget_items(workload, step))

    def restoration(self) -> Restoration | None:
        """Return when this ledger came out of a backup, if it did."""
        at, after = self._read(lambda tables: (tables.meta("restored_at"), tables.meta("restored_after")))
        return Restoration(at=at, after=int(after)) if at else None

    def read_whole(self, work: Callable[[Reading], T]) -> T:
        """Read everything as it stands at one moment; `work` starts anew if the connection is lost."""
        return self._read(work)

    def fill(self, work: Callable[[Filling], T]) -> T:
        """Fill an empty ledger, all or nothing. BadInput when something is there."""

        def filling(tables: Tables) -> T:
            require_empty(tables, self.municipality)
            return work(tables)

        return self._write(filling)

    def close(self) -> None:
        """Let go of the database."""
        self._session.close()

    def _read(self, work: Callable[[Tables], T]) -> T:
        return self._session.read(lambda statements: work(Tables(statements, self.municipality)))

    def _write(self, work: Callable[[Tables], T]) -> T:
        return self._session.write(
            lambda statements: work(Tables(statements, self.municipality)), lock=self.municipality
        )

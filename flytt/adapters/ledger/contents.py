"""What a ledger consists of: its parts, their columns and keys. SQL, the twin and backups read this."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeVar

from flytt.migration.errors import BadInput
from flytt.migration.ports import Item, LeaseRow, LedgerStore, StoredRow

T = TypeVar("T")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
Value: TypeAlias = str | int | bytes
Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its columns in order, the first `key` of which name a row within a municipality."""

    table: str
    columns: tuple[str, ...]
    key: int = 1


EVENTS = Part("ledger_events", tuple(StoredRow.model_fields))
DOCUMENTS = Part("ledger_documents", ("digest", "content"))
SECRETS = Part("ledger_secrets", ("reference", "content"))
LEASES = Part("ledger_leases", tuple(LeaseRow.model_fields))
ITEMS = Part("ledger_items", tuple(Item.model_fields), key=3)
META = Part("ledger_meta", ("name", "value"))

PARTS = {
    "event": EVENTS,
    "document": DOCUMENTS,
    "secret": SECRETS,
    "lease": LEASES,
    "item": ITEMS,
    "meta": META,
}


class Reading(Protocol):
    """A whole ledger as it stood at one moment, read part by part in the order of its keys."""

    def part(self, part: Part) -> Iterator[Row]: ...


class Filling(Protocol):
    """An empty ledger being filled; all of it becomes visible at once, or none."""

    def add(self, part: Part, rows: Iterable[Row]) -> None: ...


class WholeStore(LedgerStore, Protocol):
    """A ledger that can also be read whole, and filled: what backups are made from and restored to."""

    @property
    def municipality(self) -> str: ...
    def read_whole(self, work: Callable[[Reading], T]) -> T:
        """Read everything as it stands at one moment; `work` starts anew if the connection is lost."""
        ...

    def fill(self, work: Callable[[Filling], T]) -> T:
        """Fill an empty ledger, all or nothing. BadInput when something is there."""
        ...


def row_of(record: StoredRow | LeaseRow | Item) -> Row:
    """Return a record's values in the order of its part's columns."""
    return tuple(
        int(value) if isinstance(value, bool) else value
        for value in (getattr(record, name) for name in type(record).model_fields)
    )


def event_of(row: Row) -> StoredRow:
    """Return the event in a row."""
    return StoredRow.model_validate(dict(zip(EVENTS.columns, row, strict=True)))


def lease_of(row: Row) -> LeaseRow:
    """Return the lease in a row."""
    return LeaseRow.model_validate(dict(zip(LEASES.columns, row, strict=True)))


def item_of(row: Row) -> Item:
    """Return the item in a row."""
    return Item.model_validate(dict(zip(ITEMS.columns, row, strict=True)))


def require_storable(*texts: str) -> None:
    """Refuse what one engine keeps and another does not, so that a ledger can move between them."""
    for text in texts:
        if _UNSTORABLE.search(text):
            raise BadInput(
                f"{text[:80]!a} holds a zero byte or half a character, which no ledger keeps.",
                still_true="Nothing was written.",
                next_command="write the name in an escaped form",
            )


def require_empty(reading: Reading, municipality: str) -> None:
    """Refuse a ledger in which anything stands."""
    for name, part in PARTS.items():
        if next(reading.part(part), None) is not None:
            raise BadInput(
                f"The ledger of {municipality} already holds something ({name}).",
                still_true="Nothing was written.",
                next_command="name an empty ledger; move the old one aside, never over it",
            )

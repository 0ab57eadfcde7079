"""The doors to the world. Steps see these and nothing else; `flytt.adapters` stands behind them.

Every operation that reads raises `Unreachable` or `Interrupted` when it could not read: unknown is never
empty. Every operation that writes is safe to repeat and raises `Interrupted` when it cannot tell whether it
took effect.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from flytt.migration.record import Json, Record
from flytt.migration.settings import Check, Database, MergedTable
from flytt.migration.zone import RecordKind, Rrset

if TYPE_CHECKING:
    from flytt.migration.copies import Kept
    from flytt.migration.directory import Directories
    from flytt.migration.drives import Drives
    from flytt.migration.forms_estate import FormsEstates
    from flytt.migration.share_port import Shares


class ServiceState(Record):
    """A service as its host's service manager sees it."""

    exists: bool
    running: bool = False
    enabled: bool = False


class Services(Protocol):
    """The service manager of one host."""

    def state(self, name: str) -> ServiceState: ...
    def start(self, name: str) -> None: ...
    def stop(self, name: str) -> None: ...
    def enable(self, name: str) -> None: ...
    def disable(self, name: str) -> None: ...


class Digest(Record):
    """A file's size in bytes and the SHA-256 of its content."""

    size_bytes: int
    sha256: str


class Files(Protocol):
    """Files of one host, by absolute path. Writing is atomic: the whole new content or the old."""

    def digest(self, path: str) -> Digest | None:
        """Return what lies there, hashed on the host itself; None when nothing does."""
        ...

    def read(self, path: str, *, limit_bytes: int = 1_000_000) -> bytes | None: ...
    def write(self, path: str, content: bytes) -> None: ...
    def remove(self, path: str) -> None: ...
    def writable(self, path: str) -> bool: ...
    def set_writable(self, path: str, *, writable: bool) -> None: ...


class TableContent(Record):
    """A table's number of rows and an order-independent SHA-256 over all of them."""

    rows: int
    sha256: str


class MergeAccount(Record):
    """What became of every row of one table: `first + second == target + same`, always."""

    table: str
    first: int
    second: int
    same: int
    renumbered: int
    target: int


ACCOUNT_TABLE = "flytt_merge"
"""Lies in a merged database: what became of each record of the second instance. Never content."""

Values: TypeAlias = tuple[str | None, ...]
"""A row: texts that are equal exactly when the values are, whole numbers as their digits, None for NULL."""


class Right(Record):
    """One right to change something in a database. An empty `role` is everybody."""

    on: Literal["database", "schema", "table", "column", "sequence"]
    name: tuple[str, ...]
    role: str
    privilege: Literal["CREATE", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "USAGE"]
    grantable: bool


class Protection(Record):
    """How far a database is kept from being changed, in the terms of its engine.

    A file has a `mode`; a server has a `setting` for the database (None: it has none) and `rights` in force.
    """

    read_only: bool
    mode: int | None = None
    setting: str | None = None
    rights: tuple[Right, ...] = ()


class Databases(Protocol):
    """Databases of one host."""

    def exists(self, database: Database) -> bool: ...
    def dump(self, database: Database, path: str) -> None: ...
    def restore(self, database: Database, path: str) -> None: ...
    def drop(self, database: Database) -> None: ...

    def content(self, database: Database) -> dict[str, TableContent]:
        """Return every table's content, read row by row, independent of any dump. NotFound without one."""
        ...

    def merge(
        self, first_dump: str, second_dump: str, into: Database, tables: tuple[MergedTable, ...]
    ) -> tuple[MergeAccount, ...]:
        """Create `into` from two dumps: wholly or not at all; undecided collisions are refused."""
        ...

    def columns(self, database: Database) -> dict[str, tuple[str, ...]]:
        """Return every table's columns, what a merge noted included. NotFound without one."""
        ...

    def rows(
        self, database: Database, table: str, columns: tuple[str, ...], take: Callable[[Values], None]
    ) -> None:
        """Hand over every row, ordered by the first column, as it comes: a table may be of any size."""
        ...

    def protection(self, database: Database) -> Protection:
        """Return how it is protected now. NotFound without one."""
        ...

    def protect(self, database: Database) -> None:
        """Let nobody change it any more."""
        ...

    def put_back(self, database: Database, was: Protection) -> None:
        """Give back what `protect` took, and nothing else."""
        ...

    def writers(self, database: Database) -> tuple[str, ...]:
        """Name who could still change it: found by trying and by asking, not by what `protect` has set."""
        ...


class Locks(Protocol):
    """Locks that lie on a host itself, so that a writer with an old fence is stopped there too."""

    def take(self, name: str, *, fence: int, holder: str) -> None:
        """Take or keep the lock. Fenced when a newer fence holds it; an older one is replaced."""
        ...

    def release(self, name: str, *, fence: int) -> None: ...


class WebAnswer(Record):
    """A status code (0: nothing answered there) and the first bytes of a body, as text."""

    status: int
    body: str


class Host(Protocol):
    """One host, reached under its name in the mapping."""

    @property
    def services(self) -> Services: ...
    @property
    def files(self) -> Files: ...
    @property
    def databases(self) -> Databases: ...
    @property
    def locks(self) -> Locks: ...

    def get(self, url: str) -> WebAnswer:
        """Fetch a URL on the host itself, as a user of that host would."""
        ...


class Hosts(Protocol):
    """All hosts, by name."""

    def on(self, host: str) -> Host: ...
    def copy(self, source_host: str, source_path: str, target_host: str, target_path: str) -> None:
        """Copy one file; the target appears whole or not at all."""
        ...


class Names(Protocol):
    """Aliases in the zone that users follow, and the records by which mail finds its way."""

    def records(self, name: str, kind: RecordKind) -> Rrset:
        """Return what the zone says of a whole name, at its own server."""
        ...

    def replace(self, name: str, kind: RecordKind, *, expected: Rrset, wanted: Rrset) -> None:
        """Put these records where exactly the expected values are; ChangedByOthers where they are not."""
        ...

    def lookup(self, alias: str) -> str | None: ...
    def switch(self, alias: str, *, expected: str, target: str) -> None:
        """Point an alias elsewhere if it still points to `expected`; ChangedByOthers when it does not."""
        ...


class Document(Record):
    """A page of settings or counts in somebody's system, with the version a write must name."""

    value: dict[str, Json]
    version: str


class Documents(Protocol):
    """Settings kept by vendors and hubs, over HTTP with ETags."""

    def read(self, name: str) -> Document: ...
    def write(self, name: str, value: Mapping[str, Json], *, version: str) -> Document:
        """Replace a page if it still has that version; ChangedByOthers when it does not."""
        ...


class CheckAnswer(Record):
    """What was seen. `passed` None: could not tell."""

    passed: bool | None
    saw: str


class Checks(Protocol):
    """Looks from outside, changing nothing."""

    def look(self, check: Check) -> CheckAnswer: ...


@dataclass(frozen=True, slots=True)
class World:
    """All that a step may touch."""

    hosts: Hosts
    names: Names
    documents: Documents
    checks: Checks
    shares: "Shares"
    tenants: "Directories"
    drives: "Drives"
    kept: "Kept"
    forms: "FormsEstates"


class Clock(Protocol):
    """The time, and waiting for it. `patience` is how long a run may wait before it ends and comes back."""

    @property
    def patience(self) -> timedelta: ...
    def now(self) -> datetime: ...
    def wait_until(self, moment: datetime) -> None: ...


class Vault(Protocol):
    """Before-values and receipts that hold addresses or names: encrypted, erasable."""

    def put(self, content: dict[str, Json]) -> str:
        """Keep content and return its reference."""
        ...

    def get(self, reference: str) -> dict[str, Json]:
        """Return content. NotFound when it was erased."""
        ...

    def erase(self, reference: str) -> None: ...

    def keyed_digest(self, value: str) -> str:
        """Return what stands in the ledger for a value that may not: the same for the same value and key."""
        ...


class Duty(Protocol):
    """The channel that reaches the people on duty."""

    def tell(self, subject: str, text: str) -> None: ...


class StoredRow(Record):
    """One event as a store keeps it: numbered, chained, its body in canonical JSON."""

    seq: int
    at: str
    kind: str
    workload: str
    actor: str
    fence: int
    body: str
    previous: str
    hash: str


class LeaseRow(Record):
    """Who writes on a workload. Times are UTC in ISO 8601."""

    workload: str
    fence: int
    holder: str
    why: str
    since: str
    expires: str
    released: bool = False


class Item(Record):
    """One of the many things of a large step (a file, a row, a message): counts and digests only."""

    workload: str
    step: str
    item: str
    state: str
    digest: str = ""


class Restoration(Record):
    """When a ledger came out of a backup (UTC, ISO 8601), and the number of its newest event then.

    What happened after that event is not in the ledger: a workload is probed before anything is done to it.
    """

    at: str
    after: int


class LedgerStore(Protocol):
    """Where a move's ledger lies. All writes are durable when the call returns.

    The store knows nothing of what events mean; `flytt.migration.journal` does.
    """

    def append(self, row: StoredRow) -> bool:
        """Add a row. False when its `seq` is taken (another writer was first).

        Fenced when `row.fence` is non-zero and is not the newest unreleased fence of its workload, checked
        in the same transaction.
        """
        ...

    def rows(self, after: int = 0) -> Iterator[StoredRow]: ...
    def take_lease(self, lease: LeaseRow, *, now: str, takeover: bool = False) -> LeaseRow:
        """Take a workload's lease under the next fence. LeaseHeld when another holder's has not expired."""
        ...

    def renew_lease(self, lease: LeaseRow, *, expires: str) -> LeaseRow:
        """Prolong. Fenced when a newer fence exists."""
        ...

    def release_lease(self, lease: LeaseRow) -> None: ...
    def leases(self) -> tuple[LeaseRow, ...]: ...
    def put_document(self, digest: str, content: str) -> None:
        """Keep a large immutable text (a plan, a dossier) under its digest."""
        ...

    def document(self, digest: str) -> str:
        """Return it. NotFound when there is none."""
        ...

    def put_secret(self, reference: str, content: bytes) -> None: ...
    def secret(self, reference: str) -> bytes: ...
    def erase_secret(self, reference: str) -> None: ...
    def secret_references(self) -> tuple[str, ...]:
        """Return what the vault is keyed by, in no order that means anything."""
        ...

    def put_items(self, items: tuple[Item, ...]) -> None:
        """Insert or replace a batch in one transaction."""
        ...

    def item_counts(self, workload: str, step: str) -> dict[str, int]:
        """Return the number of items per state."""
        ...

    def items(self, workload: str, step: str, state: str) -> Iterator[Item]: ...
    def item(self, workload: str, step: str, item: str) -> Item | None: ...
    def forget_items(self, workload: str, step: str) -> None:
        """Remove all items of a step; gone already is success."""
        ...

    def restoration(self) -> Restoration | None:
        """Return when this ledger came out of a backup; None when it never did."""
        ...

    def close(self) -> None: ...

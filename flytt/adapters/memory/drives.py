"""The drives' twin: tenants in memory, without lag, limits or mail."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flytt.adapters.memory.drive import FLYTT, MemoryDrive, change_of
from flytt.adapters.memory.tenants import effects_of, of_tenant, snapshot_of
from flytt.migration.directory import Speed
from flytt.migration.drives import Changes, Drive, Entry, FileVersion, Grant, Lock, OwnerKind, Upload
from flytt.migration.errors import NotFound
from flytt.migration.item_rights import fewer
from flytt.migration.permissions import CLOSING

_PAGE = 5
_counting = threading.Lock()
"""Several drives are filled at a time; each is one thread's, and the count is all threads'."""


@dataclass
class MemoryTenantDrives:
    """One tenant's drives, by owner."""

    name: str = ""
    drives: dict[str, MemoryDrive] = field(default_factory=dict[str, MemoryDrive])
    uploads: dict[str, tuple[str, str, Entry, str, bytes]] = field(
        default_factory=dict[str, tuple[str, str, Entry, str, bytes]]
    )
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def speed(self) -> Speed:
        """Return a speed at which nothing takes long."""
        return Speed(reads=1000, writes=1000)

    def of(self, kind: OwnerKind, owners: tuple[str, ...]) -> dict[str, Drive]:
        """Return those that there are."""
        del kind
        found = {one: self.drives[one] for one in owners if one in self.drives}
        return {
            owner: Drive(
                id=one.id, owner=owner, site=one.id, free_bytes=1 << 40,
                used_bytes=sum(map(len, one.content.values())),
            )
            for owner, one in found.items()
        }  # fmt: skip

    def beside(self, kind: OwnerKind, drive: Drive) -> tuple[str, ...]:
        """Return the other libraries."""
        del kind
        return self._at(drive.id).beside

    def top(self, drive: str) -> Entry:
        """Return the topmost folder."""
        return self._at(drive).items[f"{drive}-top"]

    def changes(self, drive: str, token: str = "") -> Changes:
        """Return one page, in the order of changes: a folder may come behind what lies in it."""
        at, (since, begun) = (
            self._at(drive),
            (int(token.split(maxsplit=1)[0]), token.split()[1]) if token else (0, "0"),
        )
        waiting = sorted((number, item) for item, number in at.numbers.items() if number > since)
        if begun != "0":
            waiting = sorted([*waiting, *((n, item) for item, n in at.gone.items() if n > since)])
        page, more = waiting[:_PAGE], len(waiting) > _PAGE
        entries = tuple(
            self._seen(at, i) if i in at.items else Entry(id=i, name="", gone=True) for _, i in page
        )
        place = page[-1][0] if page else at.newest
        return Changes(entries=entries, token=f"{place} {begun if more else 'since'}", more=more)

    def children(self, drive: str, folder: str) -> Iterator[Entry]:
        """Yield what lies in a folder, by name."""
        at = self._at(drive)
        lying = [one for one in at.items.values() if one.parent == folder and not one.top]
        yield from (self._seen(at, one.id) for one in sorted(lying, key=lambda one: one.name.casefold()))

    def entry(self, drive: str, item: str) -> Entry | None:
        """Return an item."""
        at = self._at(drive)
        return self._seen(at, item) if item in at.items else None

    def child(self, drive: str, folder: str, name: str) -> Entry | None:
        """Return what lies there under that name."""
        found = self._at(drive).named(folder, name)
        return self._seen(self._at(drive), found.id) if found else None

    def read(self, drive: str, entry: Entry, first: int, size_bytes: int) -> bytes:
        """Return a piece."""
        return self._at(drive).content[entry.id][first : first + size_bytes]

    def versions(self, drive: str, item: str) -> tuple[FileVersion, ...]:
        """Return a file's versions."""
        states, ours = self._at(drive).states(item), self._at(drive).ours.get(item, set())
        found = [
            FileVersion(id=f"{n}.0", size_bytes=len(body), modified=at, own=(at, body) in ours)
            for n, (at, body) in enumerate(states, start=1)
        ]
        return tuple(reversed(found))

    def read_version(self, drive: str, item: str, version: FileVersion, first: int, size_bytes: int) -> bytes:
        """Return a piece of an older one."""
        number, older = int(version.id.partition(".")[0]), self._at(drive).past.get(item, [])
        if number > len(older):
            raise NotFound(f"There is no older version {version.id} of {item}.")
        return older[number - 1][1][first : first + size_bytes]

    def make_folder(self, drive: str, parent: str, like: Entry) -> Entry:
        """Make a folder, unless it is there."""
        at = self._at(drive)
        if (there := at.named(parent, like.name)) is not None:
            return there
        self._count("make folder", drive, like.name)
        return at.make(parent, like, None, by=FLYTT)

    def make_empty(
        self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = ""
    ) -> Entry | None:
        """Make a file of no bytes."""
        at = self._at(drive)
        if at.other(over, seen) or (not over and at.named(parent, like.name) is not None):
            return None
        self._count("write", drive, like.name)
        return at.make(parent, like, b"", by=FLYTT, over=over)

    def begin(self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> Upload | None:
        """Begin an upload."""
        at = self._at(drive)
        if at.other(over, seen) or (not over and at.named(parent, like.name) is not None):
            return None
        address = f"twin:{drive}/{parent}/{like.id}/{len(self.uploads)}"
        self.uploads[address] = (drive, parent, like, over, b"")
        return Upload(address=address)

    def reached(self, upload: Upload) -> Upload | None:
        """Return how far it has come."""
        found = self.uploads.get(upload.address)
        return Upload(address=upload.address, reached=len(found[4])) if found else None

    def send(self, upload: Upload, piece: bytes, size_bytes: int) -> Upload | Entry | None:
        """Take a piece; with the last one the file is there."""
        if upload.address not in self.uploads:
            return None
        drive, parent, like, over, body = self.uploads[upload.address]
        body += piece
        self.uploads[upload.address] = (drive, parent, like, over, body)
        if len(body) < size_bytes:
            return Upload(address=upload.address, reached=len(body))
        del self.uploads[upload.address]
        self._count("write", drive, like.name)
        return self._at(drive).make(parent, like, body, by=FLYTT, over=over)

    def change(self, drive: str, item: str, parent: str, like: Entry, *, seen: str = "") -> Entry | None:
        """Give it name, place and times; nothing happens when it has them and is Flytt's."""
        at = self._at(drive)
        old, taken = at.items[item], at.named(parent, like.name)
        if at.other(item, seen) or (taken is not None and taken.id != item):
            return None
        new = old.changed(
            name=like.name, parent=parent, created=like.created, modified=like.modified,
            own=old.own or not old.folder,
        )  # fmt: skip
        if new == old:
            return old
        self._count("change", drive, item)
        return at.put(new.changed(change=change_of(new)))

    def remove(self, drive: str, item: str, *, seen: str = "") -> bool:
        """Remove it."""
        at = self._at(drive)
        if at.other(item, seen):
            return False
        if item in at.items:
            self._count("remove", drive, at.path(at.items[item]))
            at.remove(item)
        return True

    def grants(self, drive: str, item: str) -> tuple[Grant, ...]:
        """Return its own rights."""
        return tuple(self._at(drive).rights.get(item, {}).values())

    def narrower(self, drive: str, entries: Sequence[Entry]) -> frozenset[str]:
        """Return those that fewer may do something with than with the folder above."""
        at, asked = self._at(drive), {one.id: one.parent for one in entries}
        return frozenset(i for i in asked.keys() & at.apart if fewer(at.effective(i), at.effective(asked[i])))

    def grant(self, drive: str, item: str, grant: Grant) -> None:
        """Give a right."""
        held = self._at(drive).rights.setdefault(item, {})
        key = f"grant-{grant.to}"
        if held.get(key) != grant.changed(id=key):
            self._count("grant", drive, f"{item} {grant.to}")
            held[key] = grant.changed(id=key)

    def revoke(self, drive: str, item: str, grant: str) -> None:
        """Take a right."""
        held = self._at(drive).rights.get(item, {})
        if held.pop(grant, None) is not None:
            self._count("revoke", drive, f"{item} {grant}")

    def may_close(self) -> frozenset[str]:
        """Return what is needed."""
        return CLOSING.writes

    def lock(self, site: str) -> Lock:
        """Return how far it is closed."""
        return self._at(site).lock

    def set_lock(self, site: str, lock: Lock) -> None:
        """Close or open it."""
        if self._at(site).lock != lock:
            self._count(f"lock {lock}", site, "")
            self._at(site).lock = lock

    def snapshot(self) -> dict[str, object]:
        """Return all drives."""
        return {f"{self.name} drive {one.id}": one.snapshot() for one in self.drives.values()}

    def _seen(self, at: MemoryDrive, item: str) -> Entry:
        return at.items[item].changed(shared=bool(at.rights.get(item)))

    def _at(self, drive: str) -> MemoryDrive:
        for one in self.drives.values():
            if one.id == drive:
                return one
        raise NotFound(f"There is no drive {drive} in {self.name}.")

    def _count(self, operation: str, drive: str, subject: str) -> None:
        with _counting:
            self.effects[drive, operation, subject] += 1


@dataclass
class MemoryDrives:
    """Tenants by name."""

    tenants: dict[str, MemoryTenantDrives] = field(default_factory=dict[str, MemoryTenantDrives])

    def __post_init__(self) -> None:
        for name, tenant in self.tenants.items():
            tenant.name = name

    def on(self, tenant: str) -> MemoryTenantDrives:
        """Return one. NotFound when there is none of that name."""
        return of_tenant(self.tenants, tenant)

    @property
    def effects(self) -> Counter[tuple[str, ...]]:
        """Return how often each real change was made."""
        return effects_of(self.tenants.values())

    def snapshot(self) -> dict[str, object]:
        """Return all that is in all drives."""
        return snapshot_of(self.tenants.values())

"""One drive's twin: folders and files in memory, and the order in which they changed."""

import hashlib
from dataclasses import dataclass, field

from flytt.migration.drives import Entry, Grant, Lock

FLYTT, PEOPLE = "flytt", "people"


@dataclass
class MemoryDrive:
    """One drive. Ids follow from place and name, so that two runs are alike; `numbers` orders its changes."""

    id: str
    owner: str
    items: dict[str, Entry] = field(default_factory=dict[str, Entry])
    content: dict[str, bytes] = field(default_factory=dict[str, bytes])
    past: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict[str, list[tuple[str, bytes]]])
    """Older states of files, oldest first: when they were saved, and what they held."""
    ours: dict[str, set[tuple[str, bytes]]] = field(default_factory=dict[str, set[tuple[str, bytes]]])
    """Those of them that Flytt wrote."""
    rights: dict[str, dict[str, Grant]] = field(default_factory=dict[str, dict[str, Grant]])
    apart: set[str] = field(default_factory=set[str])
    """Items that take no rights from the folder above: only their own count, the owner's among them."""
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    gone: dict[str, int] = field(default_factory=dict[str, int])
    beside: tuple[str, ...] = ()
    lock: Lock = "Unlock"
    newest: int = 0

    def __post_init__(self) -> None:
        url = f"https://twin/{self.id}"
        top = Entry(id=f"{self.id}-top", name="root", folder=True, top=True, url=url)
        self.items.setdefault(top.id, top)

    def put(self, entry: Entry) -> Entry:
        """Keep an item, and the order of changes."""
        self.newest += 1
        self.items[entry.id], self.numbers[entry.id] = entry, self.newest
        return entry

    def write(self, path: str, content: bytes | None, *, by: str = PEOPLE) -> Entry:
        """Put a file there, or a folder (None), with the folders above it."""
        at = f"{self.id}-top"
        names = path.split("/")
        for number, name in enumerate(names):
            last = number == len(names) - 1
            found = self.named(at, name)
            body = content if last else None
            if found is None or (last and body is not None):
                found = self.make(at, Entry(id="", name=name), body, by=by, over=found.id if found else "")
            at = found.id
        return self.items[at]

    def named(self, folder: str, name: str) -> Entry | None:
        """Return what lies in a folder under a name, in any case."""
        lying = (one for one in self.items.values() if one.parent == folder and not one.top)
        return next((one for one in lying if one.name.casefold() == name.casefold()), None)

    def make(self, parent: str, like: Entry, body: bytes | None, *, by: str, over: str = "") -> Entry:
        """Make a folder or a file, or give the file `over` other content."""
        old = self.items.get(over)
        item = over or f"{self.id}-{hashlib.sha256(f'{parent}/{like.name}'.encode()).hexdigest()[:12]}"
        while not over and item in self.items:
            item += "-2"  # what had this name has another one now, and keeps its id
        if body is not None:
            if old is not None and item in self.content:
                self.past.setdefault(item, []).append(was := (old.modified, self.content[item]))
                self.ours.setdefault(item, set()).update([was] if old.own else [])
            self.content[item] = body
        made = Entry(
            id=item,
            name=old.name if old else like.name,
            parent=old.parent if old else parent,
            folder=body is None,
            size_bytes=len(body or b""),
            digest="" if body is None else hashlib.sha256(body).hexdigest()[:24],
            tag="" if body is None else hashlib.sha256(body).hexdigest()[:8],
            created=like.created or "2020-01-01T00:00:00Z",
            modified=like.modified or "2020-01-02T00:00:00Z",
            own=by == FLYTT,
            url=f"https://twin/{self.id}/{item}",
        )
        saved_before = len(self.past.get(item, ())) or ""
        return self.put(made.changed(change=f"{change_of(made)}{saved_before}"))

    def states(self, item: str) -> list[tuple[str, bytes]]:
        """Return all states of a file, oldest first; version 1.0 is the first of them."""
        now = [(self.items[item].modified, self.content[item])] if item in self.content else []
        return [*self.past.get(item, []), *now]

    def effective(self, item: str) -> list[Grant]:
        """Return an item's own rights, and those from above unless it stands apart."""
        entry, own = self.items[item], [*self.rights.get(item, {}).values()]
        if item in self.apart:
            return own
        if entry.top:
            return [*own, Grant(id="owner", to=self.owner, roles=("owner",))]
        return [*own, *self.effective(entry.parent)]

    def other(self, item: str, seen: str) -> bool:
        """True when an item has changed since it was seen."""
        return bool(seen) and item in self.items and self.items[item].change != seen

    def under(self, item: str) -> list[str]:
        """Return an item and all below it."""
        return [item, *(i for one in self.items.values() if one.parent == item for i in self.under(one.id))]

    def remove(self, item: str) -> None:
        """Take an item out, with all below it."""
        for one in self.under(item):
            self.newest += 1
            self.gone[one] = self.newest
            for kept in (self.items, self.content, self.past, self.ours, self.rights, self.numbers):
                kept.pop(one, None)
            self.apart.discard(one)

    def snapshot(self) -> dict[str, object]:
        """Return what is in it, by path."""
        found: dict[str, object] = {"lock": self.lock}
        for one in self.items.values():
            grants = sorted((g.to, g.kind, g.roles) for g in self.rights.get(one.id, {}).values())
            stands = ("apart",) if one.id in self.apart else ()
            found[self.path(one)] = (one.folder, self.content.get(one.id), one.own, tuple(grants), *stands)
        return found

    def path(self, entry: Entry) -> str:
        """Return the path from the top."""
        return "" if entry.top else f"{self.path(self.items[entry.parent])}/{entry.name}"


def change_of(entry: Entry) -> str:
    """Return the tag that says how an item stands."""
    said = f"{entry.name}/{entry.parent}/{entry.tag}/{entry.modified}/{entry.own}"
    return hashlib.sha256(said.encode()).hexdigest()[:8]

"""One drive: folders and files with versions, permissions, and the order of changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from practice.forms.quick_xor import quick_xor
from practice.graph.answers import Refused
from practice.graph.things import Thing, identifier

__all__ = ["Drive", "Item", "Version", "drive_id", "item_not_found", "seeded", "site_id"]

_FORBIDDEN = frozenset('"*:<>?/\\|')
_LONGEST_PATH = 400


@dataclass(frozen=True)
class Version:
    """One state of a file's content; `number` counts from 1. `modified` is in seconds since 1970."""

    number: int
    content: bytes
    modified: float
    quick_xor: str
    by: str = ""
    """The application that wrote it, by id; empty for people."""

    @property
    def size_bytes(self) -> int:
        """The length."""
        return len(self.content)


@dataclass(frozen=True)
class Item:
    """A folder (no versions) or a file (at least one). `tag` grows with each change, `ctag` with content."""

    id: str
    name: str
    parent: str
    created: float
    modified: float
    versions: tuple[Version, ...] = ()
    tag: int = 1
    ctag: int = 1
    file_system: tuple[str, str] | None = None
    made_by: str = ""
    changed_by: str = ""
    """Applications, by id; empty for people."""
    facet: str = ""
    """What it is when it is neither folder nor file: `package` (a notebook) or `remoteItem` (a shortcut)."""

    @property
    def is_folder(self) -> bool:
        """Whether it has children, not content."""
        return not self.versions


def item_not_found() -> Refused:
    """Nothing there."""
    return Refused(404, "itemNotFound", "The resource could not be found.")


def seeded(seed: str, size_bytes: int) -> bytes:
    """Content that the seed gives."""
    return hashlib.shake_128(seed.encode()).digest(size_bytes)


@dataclass
class Drive:
    """One drive. Names in a folder differ in more than case."""

    id: str
    owner_id: str
    owner_kind: str
    owner_name: str
    created: float
    quota_bytes: int = 1 << 40
    lock: str = "Unlock"
    is_touched: bool = False
    beside: tuple[str, ...] = ()
    """Other libraries of the same owner, by id: told, and empty."""
    items: dict[str, Item] = field(default_factory=dict[str, Item])
    permissions: dict[str, dict[str, Thing]] = field(default_factory=dict[str, dict[str, Thing]])
    apart: set[str] = field(default_factory=set[str])
    """Items that take no rights from above: what their own permissions say is all, the owner's among them."""
    changes: int = 0
    changed: dict[str, int] = field(default_factory=dict[str, int])
    gone: dict[str, int] = field(default_factory=dict[str, int])
    oldest_delta: int = 0
    _children: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    _made: int = 0

    def __post_init__(self) -> None:
        root = Item(self.new_id("root"), "root", "", self.created, self.created)
        self.root_id = root.id
        self.put(root)

    def new_id(self, key: str) -> str:
        """The id of a new item, in the letters SharePoint uses."""
        self._made += 1
        digest = hashlib.sha256(f"{self.id}/{key}/{self._made}".encode()).hexdigest().upper()
        return f"01{digest[:32]}"

    def item(self, item_id: str) -> Item:
        """The item; `root` is the top. Raises Refused when there is none."""
        found = self.items.get(self.root_id if item_id == "root" else item_id)
        if found is None:
            raise item_not_found()
        return found

    def children(self, folder_id: str) -> list[Item]:
        """What lies in the folder, by name."""
        return [self.items[found] for _, found in sorted(self._children.get(folder_id, {}).items())]

    def child(self, folder_id: str, name: str) -> Item | None:
        """What lies in the folder under a name, in any case."""
        found = self._children.get(folder_id, {}).get(name.casefold())
        return self.items[found] if found else None

    def at(self, start: Item, path: str) -> Item | None:
        """What lies at a path from a folder."""
        found: Item | None = start
        for name in path.strip("/").split("/"):
            found = self.child(found.id, name) if found is not None and name else found
        return found

    def path(self, item: Item) -> str:
        """The path from the top, with a slash in front; empty for the top itself."""
        names: list[str] = []
        while item.parent:
            names.append(item.name)
            item = self.items[item.parent]
        return "".join(f"/{name}" for name in reversed(names))

    def put(self, item: Item) -> Item:
        """Add or replace an item, and note the change."""
        old = self.items.get(item.id)
        if old is not None:
            self._children.get(old.parent, {}).pop(old.name.casefold(), None)
        self.items[item.id] = item
        if item.parent:
            self._children.setdefault(item.parent, {})[item.name.casefold()] = item.id
        self.changes += 1
        self.changed[item.id] = self.changes
        return item

    def remove(self, item: Item) -> None:
        """Take an item and all below it out."""
        for child in self.children(item.id):
            self.remove(child)
        self._children.get(item.parent, {}).pop(item.name.casefold(), None)
        self._children.pop(item.id, None)
        self.permissions.pop(item.id, None)
        self.apart.discard(item.id)
        del self.items[item.id]
        self.changes += 1
        self.changed.pop(item.id, None)
        self.gone[item.id] = self.changes

    def below(self, item: Item) -> Iterator[Item]:
        """The item and all below it."""
        yield item
        for child in self.children(item.id):
            yield from self.below(child)

    def size_bytes(self, item: Item) -> int:
        """The length of a file, or of all files below a folder."""
        return sum(one.versions[-1].size_bytes for one in self.below(item) if one.versions)

    @property
    def held_bytes(self) -> int:
        """What counts against the quota: all versions of all files."""
        return sum(version.size_bytes for item in self.items.values() for version in item.versions)

    def check_name(self, parent: Item, name: str) -> None:
        """Refuse a name or a path that SharePoint does not take."""
        is_bad = not name or name != name.strip() or name.endswith(".") or set(name) & _FORBIDDEN
        if is_bad or name.casefold() in {"con", "prn", "aux", "nul", ".lock", "desktop.ini"}:
            raise Refused(400, "invalidRequest", "The provided name cannot contain disallowed characters.")
        if len(self.path(parent)) + 1 + len(name) > _LONGEST_PATH:
            raise Refused(400, "invalidRequest", "The path is longer than 400 characters.")

    def write(
        self, parent: Item, name: str, content: bytes, now: float, *, conflict: str, by: str = "",
        file_system: tuple[str, str] | None = None,
    ) -> tuple[Item, bool]:  # fmt: skip
        """A file with the content, and whether it is new. `conflict`: fail, replace or rename."""
        name, old = self.room_for(parent, name, conflict=conflict)
        if old is not None and old.is_folder:
            raise Refused(409, "nameAlreadyExists", "A folder with the same name already exists.")
        self.check_quota(len(content))
        number = old.versions[-1].number + 1 if old else 1
        version = Version(number, content, now, quick_xor(content), by)
        if old is not None:
            changed = replace(old, versions=(*old.versions, version), modified=now, tag=old.tag + 1,
                              ctag=old.ctag + 1, file_system=file_system, changed_by=by)  # fmt: skip
            return self.put(changed), False
        new = Item(self.new_id(f"{parent.id}/{name}"), name, parent.id, now, now, (version,),
                   file_system=file_system, made_by=by, changed_by=by)  # fmt: skip
        return self.put(new), True

    def check_lock(self, *, writes: bool) -> None:
        """Refuse what a closed site does not let through."""
        if self.lock == "NoAccess" or (writes and self.lock != "Unlock"):
            raise Refused(423, "resourceLocked", "The site is closed by its administrator.")

    def check_quota(self, more_bytes: int) -> None:
        """Refuse what does not fit."""
        if self.held_bytes + more_bytes > self.quota_bytes:
            raise Refused(507, "quotaLimitReached", "Insufficient space available.")

    def room_for(self, parent: Item, name: str, *, conflict: str) -> tuple[str, Item | None]:
        """The name a new thing gets, and what it replaces. Raises Refused as the conflict behaviour says."""
        self.check_name(parent, name)
        old = self.child(parent.id, name)
        if old is None or conflict == "replace":
            return name, old
        if conflict != "rename":
            raise Refused(
                409, "nameAlreadyExists", "An item with the same name already exists under the parent."
            )
        stem, dot, end = name.rpartition(".")
        number = 1
        while self.child(
            parent.id, new := f"{stem or end} {number}{dot if stem else ''}{end if stem else ''}"
        ):
            number += 1
        return new, None

    def digest_lines(self) -> list[str]:
        """What the drive holds, whatever ids it has: paths, contents, permissions."""
        lines: list[str] = []
        for item in self.below(self.items[self.root_id]):
            content = "/" if item.is_folder else item.versions[-1].quick_xor
            grants = sorted(str(grant.get("roles")) + str(grant.get("grantedToV2")) + str(grant.get("link"))
                            for grant in self.permissions.get(item.id, {}).values())  # fmt: skip
            stands = " apart" if item.id in self.apart else ""
            lines.append(f"{self.path(item)} {content} {grants}{stands}")
        return lines


def site_id(owner_id: str) -> str:
    """The id of the site in which somebody's drive is."""
    return identifier("site", owner_id)


def drive_id(owner_id: str) -> str:
    """The id of somebody's drive."""
    return (
        "b!" + identifier("drive", owner_id).replace("-", "") + identifier("site", owner_id).replace("-", "")
    )

"""What steps see of a tenant's drives: folders and files by id, their content in pieces, and who may what.

Names pass through steps in memory only: the ledger gets ids, tags and counts. Every operation that writes may
be repeated. `own` tells what Flytt's application was the last to change: the mark that is in the world.
Writing sets it, a new name too: so what is not `own` is left alone. `seen` is the `change` that an item had
when it was looked at. When it has another by then, nothing is written.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.directory import Speed
from flytt.migration.record import Record

OwnerKind: TypeAlias = Literal["users", "groups"]
Lock: TypeAlias = Literal["Unlock", "ReadOnly", "NoAccess"]
"""How far a site is closed, in the words of its administration."""
PIECE_BYTES = 32 * 327_680
"""Content travels in pieces of ten MiB: a multiple of 320 KiB, as upload sessions ask, and below 60 MiB."""


class Drive(Record):
    """One drive, and the person or group that it belongs to."""

    id: str
    owner: str
    site: str = ""
    used_bytes: int = 0
    free_bytes: int = 0


class Entry(Record):
    """A folder or a file. `tag` changes with content, `change` with anything. Times as Graph writes them."""

    id: str
    name: str
    parent: str = ""
    folder: bool = False
    odd: str = Field(default="", description="what is neither: a notebook (package), a shortcut (remoteItem)")
    top: bool = False
    size_bytes: int = 0
    digest: str = Field(default="", description="the service's own hash of the content")
    tag: str = ""
    change: str = ""
    created: str = ""
    modified: str = ""
    shared: bool = Field(default=False, description="somebody has rights here beside those from above")
    gone: bool = False
    own: bool = False
    url: str = ""
    content_at: str = Field(default="", description="an address that carries its own right, for a while")

    def same(self, other: "Entry") -> bool:
        """True when both surely hold the same, whatever they are called."""
        if self.folder or other.folder:
            return self.folder is other.folder
        known = self.told(other) or not self.size_bytes
        return self.size_bytes == other.size_bytes and known and self.digest == other.digest

    def told(self, other: "Entry") -> bool:
        """True when both services say a hash: without it, only reading both tells."""
        return bool(self.digest and other.digest)


class FileVersion(Record):
    """One state of a file's content, as its drive keeps it. The service tells no hash of it.

    `own`: Flytt wrote it.
    """

    id: str
    size_bytes: int = 0
    modified: str = ""
    own: bool = False


class Changes(Record):
    """One page of what changed. `token` leads on; `more` says that there are pages behind it."""

    entries: tuple[Entry, ...]
    token: str
    more: bool


class Grant(Record):
    """A right on one item. `to` is a person or group by id; empty for a link and for somebody without one.

    A group that is a site's own has no id of the tenant's: it is `site-group:` and what it is called.
    """

    id: str = ""
    to: str = ""
    kind: Literal["user", "group", "link"] = "user"
    roles: tuple[str, ...] = ()


class Upload(Record):
    """A session that takes a file's content in pieces; its address carries its own right."""

    address: str
    reached: int = 0


class TenantDrives(Protocol):
    """One tenant's drives."""

    def speed(self) -> Speed: ...

    def of(self, kind: OwnerKind, owners: tuple[str, ...]) -> dict[str, Drive]:
        """Return the drives of these people or groups, by owner; who has none is not in it."""
        ...

    def beside(self, kind: OwnerKind, drive: Drive) -> tuple[str, ...]:
        """Return the other libraries of its owner, by id."""
        ...

    def top(self, drive: str) -> Entry:
        """Return the topmost folder."""
        ...

    def changes(self, drive: str, token: str = "") -> Changes:
        """Return one page of changes, everything from the beginning without a token.

        NotFound when the token is no longer known: then everything is read again.
        """
        ...

    def children(self, drive: str, folder: str) -> Iterator[Entry]:
        """Yield what lies in a folder, by another index than the changes."""
        ...

    def entry(self, drive: str, item: str) -> Entry | None: ...

    def child(self, drive: str, folder: str, name: str) -> Entry | None: ...

    def read(self, drive: str, entry: Entry, first: int, size_bytes: int) -> bytes:
        """Return so many bytes of a file's content, fewer at its end."""
        ...

    def versions(self, drive: str, item: str) -> tuple[FileVersion, ...]:
        """Return a file's versions, newest first: the first is what it holds now. None when it is gone."""
        ...

    def read_version(self, drive: str, item: str, version: FileVersion, first: int, size_bytes: int) -> bytes:
        """Return so many bytes of an older version, fewer at its end. The newest is read as the file itself.

        NotFound when the drive keeps it no longer.
        """
        ...

    def make_folder(self, drive: str, parent: str, like: Entry) -> Entry:
        """Make a folder with that name and those times; there already is success."""
        ...

    def make_empty(
        self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = ""
    ) -> Entry | None:
        """Make a file of no bytes, or empty the file `over`. None: the name is taken, or not as seen."""
        ...

    def begin(self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> Upload | None:
        """Begin to upload a file, or new content of the file `over`. None as `make_empty`."""
        ...

    def reached(self, upload: Upload) -> Upload | None:
        """Return how far it has come. None when the session is over, its content in place or not."""
        ...

    def send(self, upload: Upload, piece: bytes, size_bytes: int) -> Upload | Entry | None:
        """Send the next piece of a file of that size. The entry when it was the last; None as `reached`."""
        ...

    def change(self, drive: str, item: str, parent: str, like: Entry, *, seen: str = "") -> Entry | None:
        """Give an item this name, place and these times. None: the name is taken, or it is not as seen."""
        ...

    def remove(self, drive: str, item: str, *, seen: str = "") -> bool:
        """Put an item in the recycle bin, with all below it. Gone already is success; False: not as seen."""
        ...

    def grants(self, drive: str, item: str) -> tuple[Grant, ...]:
        """Return the rights given on the item itself, owners' too, without those from above."""
        ...

    def narrower(self, drive: str, entries: Sequence[Entry]) -> frozenset[str]:
        """Return which of them stand apart from the folder above, and let somebody from there do less.

        Every one is asked for. An item that is gone meanwhile is not among them.
        """
        ...

    def grant(self, drive: str, item: str, grant: Grant) -> None:
        """Give a right; nobody is written to. Had already is success."""
        ...

    def revoke(self, drive: str, item: str, grant: str) -> None:
        """Take a right. Gone already is success."""
        ...

    def may_close(self) -> frozenset[str]:
        """Return what SharePoint's administration lets the application do that closes sites."""
        ...

    def lock(self, site: str) -> Lock: ...

    def set_lock(self, site: str, lock: Lock) -> None:
        """Close a site for people's changes, or open it again."""
        ...


class Drives(Protocol):
    """All tenants' drives, by the name that the mapping gives a tenant."""

    def on(self, tenant: str) -> TenantDrives: ...

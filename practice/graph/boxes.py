"""What a mailbox holds: folders, items with their MAPI properties, and the order in which they changed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.graph.answers import Refused
from practice.graph.things import identifier

__all__ = [
    "ATTACHED", "BODY", "ENDS", "HIDDEN", "KEY", "KNOWN", "MEETING", "MESSAGE_ID", "PHONE", "STARTS",
    "SUBJECT", "TO", "WAYS", "Box", "BoxFolder", "BoxItem", "BoxKind", "Stream", "read_stream", "stream_of",
]  # fmt: skip

BoxKind: TypeAlias = Literal["UserMailbox", "SharedMailbox", "RoomMailbox"]

KEY, SUBJECT, BODY, TO = "Binary 0x300B", "String 0x37", "String 0x1000", "String 0xE04"
MESSAGE_ID, HIDDEN = "String 0x1035", "Boolean 0x10F4"
MEETING = "Integer {00062002-0000-0000-c000-000000000046} Id 0x8217"
"""PidLidAppointmentStateFlags: its lowest bit says that others were asked to come."""
STARTS, ENDS = (
    f"SystemTime {{00062002-0000-0000-c000-000000000046}} Id 0x{number}" for number in ("820D", "820E")
)
PHONE = "String 0x3A08"
ATTACHED = "attachment"
"""What is attached: in the stream, and no property that a listing can carry."""

WAYS = (
    "OWAEnabled", "OWAforDevicesEnabled", "MAPIEnabled", "ActiveSyncEnabled", "ImapEnabled", "PopEnabled",
    "EwsEnabled", "OutlookMobileEnabled", "MacOutlookEnabled", "UniversalOutlookEnabled",
    "OneWinNativeOutlookEnabled",
)  # fmt: skip
"""Each way in is turned by itself."""
KNOWN = {
    "inbox": ("Innboks", "Inbox", "IPF.Note"),
    "drafts": ("Kladd", "Drafts", "IPF.Note"),
    "sentitems": ("Sendte elementer", "Sent Items", "IPF.Note"),
    "deleteditems": ("Slettede elementer", "Deleted Items", "IPF.Note"),
    "calendar": ("Kalender", "Calendar", "IPF.Appointment"),
    "contacts": ("Kontakter", "Contacts", "IPF.Contact"),
}
"""Well-known folders: as they are called in Norwegian and in English, and what they hold."""
_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
_TEXTS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
_HEAD = b"PRACTICE-FTS\x00"


@dataclass
class BoxFolder:
    """One folder. `known`: its name among the well-known ones; `parent` empty: it lies at the top."""

    id: str
    parent: str
    name: str
    kind: str
    known: str = ""
    properties: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class BoxItem:
    """One item. `properties` by MAPI id, as extended properties are called in Graph."""

    id: str
    folder: str
    kind: str
    properties: dict[str, str]
    created: float
    modified: float
    version: int = 1

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(value.encode()) for value in self.properties.values()) + 200

    @property
    def change_key(self) -> str:
        """Another with each change."""
        return hashlib.sha256(f"{self.id}/{self.version}".encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Stream:
    """An item as a FastTransfer stream carries it."""

    kind: str
    modified: float
    properties: dict[str, str]


@dataclass
class Box:
    """One mailbox. `open_ways`: those by which people's programs may open it.

    `forwards_within`: the account that it sends on to in its own tenant, which comes before `forwards_to`.
    """

    id: str
    owner: str
    kind: BoxKind
    mark: str = ""
    open_ways: set[str] = field(default_factory=lambda: set(WAYS))
    held: bool = False
    archive: bool = False
    forwards_to: str = ""
    forwards_within: str = ""
    keeps_copy: bool = False
    folders: dict[str, BoxFolder] = field(default_factory=dict[str, BoxFolder])
    items: dict[str, BoxItem] = field(default_factory=dict[str, BoxItem])
    rights: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    changed: dict[str, int] = field(default_factory=dict[str, int])
    gone: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    changes: int = 0
    made: int = 0

    def in_folder(self, folder: str) -> list[BoxItem]:
        """The items of a folder, in the order they came."""
        return [item for item in self.items.values() if item.folder == folder]

    def known(self, name: str) -> BoxFolder | None:
        """The well-known folder of that name, or the one with that id."""
        found = self.folders.get(name)
        return found or next((one for one in self.folders.values() if one.known == name.lower()), None)

    def add_folder(self, name: str, kind: str, *, parent: str = "", known: str = "") -> BoxFolder:
        """A new folder. Raises Refused when one of that name is there."""
        for one in self.folders.values():
            if (one.parent, one.name.casefold()) == (parent, name.casefold()):
                raise Refused(409, "ErrorFolderExists", "A folder with the specified name already exists.")
        self.made += 1
        folder = BoxFolder(self._id("folder", f"{known or name}/{self.made}"), parent, name, kind, known)
        self.folders[folder.id] = folder
        return folder

    def put(self, folder: str, stream: Stream, now: float) -> BoxItem:
        """A new item, whether or not one like it is there: that is what the service does."""
        self.made += 1
        item_id = self._id("item", self.made)
        item = BoxItem(item_id, folder, stream.kind, dict(stream.properties), now, stream.modified)
        self.items[item_id] = item
        self.touch(item)
        return item

    def touch(self, item: BoxItem) -> None:
        """Note a change in the order of changes."""
        self.changes += 1
        self.changed[item.id] = self.changes

    def edit(self, item: BoxItem, now: float, **properties: str) -> None:
        """Somebody changed it."""
        item.properties |= properties
        item.modified, item.version = now, item.version + 1
        self.touch(item)

    def remove(self, item_id: str) -> None:
        """It is gone."""
        item = self.items.pop(item_id)
        self.changed.pop(item_id, None)
        self.changes += 1
        self.gone[item_id] = item.folder, self.changes

    def move(self, item: BoxItem, folder: str) -> BoxItem:
        """Somebody moved it: in another folder, and so under another id."""
        self.remove(item.id)
        return self.put(folder, Stream(item.kind, item.modified, item.properties), item.created)

    def path(self, folder: BoxFolder) -> str:
        """The names from the top; the well-known ones by their well-known names."""
        own = folder.known or folder.name
        above = self.folders.get(folder.parent)
        return f"{self.path(above)}/{own}" if above else own

    def digest_lines(self, name: Callable[[str], str]) -> list[str]:
        """What is in it, without ids and times of its own; delegates by their names."""
        rights = sorted(f"{name(delegate)} {kind}" for delegate, kind in self.rights)
        within = f" {name(self.forwards_within)}" if self.forwards_within else ""
        ways = sorted(self.open_ways)
        lines = [f"{self.kind} {ways} {self.forwards_to} {self.keeps_copy} {rights}{within}"]
        lines += [f"{self.path(one)} {one.kind}" for one in self.folders.values()]
        lines += [
            f"{self.path(self.folders[one.folder])} {one.kind} {sorted(one.properties.items())}"
            for one in self.items.values()
        ]
        return lines

    def _id(self, *question: object) -> str:
        return f"AAMk{identifier(self.id, *question).replace('-', '')}="


def stream_of(item: BoxItem) -> str:
    """The item as it is exported: base64 that only this service can read."""
    body = json.dumps({"kind": item.kind, "modified": item.modified, "properties": item.properties})
    return base64.b64encode(_HEAD + body.encode()).decode()


def read_stream(data: str) -> Stream:
    """The item in a stream. Raises Refused for what no service exported."""
    wrong = Refused(400, "ErrorInvalidData", "The stream could not be imported: it is corrupt.")
    try:
        content = base64.b64decode(data, validate=True)
        if not content.startswith(_HEAD):
            raise wrong
        found = _OBJECT.validate_json(content.removeprefix(_HEAD))
        properties = _TEXTS.validate_python(found.get("properties"))
    except (binascii.Error, ValueError, ValidationError) as error:
        raise wrong from error
    modified = found.get("modified")
    return Stream(str(found.get("kind")), modified if isinstance(modified, int | float) else 0.0, properties)

"""What steps see of mailboxes: folders, items, their content as streams that nobody reads.

Names of folders and what items say pass through steps in memory: the ledger gets ids and digests. An item
is known again by its key, which its stream carries along, so that one that was put in is never put in twice;
and a change in it by its print.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, Protocol

from pydantic import Field

from flytt.migration.directory import Route, Speed
from flytt.migration.record import Record

NONE_KNOWN: Mapping[str, str] = MappingProxyType({})
MOST_TAKEN = 20
"""Items that one request takes out. Source: Microsoft's exportItems."""
LARGEST_BYTES = 150_000_000
"""An item larger than this is not let in within the published 150 MB in five minutes for each mailbox."""


class Folder(Record):
    """One folder. `path`: the names from the top, the well-known ones by their well-known names."""

    id: str
    path: str
    parent: str = ""
    name: str
    kind: str = Field(description="IPF.Note, IPF.Appointment, …")
    known: str = ""
    items: int = 0


class Item(Record):
    """One item, without its content. `modified`: UTC, ISO 8601, by the service's clock.

    `key` follows the item wherever it is copied; `print` is a digest of what it says. `message`: a digest of
    its Message-ID, empty for what is no mail. `meeting`: others were asked to it.
    """

    id: str
    kind: str
    key: str
    print: str
    message: str = ""
    size_bytes: int
    modified: str
    meeting: bool = False


class Parcel(Record):
    """An item on its way: its key and print, and the stream, base64 as the service gave it.

    `modified`: as it was listed before it was taken out. `over`: the id of the former state of it, which it
    takes the place of; empty: it is new there.
    """

    key: str
    print: str
    modified: str = ""
    over: str = ""
    data: str = Field(repr=False)


class Placed(Record):
    """What was put in: under which id it lies there, and when it was last changed where it came from."""

    id: str
    key: str
    print: str
    modified: str = ""


class Mailboxes(Protocol):
    """The mailboxes of one tenant."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]: ...

    def box_of(self, account: str) -> str:
        """Return the id of an account's own mailbox; empty when it has none."""
        ...

    def folders(self, box: str, known: Mapping[str, str] = NONE_KNOWN) -> tuple[Folder, ...]:
        """Return all folders, each after the one that it lies in; hidden ones are left out.

        `known`: the names of the well-known ones by id, where that is on record: they stay what they are.
        """
        ...

    def items(self, box: str, folder: str, route: Route = "list") -> Iterator[Item]: ...

    def export_items(self, box: str, items: tuple[Item, ...]) -> Iterator[Parcel]:
        """Take content out, in order; items that are gone by now are left out."""
        ...

    def make_folder(self, box: str, folder: Folder, parent: str) -> str:
        """Make a folder like this one and return its id; there by name already is success."""
        ...

    def import_items(self, box: str, folder: str, parcels: tuple[Parcel, ...]) -> tuple[Placed, ...]:
        """Put items in. What was accepted is never put in again; Interrupted when it cannot be told."""
        ...

    def remove(self, account: str, box: str, items: tuple[Item, ...]) -> None:
        """Remove items for good; gone already is success. Nobody knows if guests of a meeting are told."""
        ...

    def remove_folder(self, account: str, folder: str) -> None:
        """Remove an empty folder; gone already is success."""
        ...

    def speed(self) -> Speed: ...

"""The mailboxes' and Exchange's twin: one tenant in memory, without limits or lag."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from flytt.migration.directory import Route, Speed
from flytt.migration.errors import NotFound
from flytt.migration.exchange import NOTHING_SHUT, WAYS, Box, Forwarding, NewBox, Recipient, Right
from flytt.migration.mailboxes import NONE_KNOWN, Folder, Item, Parcel, Placed
from flytt.migration.permissions import MAILBOXES

KNOWN = {"inbox": "IPF.Note", "sentitems": "IPF.Note", "calendar": "IPF.Appointment"}
"""Folders that every mailbox has."""
_counting = threading.Lock()
"""Several mailboxes are filled at a time; each is one thread's, and the count is all threads'."""


@dataclass
class MemoryBox:
    """One mailbox: its folders, and in which of them each item lies."""

    folders_there: dict[str, Folder] = field(default_factory=dict[str, Folder])
    items_there: dict[str, tuple[str, Item]] = field(default_factory=dict[str, tuple[str, Item]])
    made: int = 0

    @classmethod
    def empty(cls, account: str) -> "MemoryBox":
        """Return a mailbox as a licence makes it."""
        box = cls()
        for known, kind in KNOWN.items():
            made = _id(account, known)
            box.folders_there[made] = Folder(id=made, path=known, name=known, kind=kind, known=known)
        return box

    def add(self, folder: str, item: Item) -> Item:
        """Lay an item in a folder, under an id of its own."""
        self.made += 1
        placed = item.changed(id=_id(folder, item.key, str(self.made)))
        self.items_there[placed.id] = folder, placed
        return placed


@dataclass
class MemoryPost:
    """One tenant's mailboxes, by account: what Graph and Exchange's administration offer of them."""

    name: str = ""
    boxes_there: dict[str, Box] = field(default_factory=dict[str, Box])
    content: dict[str, MemoryBox] = field(default_factory=dict[str, MemoryBox])
    rights_there: set[Right] = field(default_factory=set[Right])
    recipients_there: dict[str, Recipient] = field(default_factory=dict[str, Recipient])
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return everything that is needed."""
        return MAILBOXES.reads if use == "read" else MAILBOXES.reads | MAILBOXES.writes

    def box_of(self, account: str) -> str:
        """Return the account's id: a mailbox has no other here."""
        return account if account in self.content else ""

    def folders(self, box: str, known: Mapping[str, str] = NONE_KNOWN) -> tuple[Folder, ...]:
        """Return all folders with the number of items in each."""
        del known
        there = self._box(box)
        counted = Counter(folder for folder, _ in there.items_there.values())
        return tuple(one.changed(items=counted[one.id]) for one in there.folders_there.values())

    def items(self, box: str, folder: str, route: Route = "list") -> Iterator[Item]:
        """Yield what lies in a folder. NotFound when it is there no longer."""
        del route
        there = self._box(box)
        if folder not in there.folders_there:
            raise NotFound(f"There is no folder {folder} in {self.name}.")
        yield from [item for where, item in there.items_there.values() if where == folder]

    def export_items(self, box: str, items: tuple[Item, ...]) -> Iterator[Parcel]:
        """Yield what is still there, each as the stream of itself."""
        there = self._box(box).items_there
        for item in items:
            if item.id in there:
                own = there[item.id][1]
                yield Parcel(key=own.key, print=own.print, modified=item.modified, data=own.model_dump_json())

    def make_folder(self, box: str, folder: Folder, parent: str) -> str:
        """Make it unless one of that name is there."""
        there = self._box(box).folders_there
        for one in there.values():
            if (one.parent, one.name) == (parent, folder.name):
                return one.id
        made = _id(box, parent, folder.name)
        above = there[parent].path if parent else ""
        path = f"{above}/{folder.name}" if above else folder.name
        there[made] = Folder(id=made, path=path, parent=parent, name=folder.name, kind=folder.kind)
        self._count("make folder", made)
        return made

    def import_items(self, box: str, folder: str, parcels: tuple[Parcel, ...]) -> tuple[Placed, ...]:
        """Put items in, over those that they take the place of."""
        there, placed = self._box(box), list[Placed]()
        for parcel in parcels:
            item = Item.model_validate_json(parcel.data)
            if parcel.over in there.items_there:
                there.items_there[parcel.over] = folder, item.changed(id=parcel.over)
                item_id = parcel.over
            else:
                item_id = there.add(folder, item).id
            self._count("put item", f"{box} {item.key}")
            placed.append(Placed(id=item_id, key=parcel.key, print=parcel.print, modified=parcel.modified))
        return tuple(placed)

    def remove(self, account: str, box: str, items: tuple[Item, ...]) -> None:
        """Remove those that are there."""
        del account
        for item in items:
            if self._box(box).items_there.pop(item.id, None) is not None:
                self._count("remove item", f"{box} {item.key}")

    def remove_folder(self, account: str, folder: str) -> None:
        """Remove one that is there."""
        if self._box(account).folders_there.pop(folder, None) is not None:
            self._count("remove folder", folder)

    def speed(self) -> Speed:
        """Return much."""
        return Speed(reads=100, writes=500_000)

    def boxes(self) -> tuple[Box, ...]:
        """Return all mailboxes."""
        return tuple(self.boxes_there.values())

    def rights(self, accounts: tuple[str, ...]) -> frozenset[Right]:
        """Return the rights to these."""
        return frozenset(right for right in self.rights_there if right.account in accounts)

    def make_boxes(self, new: tuple[NewBox, ...]) -> None:
        """Make those whose mark is not there."""
        marks = {box.mark for box in self.boxes_there.values()}
        for one in new:
            if one.mark not in marks:
                account = _id(one.mark)
                address = f"{one.nickname}@{self.name}.example"
                fields = one.model_dump()
                self.boxes_there[account] = Box(account=account, address=address, **fields)
                self.content[account] = MemoryBox.empty(account)
                self._count("make mailbox", account)

    def remove_boxes(self, accounts: tuple[str, ...]) -> None:
        """Remove those that are there, with what is in them."""
        for account in accounts:
            if self.boxes_there.pop(account, None) is not None:
                self.content.pop(account, None)
                self.rights_there = {right for right in self.rights_there if right.account != account}
                self._count("remove mailbox", account)

    def give_rights(self, rights: tuple[Right, ...]) -> None:
        """Give those that are not had."""
        for right in rights:
            if right not in self.rights_there:
                self.rights_there.add(right)
                self._count("give right", f"{right.kind} {right.delegate} {right.account}")

    def take_rights(self, rights: tuple[Right, ...]) -> None:
        """Take those that are had."""
        for right in rights:
            if right in self.rights_there:
                self.rights_there.remove(right)
                self._count("take right", f"{right.kind} {right.delegate} {right.account}")

    def set_clients(
        self, accounts: tuple[str, ...], *, allowed: bool, shut: Mapping[str, tuple[str, ...]] = NOTHING_SHUT
    ) -> None:
        """Turn those that stand otherwise."""
        for account in accounts:
            if self.boxes_there[account].clients is not allowed:
                closed = shut.get(account, ()) if allowed else WAYS
                self.boxes_there[account] = self.boxes_there[account].changed(clients=allowed, shut=closed)
                self._count("let in" if allowed else "keep out", account)

    def forward(self, forwardings: tuple[Forwarding, ...]) -> None:
        """Turn those that send elsewhere."""
        for one in forwardings:
            box = self.boxes_there[one.account]
            after = box.changed(forwards_to=one.to, forwards_within=one.within, keeps=one.keeps)
            if after != box:
                self.boxes_there[one.account] = after
                self._count("forward", f"{one.account} {bool(one.to)} {one.keeps}")

    def recipients(self) -> tuple[Recipient, ...]:
        """Return everybody with addresses."""
        return tuple(self.recipients_there.values())

    def set_addresses(self, recipients: tuple[Recipient, ...]) -> None:
        """Turn those that have others."""
        for one in recipients:
            if self.recipients_there[one.id].print != one.print:
                self.recipients_there[one.id] = one
                self._count("set addresses", one.id)

    def snapshot(self) -> dict[str, object]:
        """Return all that is in the tenant's mailboxes, without the ids of items."""
        return {
            f"{self.name} mailboxes": dict(self.boxes_there),
            f"{self.name} recipients": {
                name: sorted(one.addresses) for name, one in self.recipients_there.items()
            },
            f"{self.name} rights": frozenset(self.rights_there),
            f"{self.name} folders": {name: dict(box.folders_there) for name, box in self.content.items()},
            f"{self.name} items": {
                name: sorted(f"{folder} {i.key} {i.print}" for folder, i in box.items_there.values())
                for name, box in self.content.items()
            },
        }

    def _box(self, box: str) -> MemoryBox:
        if box not in self.content:
            raise NotFound(f"There is no mailbox {box} in {self.name}.")
        return self.content[box]

    def _count(self, operation: str, subject: str) -> None:
        with _counting:
            self.effects[self.name, operation, subject] += 1


def _id(*question: str) -> str:
    made = hashlib.sha256("/".join(question).encode()).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))

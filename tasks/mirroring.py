"""One mailbox brought to the other side as it stands: what lacks is put in, what changed is replaced.

It may be cut off anywhere and repeated: an item is known again by its key and print, so nothing is put in
twice. What Flytt did not put in is never touched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from flytt.migration.errors import NotFound
from flytt.migration.mailboxes import NONE_KNOWN, Folder, Item
from flytt.migration.post_book import Noted
from flytt.migration.post_listing import PostListing, Start
from tasks.abreast import Breath, unhurried
from tasks.boxes import Boxes, Known, as_seen, chunks, everything, is_home, is_ours, is_place

ROUNDS = 3
"""After each round what was put in is listed: a request that arrived twice has put in two."""


def bring(boxes: Boxes, breathe: Breath = unhurried, name: str = "alone") -> str:
    """Put in what lacks, replace what changed, remove what lies there twice or was moved away.

    It breathes with each item: an interruption is soon over. Cut off, the pass of that `name` goes on with
    what it had read of the old mailbox, however long ago, and then looks at it anew: what came, went or was
    moved between two folders meanwhile is in no list, or in two.
    Return the newest change that there was when the old mailbox was first read: UTC, ISO 8601.
    """
    listing = PostListing(boxes.book.kept, boxes.book.workload, boxes.pair.account, name)
    first, newest = listing.at()
    start = listing.start()
    if start is not None:
        with suppress(NotFound):  # a folder is gone meanwhile: the next round knows
            newest, _ = _round(boxes, listing, start, newest, breathe)
        first = min(first + 1, ROUNDS - 1)
    for number in range(first, ROUNDS):
        breathe()
        listing.begin(number, newest)
        start = _begun(boxes, start)
        listing.note_start(start)
        newest, changed = _round(boxes, listing, start, newest, breathe)
        if not changed:
            break
    listing.forget()
    return newest


def _round(
    boxes: Boxes, listing: PostListing, start: Start, newest: str, breathe: Breath
) -> tuple[str, bool]:
    """Go through all folders; return the newest change that the first round met, and whether any was made."""
    turn = _read(boxes, listing, start, breathe)
    changed = [turn.folder(number) for number in range(len(start.folders))]
    return newest or turn.known.newest, any(changed)


def take_back(boxes: Boxes) -> None:
    """Remove what Flytt put in and nobody has changed since, and what lies safely in the old mailbox."""
    if not boxes.box_there:
        boxes.book.forget()
        return
    is_lost = boxes.book.nothing
    folders = boxes.old.folders(boxes.box)
    known, placed = Known.of(boxes.old, boxes.box, folders), boxes.book.placed()
    ours = [one for one in boxes.new.folders(boxes.box_there) if is_place(boxes, one)]
    for folder in ours:
        there = boxes.new.items(boxes.box_there, folder.id)
        _remove(boxes, (i for i in there if is_ours(i, placed) or is_home(i, known, placed)))
    paths = {boxes.path(one) for one in folders} | {boxes.want.folder}
    for folder in reversed(ours):
        empty = not any(True for _ in boxes.new.items(boxes.box_there, folder.id))
        below = any(one.parent == folder.id for one in boxes.new.folders(boxes.box_there))
        is_own = boxes.book.made(folder.path) or (is_lost and not folder.known and folder.path in paths)
        if is_own and empty and not below:
            boxes.new.remove_folder(boxes.pair.target, folder.id)
    left = {item.id for item in everything(boxes.new, boxes.box_there)}
    if not left & placed.keys():
        boxes.book.forget()  # otherwise it is still told from what others put in


@dataclass(frozen=True)
class _Turn:
    """One round: what was read of the old mailbox, and what Flytt had put into the new one when it began."""

    boxes: Boxes
    listing: PostListing
    start: Start
    known: Known
    placed: dict[str, Noted]
    breathe: Breath

    def folder(self, number: int) -> bool:
        """Bring one folder on, unless the round has been through it; True when anything was done."""
        self.breathe()
        came = self.listing.came(number)
        if came == "read":
            came = "changed" if self._brought(number) else "same"
            self.listing.note_came(number, came)
        return came == "changed"

    def _brought(self, number: int) -> bool:
        boxes, known, placed = self.boxes, self.known, self.placed
        folder = self.start.folders[number]
        place = self.start.places[folder.path]
        found = list(_each(boxes.new.items(boxes.box_there, place), self.breathe))
        unseen = (
            i for i in found if (noted := placed.get(i.id)) and (noted.print, noted.seen) == (i.print, "")
        )
        boxes.book.saw(as_seen(unseen, placed))
        if known.folders[folder.id] == Counter(
            (i.key, i.print, placed[i.id].modified) for i in found if i.id in placed
        ) and all(i.id in placed for i in found):
            return False
        have: dict[tuple[str, str], list[Item]] = {}
        for item in found:
            have.setdefault((item.key, item.print), []).append(item)
        arrived = Counter(
            i.message for i in found if i.message and i.key not in known.keys and i.id not in placed
        )
        lacking: list[Item] = []
        for item in self.listing.items(number):
            if matched(item, have, placed):
                continue
            if item.message and arrived[item.message]:
                arrived[item.message] -= 1
            else:
                lacking.append(item)
        left = [item for same in have.values() for item in same if _is_surplus(item, known, placed)]
        former = {item.key: item for item in left}
        self._put_in(
            lacking, place, {item.key: former[item.key].id for item in lacking if item.key in former}
        )
        over = {former[item.key].id for item in lacking if item.key in former}
        surplus = [item for item in left if item.id not in over]
        return bool(lacking) | _remove(boxes, iter(surplus))

    def _put_in(self, lacking: Iterable[Item], place: str, replaced: dict[str, str]) -> None:
        """Each is noted as soon as it is there: what is cut off has one item that nothing notes."""
        boxes = self.boxes
        for some in chunks(iter(lacking)):
            self.breathe()
            for one in boxes.old.export_items(boxes.box, some):
                self.breathe()
                parcel = one.changed(over=replaced.pop(one.key, ""))
                boxes.book.note(boxes.new.import_items(boxes.box_there, place, (parcel,)))


def _begun(boxes: Boxes, was: Start | None) -> Start:
    """Look at the folders of both, and make those that lack. `was`: as they were in the round before."""
    folders = boxes.old.folders(boxes.box, was.known_old if was else NONE_KNOWN)
    there = boxes.new.folders(boxes.box_there, was.known if was else NONE_KNOWN)
    known = {one.id: one.known for one in there if one.known}
    return Start(folders=folders, places=_places(boxes, folders, there), known=known)


def _read(boxes: Boxes, listing: PostListing, start: Start, breathe: Breath) -> _Turn:
    """Read what of the old mailbox has not been read for this round, and note it."""
    known = Known()
    for number, folder in enumerate(start.folders):
        if listing.came(number) is None:
            listing.note(number, _each(boxes.old.items(boxes.box, folder.id), breathe))
        known.add(folder, listing.items(number))
    return _Turn(boxes, listing, start, known, boxes.book.placed(), breathe)


def _each(items: Iterable[Item], breathe: Breath) -> Iterator[Item]:
    for item in items:
        breathe()
        yield item


def _is_surplus(item: Item, known: Known, placed: dict[str, Noted]) -> bool:
    """Tell whether the old side has it still, in any folder. What vanished there stays, and is counted.

    Without a key of its own it cannot be told, and only what Flytt put in is.
    """
    return item.key in known.keys or (item.key == item.id and item.id in placed)


def matched(item: Item, have: dict[tuple[str, str], list[Item]], placed: dict[str, Noted]) -> Item | None:
    """Use up and return what on the new side is this item as it is now, and not as it was before a change."""
    same = have.get((item.key, item.print), [])
    for number, one in enumerate(same):
        noted = placed.get(one.id)
        if not (noted and item.modified > noted.modified > ""):
            return same.pop(number)
    return None


def _remove(boxes: Boxes, items: Iterator[Item]) -> bool:
    gone = [item for item in items if not item.meeting or boxes.want.meetings == "remove"]
    if gone:
        boxes.new.remove(boxes.pair.target, boxes.box_there, tuple(gone))
        boxes.book.gone(item.id for item in gone)
    return bool(gone)


def _places(boxes: Boxes, folders: Iterable[Folder], found: Iterable[Folder]) -> dict[str, str]:
    """Return the folder of the new side for each path of the old one, making those that lack."""
    there = {one.path: one.id for one in found}
    places: dict[str, str] = {}
    own = ""
    if boxes.pair.beside:
        own = there.get(boxes.want.folder, "")
        if not own:
            top = Folder(id="", path=boxes.want.folder, name=boxes.want.folder, kind="IPF.Note")
            boxes.book.note_folder(top.path)
            own = boxes.new.make_folder(boxes.box_there, top, "")
    for folder in folders:
        above = folder.path.rpartition("/")[0]
        if boxes.path(folder) not in there:
            boxes.book.note_folder(boxes.path(folder))
            made = boxes.new.make_folder(boxes.box_there, folder, places[above] if above else own)
            there[boxes.path(folder)] = made
        places[folder.path] = there[boxes.path(folder)]
    return places

"""One mailbox brought to the other side as it stands: what lacks is put in, what changed is replaced.

It may be cut off anywhere and repeated: an item is known again by its key and print, so nothing is put in
twice. What Flytt did not put in is never touched. In memory are the keys of one mailbox, never its content.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from flytt.migration.errors import ChangedByOthers
from flytt.migration.mailboxes import MOST_TAKEN, Folder, Item, Mailboxes
from flytt.migration.ports import World
from flytt.migration.post_book import Noted, PostBook
from tasks.post import Pair, Post

ROUNDS = 3
"""After each round what was put in is listed: a request that arrived twice has put in two."""


@dataclass(frozen=True)
class Boxes:
    """Both mailboxes of a pair, and what is known of what Flytt has put in."""

    want: Post
    pair: Pair
    old: Mailboxes
    new: Mailboxes
    box: str
    box_there: str
    book: PostBook

    @classmethod
    def of(cls, want: Post, pair: Pair, world: World) -> "Boxes":
        """Look both up."""
        old, new = want.old(world), want.new(world)
        book = PostBook(world.kept, want.marked_as, pair.account)
        return cls(want, pair, old, new, old.box_of(pair.account), new.box_of(pair.target), book)

    def path(self, folder: Folder) -> str:
        """Return where a folder of the old side lies on the new one."""
        return f"{self.want.folder}/{folder.path}" if self.pair.beside else folder.path


@dataclass
class Known:
    """What a mailbox holds: by key and print, in each folder with its time too; by key; its newest change."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    folders: dict[str, Counter[tuple[str, str, str]]] = field(
        default_factory=dict[str, Counter[tuple[str, str, str]]]
    )
    keys: set[str] = field(default_factory=set[str])
    messages: set[str] = field(default_factory=set[str])
    newest: str = ""

    @classmethod
    def of(cls, mail: Mailboxes, box: str, folders: Iterable[Folder]) -> "Known":
        """Read it, keeping no more than keys."""
        known = cls()
        for folder in folders:
            own = known.folders[folder.id] = Counter[tuple[str, str, str]]()
            for item in mail.items(box, folder.id):
                own[item.key, item.print, item.modified] += 1
                known.pairs[item.key, item.print] += 1
                known.keys.add(item.key)
                known.messages |= {item.message} if item.message else set()
                known.newest = max(known.newest, item.modified)
        return known


def everything(mail: Mailboxes, box: str) -> Iterator[Item]:
    """Yield all items of a mailbox."""
    for folder in mail.folders(box):
        yield from mail.items(box, folder.id)


def bring(boxes: Boxes) -> str:
    """Put in what lacks, replace what changed, remove what lies there twice or was moved away.

    Return the newest change that there was when the old mailbox was first read: UTC, ISO 8601.
    """
    newest = ""
    for _ in range(ROUNDS):
        folders = boxes.old.folders(boxes.box)
        known = Known.of(boxes.old, boxes.box, folders)
        newest = newest or known.newest
        places, placed = _places(boxes, folders), boxes.book.placed()
        changed = [_folder(boxes, one, places[one.path], known, placed) for one in folders]
        if not any(changed):
            break
    return newest


def take_back(boxes: Boxes) -> None:
    """Remove what Flytt put in and nobody has changed since, and what lies safely in the old mailbox."""
    if not boxes.box_there:
        boxes.book.forget()
        return
    is_lost = boxes.book.nothing
    folders = boxes.old.folders(boxes.box)
    known, placed = Known.of(boxes.old, boxes.box, folders), boxes.book.placed()
    ours = [one for one in boxes.new.folders(boxes.box_there) if _is_place(boxes, one)]
    for folder in ours:
        there = boxes.new.items(boxes.box_there, folder.id)
        _remove(boxes, (i for i in there if _is_ours(i, placed) or _is_home(i, known, placed)))
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


def foreign(boxes: Boxes) -> dict[str, list[Item]]:
    """Return what others have put in or changed on the new side, by folder id: it is not on the old side.

    What Flytt put in and nobody touched there is not: the old side may have changed or removed it since.
    """
    if not boxes.box_there:
        return {}
    placed = boxes.book.placed()
    known = Known.of(boxes.old, boxes.box, boxes.old.folders(boxes.box))
    found: dict[str, list[Item]] = {}
    for folder in boxes.new.folders(boxes.box_there):
        if not _is_place(boxes, folder):
            continue
        for item in boxes.new.items(boxes.box_there, folder.id):
            came_home = item.key not in known.keys and item.message in known.messages
            if not came_home and not _is_ours(item, placed) and not _is_home(item, known, placed):
                found.setdefault(folder.id, []).append(item)
    return found


def bring_all_home(boxes: Boxes) -> None:
    """Bring home what others have written, and what arrives meanwhile. ChangedByOthers when some does not.

    An item that the service could not take out is left out of its answer without a word: it is looked for.
    """
    for _ in range(ROUNDS):
        if not bring_home(boxes):
            return
    if left := [item.id for items in foreign(boxes).values() for item in items]:
        raise ChangedByOthers(
            f"{len(left)} items in the new mailbox of {boxes.pair.account} are not in the old one: "
            f"{', '.join(left[:5])}.",
            still_true="Nothing was removed from the new mailbox.",
            next_command="see what is wrong with them, or move them yourself; then flytt resume",
        )


def bring_home(boxes: Boxes) -> bool:
    """Put what others have written on the new side into the old mailbox, in the same folders.

    Where the prints are equal and the times are not, the old state is replaced: two of them would look alike.
    Return whether there was any.
    """
    back = {boxes.path(one): one.id for one in boxes.old.folders(boxes.box)}
    folders = {one.id: one for one in boxes.new.folders(boxes.box_there)} if boxes.box_there else {}
    placed = boxes.book.placed()
    found = foreign(boxes)
    for folder, items in found.items():
        path = folders[folder].path
        place = back.get(path) or _made_home(boxes, folders[folder])
        former = {(one.key, one.print): one.id for one in boxes.old.items(boxes.box, place)}
        for some in _chunks(iter(items)):
            taken = boxes.new.export_items(boxes.box_there, some)
            parcels = (one.changed(over=former.pop((one.key, one.print), "")) for one in taken)
            home = Counter((i.key, i.print) for i in boxes.old.import_items(boxes.box, place, tuple(parcels)))
            boxes.book.saw(_as_seen((i for i in some if home[i.key, i.print]), placed))
    return bool(found)


def _folder(boxes: Boxes, folder: Folder, place: str, known: Known, placed: dict[str, Noted]) -> bool:
    found = list(boxes.new.items(boxes.box_there, place))
    unseen = (i for i in found if (noted := placed.get(i.id)) and (noted.print, noted.seen) == (i.print, ""))
    boxes.book.saw(_as_seen(unseen, placed))
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
    for item in boxes.old.items(boxes.box, folder.id):
        if matched(item, have, placed):
            continue
        if item.message and arrived[item.message]:
            arrived[item.message] -= 1
        else:
            lacking.append(item)
    left = [item for same in have.values() for item in same if _is_surplus(item, known, placed)]
    former = {item.key: item for item in left}
    replaced = {item.key: former[item.key].id for item in lacking if item.key in former}
    for some in _chunks(iter(lacking)):
        parcels = (
            one.changed(over=replaced.pop(one.key, "")) for one in boxes.old.export_items(boxes.box, some)
        )
        boxes.book.note(boxes.new.import_items(boxes.box_there, place, tuple(parcels)))
    over = {former[item.key].id for item in lacking if item.key in former}
    surplus = [item for item in left if item.id not in over]
    return bool(lacking) | _remove(boxes, iter(surplus))


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


def _as_seen(items: Iterable[Item], placed: dict[str, Noted]) -> dict[str, Noted]:
    return {i.id: replace(placed[i.id], print=i.print, seen=i.modified) for i in items if i.id in placed}


def _is_touched(item: Item, placed: dict[str, Noted]) -> bool:
    noted = placed.get(item.id)
    return noted is not None and noted.print == item.print and item.modified > noted.seen > ""


def _is_ours(item: Item, placed: dict[str, Noted]) -> bool:
    noted = placed.get(item.id)
    return noted is not None and noted.print == item.print and not _is_touched(item, placed)


def _is_home(item: Item, known: Known, placed: dict[str, Noted]) -> bool:
    return known.pairs[item.key, item.print] > 0 and not _is_touched(item, placed)


def _remove(boxes: Boxes, items: Iterator[Item]) -> bool:
    gone = [item for item in items if not item.meeting or boxes.want.meetings == "remove"]
    if gone:
        boxes.new.remove(boxes.pair.target, boxes.box_there, tuple(gone))
        boxes.book.gone(item.id for item in gone)
    return bool(gone)


def _places(boxes: Boxes, folders: Iterable[Folder]) -> dict[str, str]:
    """Return the folder of the new side for each path of the old one, making those that lack."""
    there = {one.path: one.id for one in boxes.new.folders(boxes.box_there)}
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


def _made_home(boxes: Boxes, folder: Folder) -> str:
    above = {one.path: one.id for one in boxes.old.folders(boxes.box)}
    path = folder.path.removeprefix(f"{boxes.want.folder}/") if boxes.pair.beside else folder.path
    return boxes.old.make_folder(boxes.box, folder, above.get(path.rpartition("/")[0], ""))


def _is_place(boxes: Boxes, folder: Folder) -> bool:
    if not boxes.pair.beside:
        return True
    return folder.path == boxes.want.folder or folder.path.startswith(f"{boxes.want.folder}/")


def _chunks(items: Iterator[Item]) -> Iterator[tuple[Item, ...]]:
    some: list[Item] = []
    for item in items:
        some.append(item)
        if len(some) == MOST_TAKEN:
            yield tuple(some)
            some = []
    if some:
        yield tuple(some)

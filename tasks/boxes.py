"""Both mailboxes of a pair, what each holds, and of what lies in the new one: whose it is.

In memory are the keys of one mailbox, never its content.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from flytt.migration.mailboxes import MOST_TAKEN, Folder, Item, Mailboxes
from flytt.migration.ports import World
from flytt.migration.post_book import Noted, PostBook
from tasks.post import Pair, Post


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
            known.add(folder, mail.items(box, folder.id))
        return known

    def add(self, folder: Folder, items: Iterable[Item]) -> None:
        """Add what lies in a folder."""
        own = self.folders[folder.id] = Counter[tuple[str, str, str]]()
        for item in items:
            own[item.key, item.print, item.modified] += 1
            self.pairs[item.key, item.print] += 1
            self.keys.add(item.key)
            self.messages |= {item.message} if item.message else set()
            self.newest = max(self.newest, item.modified)


def everything(mail: Mailboxes, box: str) -> Iterator[Item]:
    """Yield all items of a mailbox."""
    for folder in mail.folders(box):
        yield from mail.items(box, folder.id)


def as_seen(items: Iterable[Item], placed: dict[str, Noted]) -> dict[str, Noted]:
    """Return what is on record of Flytt's own items, as they are now: a later change is somebody else's."""
    return {i.id: replace(placed[i.id], print=i.print, seen=i.modified) for i in items if i.id in placed}


def _is_touched(item: Item, placed: dict[str, Noted]) -> bool:
    noted = placed.get(item.id)
    return noted is not None and noted.print == item.print and item.modified > noted.seen > ""


def is_ours(item: Item, placed: dict[str, Noted]) -> bool:
    """Tell whether Flytt put an item in and nobody has changed it since."""
    noted = placed.get(item.id)
    return noted is not None and noted.print == item.print and not _is_touched(item, placed)


def is_home(item: Item, known: Known, placed: dict[str, Noted]) -> bool:
    """Tell whether an item of the new side lies in the old mailbox too, as it is."""
    return known.pairs[item.key, item.print] > 0 and not _is_touched(item, placed)


def is_place(boxes: Boxes, folder: Folder) -> bool:
    """Tell whether a folder of the new side is one that Flytt fills."""
    if not boxes.pair.beside:
        return True
    return folder.path == boxes.want.folder or folder.path.startswith(f"{boxes.want.folder}/")


def chunks(items: Iterator[Item]) -> Iterator[tuple[Item, ...]]:
    """Yield items in parts that the service takes in one request."""
    some: list[Item] = []
    for item in items:
        some.append(item)
        if len(some) == MOST_TAKEN:
            yield tuple(some)
            some = []
    if some:
        yield tuple(some)

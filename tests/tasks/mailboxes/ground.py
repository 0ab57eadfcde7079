"""One mailbox on the twins' old side, an empty one on the new, and what is noted of them."""

from dataclasses import dataclass

from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.post import MemoryBox, MemoryPost
from flytt.adapters.vault.memory import MemoryVault
from flytt.migration.mailboxes import Item
from flytt.migration.post_book import PostBook
from tasks.boxes import Boxes
from tasks.post import Pair, Post
from tests.posts import NEW, OLD, POST_SETTINGS, posts
from tests.tenants import object_id

LATER, LATEST = "2023-05-03T06:00:00Z", "2023-05-04T06:00:00Z"


@dataclass(frozen=True)
class Side:
    """One of the two mailboxes."""

    post: MemoryPost
    account: str

    @property
    def box(self) -> MemoryBox:
        """What is in it."""
        return self.post.content[self.account]

    def all(self, key: str) -> list[Item]:
        """Return what lies there under a key."""
        return [item for _, item in self.box.items_there.values() if item.key == key]

    def put(self, known: str, item: Item) -> Item:
        """Lay an item in a well-known folder."""
        return self.box.add(next(f.id for f in self.box.folders_there.values() if f.known == known), item)

    def edit(self, key: str, **fields: str | int) -> Item:
        """Change the first item under a key."""
        name, (folder, item) = next((n, at) for n, at in self.box.items_there.items() if at[1].key == key)
        self.box.items_there[name] = folder, item.changed(**fields)
        return self.box.items_there[name][1]


@dataclass(frozen=True)
class Ground:
    """Both, and the pair that they make."""

    old: Side
    new: Side
    boxes: Boxes


def ground(name: str = "ein") -> Ground:
    """Return the mailboxes of one person, before anything."""
    there = posts()
    old, new = (Side(there[post], object_id(f"{post}/{name}")) for post in (OLD, NEW))
    want = Post.model_validate({**POST_SETTINGS, "marked_as": "fjordvik_post"})
    pair = Pair(old.account, new.account, "user", beside=name == "delt")
    store = MemoryStore()
    book = PostBook(LedgerKept(store, MemoryVault()), "fjordvik_post", old.account)
    return Ground(old, new, Boxes(want, pair, old.post, new.post, old.account, new.account, book))

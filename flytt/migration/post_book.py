"""What Flytt has put into which mailbox of the new side: kept in the ledger, by ids and digests alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flytt.migration.copies import Kept
from flytt.migration.mailboxes import Placed
from flytt.migration.ports import Item
from flytt.migration.post_listing import PostListing
from flytt.migration.record import digest

_COUNTS = 2


@dataclass(frozen=True)
class Noted:
    """What was put in: its print, and when it was last changed: on the old side, and on the new one.

    Times are UTC, ISO 8601; empty: not known. A print covers much of an item, and the times the rest.
    """

    print: str
    modified: str = ""
    seen: str = ""

    @classmethod
    def of(cls, text: str) -> "Noted":
        """Read it as it is kept."""
        said, modified, seen = (*text.split(" "), "", "")[:3]
        return cls(said, modified, seen)

    @property
    def text(self) -> str:
        """As it is kept."""
        return f"{self.print} {self.modified} {self.seen}".rstrip()


@dataclass(frozen=True)
class PostBook:
    """The record of one mailbox of one workload."""

    kept: Kept
    workload: str
    account: str

    def placed(self) -> dict[str, Noted]:
        """Return what was put in, by the ids under which it lies there."""
        return {
            row.item: Noted.of(row.digest) for row in self.kept.items(self.workload, self._items, "there")
        }

    def note(self, placed: Iterable[Placed]) -> None:
        """Note what was put in, and in which state of the old side's."""
        self._put(self._items, ((one.id, Noted(one.print, one.modified).text) for one in placed), "there")

    def saw(self, noted: dict[str, Noted]) -> None:
        """Note how what was put in looks on the new side before anybody is let in."""
        self._put(self._items, ((name, one.text) for name, one in noted.items()), "there")

    def gone(self, ids: Iterable[str]) -> None:
        """Note what is there no longer."""
        self._put(self._items, ((one, "") for one in ids), "gone")

    def made(self, path: str) -> bool:
        """Return whether a folder was made, or was about to be."""
        return self.kept.item(self.workload, self._folders, digest(path)[:32]) is not None

    def note_folder(self, path: str) -> None:
        """Note a folder that is about to be made, by a digest of its path."""
        self._put(self._folders, [(digest(path)[:32], "")], "there")

    @property
    def nothing(self) -> bool:
        """True when nothing is noted, as after a restoration."""
        counts = (self.kept.item_counts(self.workload, step) for step in (self._items, self._folders))
        return not any(counts)

    def forget(self) -> None:
        """Forget all of it."""
        for step in (self._items, self._folders):
            self.kept.forget_items(self.workload, step)

    @property
    def _items(self) -> str:
        return f"placed {self.account}"

    @property
    def _folders(self) -> str:
        return f"folders {self.account}"

    def _put(self, step: str, rows: Iterable[tuple[str, str]], state: str) -> None:
        items = tuple(
            Item(workload=self.workload, step=step, item=name, state=state, digest=said)
            for name, said in rows
        )
        if items:
            self.kept.put_items(items)


@dataclass(frozen=True)
class WaysBook:
    """Which ways in were closed in the new mailboxes before anybody was kept out: by account."""

    kept: Kept
    workload: str

    def note(self, shut: Mapping[str, tuple[str, ...]]) -> None:
        """Note some, by Exchange's names of the ways."""
        items = tuple(
            Item(workload=self.workload, step="ways", item=name, state="shut", digest=" ".join(ways))
            for name, ways in shut.items()
        )
        if items:
            self.kept.put_items(items)

    def shut(self) -> dict[str, tuple[str, ...]]:
        """Return them all."""
        rows = self.kept.items(self.workload, "ways", "shut")
        return {row.item: tuple(row.digest.split()) for row in rows}

    def forget(self) -> None:
        """Forget it."""
        self.kept.forget_items(self.workload, "ways")


@dataclass(frozen=True)
class PostPass:
    """One pass over all mailboxes: which it has been through, and what was newest there when it came."""

    kept: Kept
    workload: str
    name: str

    def done(self) -> dict[str, str]:
        """Return the newest change (UTC, ISO 8601) in each mailbox that is through, by account."""
        rows = self.kept.items(self.workload, self._step, "through")
        return {row.item: row.digest.partition(" ")[0] for row in rows}

    def lie_there(self) -> dict[str, tuple[int, int]]:
        """Return how many folders and items lay there then, by account, where that was noted too."""
        found = dict[str, tuple[int, int]]()
        for row in self.kept.items(self.workload, self._step, "through"):
            _, *counts = row.digest.split(" ")
            if len(counts) == _COUNTS:
                found[row.item] = int(counts[0]), int(counts[1])
        return found

    def begin(self, account: str) -> None:
        """Note that a mailbox is begun: what is read of it is on record from now on."""
        row = Item(workload=self.workload, step=self._step, item=account, state="under way")
        self.kept.put_items((row,))

    def listing(self, account: str) -> PostListing:
        """Return the record of what is read of a mailbox."""
        return PostListing(self.kept, self.workload, account, self.name)

    def note(self, account: str, newest: str, folders: int, items: int) -> None:
        """Note that a mailbox is through, and how many folders and items lie there now."""
        said = f"{newest} {folders} {items}"
        row = Item(workload=self.workload, step=self._step, item=account, state="through", digest=said)
        self.kept.put_items((row,))

    def complete(self) -> None:
        """Note that all are."""
        self.kept.put_items((Item(workload=self.workload, step=self._step, item="all", state="complete"),))

    @property
    def is_complete(self) -> bool:
        """True when all are through."""
        found = self.kept.item(self.workload, self._step, "all")
        return found is not None and found.state == "complete"

    def forget(self) -> None:
        """Forget it, and what it had read."""
        for row in tuple(self.kept.items(self.workload, self._step, "under way")):
            self.listing(row.item).forget()
        self.kept.forget_items(self.workload, self._step)

    @property
    def _step(self) -> str:
        return f"pass {self.name}"

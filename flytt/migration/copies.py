"""Which item of an old drive became which of the new one, and how far it has been read: kept in the ledger.

Ids and tags alone. The address of an upload that is under way carries a right, and lies in the vault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pydantic import Field

from flytt.migration.drives import Upload
from flytt.migration.ports import Item
from flytt.migration.record import Record


class Kept(Protocol):
    """Items of large steps in the ledger, and texts that are secret for a while in the vault."""

    def item(self, workload: str, step: str, item: str) -> Item | None: ...
    def items(self, workload: str, step: str, state: str) -> Iterator[Item]: ...
    def item_counts(self, workload: str, step: str) -> dict[str, int]: ...
    def put_items(self, items: tuple[Item, ...]) -> None: ...
    def forget_items(self, workload: str, step: str) -> None: ...
    def hide(self, text: str) -> str:
        """Put a text in the vault, and return its reference."""
        ...

    def reveal(self, reference: str) -> str:
        """Return the text; empty when it is there no longer."""
        ...

    def erase(self, reference: str) -> None: ...
    def keyed(self, text: str) -> str:
        """Return what stands in the ledger for a text that may not: the same for the same text."""
        ...


class Copy(Record):
    """An item, what it became, and the tags it had then: of its content, and of anything about it.

    `version`: up to which of its versions it is there, where older ones are carried.
    """

    item: str
    target: str
    tag: str
    change: str
    folder: bool = False
    version: str = ""


class Page(Record):
    """What is noted together, so that a killed pass has lost nothing.

    What is there no longer, which folders are to go (None: no more), what was left (False: no more), from
    where to read on, and whether everything is being read again.
    """

    gone: tuple[Copy, ...] = ()
    going: dict[str, Copy | None] = Field(default_factory=dict[str, Copy | None])
    left: dict[str, bool] = Field(default_factory=dict[str, bool])
    token: str
    anew: bool = False


@dataclass(frozen=True)
class Book:
    """The record of one drive of one workload."""

    kept: Kept
    workload: str
    drive: str

    def find(self, item: str) -> Copy | None:
        """Return what became of an item of the old drive."""
        found = self.kept.item(self.workload, self._of("copies"), item)
        return Copy.model_validate_json(found.digest) if found and found.state == "there" else None

    def all(self) -> Iterator[Copy]:
        """Yield everything that has become something."""
        for found in self.kept.items(self.workload, self._of("copies"), "there"):
            yield Copy.model_validate_json(found.digest)

    def count(self) -> int:
        """Return how many there are."""
        return self.kept.item_counts(self.workload, self._of("copies")).get("there", 0)

    def item_of(self, target: str) -> str:
        """Return the old item that became this one; empty when none did."""
        found = self.kept.item(self.workload, self._of("targets"), target)
        return found.digest if found and found.state == "there" else ""

    def came(self, copy: Copy) -> None:
        """Note what became of an item, as soon as it is there: both ways, or neither."""
        self.kept.put_items(self._rows(copy, "there"))

    def note(self, page: Page) -> None:
        """Note a page, all of it or nothing."""
        rows = [row for one in page.gone for row in self._rows(one, "gone")]
        for item, one in page.going.items():
            said = ("there", one.model_dump_json()) if one else ("over", "")
            rows.append(self._row("going", item, *said))
        rows += [self._row("left", one, "there" if is_left else "over") for one, is_left in page.left.items()]
        rows.append(self._row("place", "token", "there", page.token))
        rows.append(self._row("place", "anew", "there" if page.anew else "over"))
        self.kept.put_items(tuple(rows))

    def going(self) -> tuple[Copy, ...]:
        """Return the folders that are gone on the old side, and have not been removed on the new one yet."""
        found = self.kept.items(self.workload, self._of("going"), "there")
        return tuple(Copy.model_validate_json(one.digest) for one in found)

    def left(self) -> tuple[str, ...]:
        """Return the items, by id, that are not carried over."""
        return tuple(one.item for one in self.kept.items(self.workload, self._of("left"), "there"))

    def anew(self) -> bool:
        """True while everything is being read again: what is not met then is gone."""
        found = self.kept.item(self.workload, self._of("place"), "anew")
        return found is not None and found.state == "there"

    def token(self) -> str:
        """Return from where changes are to be read; empty: from the beginning."""
        found = self.kept.item(self.workload, self._of("place"), "token")
        return found.digest if found else ""

    def forget(self) -> None:
        """Forget all of it."""
        for part in ("copies", "targets", "place", "uploads", "going", "left", "onto"):
            self.kept.forget_items(self.workload, self._of(part))

    def onto(self, item: str, since: str, newest: str) -> str:
        """Return upon which version of the copy the states since that one are written: noted once, before.

        `newest`: the one that the copy has now. Whoever goes on after a kill gets what was noted then.
        """
        found = self.kept.item(self.workload, self._of("onto"), item)
        noted_since, _, noted = found.digest.partition(" ") if found else ("", "", "")
        if found is not None and noted_since == since:
            return noted
        self.kept.put_items((self._row("onto", item, "there", f"{since} {newest}"),))
        return newest

    def hold(self, item: str, tag: str, upload: Upload) -> None:
        """Keep an upload that is under way."""
        said = f"{self.kept.hide(upload.address)} {upload.reached} {tag}"
        self._upload(item, "under way", said)

    def held(self, item: str, tag: str) -> Upload | None:
        """Return the upload of this content of the item, if one is under way."""
        found = self.kept.item(self.workload, self._of("uploads"), item)
        if found is None or found.state != "under way":
            return None
        reference, reached, of = found.digest.split(" ", 2)
        address = self.kept.reveal(reference) if of == tag else ""
        return Upload(address=address, reached=int(reached)) if address else None

    def reached(self, item: str, upload: Upload) -> None:
        """Note how far an upload has come."""
        found = self.kept.item(self.workload, self._of("uploads"), item)
        if found is not None:
            reference, _, tag = found.digest.split(" ", 2)
            self._upload(item, "under way", f"{reference} {upload.reached} {tag}")

    def release(self, item: str) -> None:
        """Forget an upload that is over, and its address."""
        found = self.kept.item(self.workload, self._of("uploads"), item)
        if found is not None and found.state == "under way":
            self.kept.erase(found.digest.split(" ", 1)[0])
            self._upload(item, "over", "")

    def _upload(self, item: str, state: str, said: str) -> None:
        self.kept.put_items((self._row("uploads", item, state, said),))

    def _row(self, part: str, item: str, state: str, said: str = "") -> Item:
        return Item(workload=self.workload, step=self._of(part), item=item, state=state, digest=said)

    def _rows(self, copy: Copy, state: str) -> tuple[Item, Item]:
        copied = self._row("copies", copy.item, state, copy.model_dump_json())
        return copied, self._row("targets", copy.target, state, copy.item)

    def _of(self, part: str) -> str:
        return f"{part} {self.drive}"

"""Which page of an old site became which of the new one: kept in the ledger, as ids and digests alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from flytt.migration.copies import Kept
from flytt.migration.ports import Item
from flytt.migration.record import Record


class PageCopy(Record):
    """A page, what it became, and the digest of what was written there."""

    page: str
    target: str
    digest: str


@dataclass(frozen=True)
class PageBook:
    """The record of one site of one workload."""

    kept: Kept
    workload: str
    site: str

    def all(self) -> dict[str, PageCopy]:
        """Return what has become what, by the old page's id."""
        found = self.kept.items(self.workload, self._of("pages"), "there")
        copies = (PageCopy.model_validate_json(one.digest) for one in found)
        return {one.page: one for one in copies}

    def note(self, copy: PageCopy) -> None:
        """Note that a page has become another."""
        self._put("pages", copy.page, "there", copy.model_dump_json())

    def drop(self, page: str) -> None:
        """Note that a page has no copy any more."""
        self._put("pages", page, "gone")

    def forget(self) -> None:
        """Forget all copies, and what others had there before. What is offered back is not forgotten."""
        for part in ("pages", "others"):
            self.kept.forget_items(self.workload, self._of(part))

    def others(self) -> frozenset[str] | None:
        """Return the pages, by id, that others had on the new side before; None when nobody has looked."""
        found = tuple(self._ids("others"))
        return frozenset(one for one in found if one) if found else None

    def note_others(self, pages: Iterator[str]) -> None:
        """Note them, once."""
        rows = [self._row("others", page, "there") for page in ("", *pages)]
        self.kept.put_items(tuple(rows))

    def offer(self, page: str) -> None:
        """Note a page of the new side that people wrote, to be laid into the old site when they ask."""
        self._put("offered", page, "there")

    def offered(self) -> tuple[str, ...]:
        """Return them."""
        return tuple(self._ids("offered"))

    def _ids(self, part: str) -> Iterator[str]:
        for one in self.kept.items(self.workload, self._of(part), "there"):
            yield one.item.removeprefix("page ")

    def _put(self, part: str, page: str, state: str, said: str = "") -> None:
        self.kept.put_items((self._row(part, page, state, said),))

    def _row(self, part: str, page: str, state: str, said: str = "") -> Item:
        item = f"page {page}" if part != "pages" else page
        return Item(workload=self.workload, step=self._of(part), item=item, state=state, digest=said)

    def _of(self, part: str) -> str:
        return f"{part} {self.site}"

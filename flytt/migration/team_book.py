"""Which messages Flytt has imported into which channel: kept in the ledger, by times and digests alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from flytt.migration.copies import Kept
from flytt.migration.ports import Item


@dataclass(frozen=True)
class TeamBook:
    """The record of one channel, by its id in the old tenant."""

    kept: Kept
    workload: str
    channel: str

    def prints(self) -> dict[str, str]:
        """Return the digest of what was imported, by when it was written."""
        return {row.item: row.digest for row in self.kept.items(self.workload, self._step, "there")}

    def known(self) -> dict[str, str]:
        """Return these, and those about to be imported when a pass was killed: they may be there."""
        meant = self.kept.items(self.workload, self._step, "meant")
        return {row.item: row.digest for row in meant} | self.prints()

    def refused(self) -> dict[str, tuple[str, str]]:
        """Return the digest of what the new side would not take, and its answer, by when it was written."""
        rows = self.kept.items(self.workload, self._step, "refused")
        return {row.item: (row.digest[:32], row.digest[33:]) for row in rows}

    def mean(self, rows: Iterable[tuple[str, str]]) -> None:
        """Note what is about to be imported: should its author change it first, it is known all the same."""
        self._put(rows, "meant")

    def note(self, rows: Iterable[tuple[str, str]]) -> None:
        """Note what was imported."""
        self._put(rows, "there")

    def note_pictures(self, created: str, said: str) -> None:
        """Note what pictures were put in with a message, by one digest of all of them."""
        row = Item(workload=self.workload, step=self._pictures, item=created, state="there", digest=said)
        self.kept.put_items((row,))

    def pictures(self) -> dict[str, str]:
        """Return the digest of the pictures that were put in, by when their message was written."""
        return {row.item: row.digest for row in self.kept.items(self.workload, self._pictures, "there")}

    def refuse(self, created: str, said: str, why: str) -> None:
        """Note that one is not taken: it was meant, and is not there."""
        self._put([(created, f"{said} {why}")], "refused")

    def _put(self, rows: Iterable[tuple[str, str]], state: str) -> None:
        items = tuple(
            Item(workload=self.workload, step=self._step, item=created, state=state, digest=said)
            for created, said in rows
        )
        if items:
            self.kept.put_items(items)

    def forget(self) -> None:
        """Forget it."""
        self.kept.forget_items(self.workload, self._step)
        self.kept.forget_items(self.workload, self._pictures)

    @property
    def _pictures(self) -> str:
        return f"pictures {self.channel}"

    @property
    def _step(self) -> str:
        return f"messages {self.channel}"

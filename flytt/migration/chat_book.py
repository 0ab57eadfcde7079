"""What has become of which chat, by ids, in the ledger: an old chat may vanish, and its new one stays."""

from collections.abc import Mapping
from dataclasses import dataclass

from flytt.migration.copies import Kept
from flytt.migration.ports import Item

_STEP = "new chats"


@dataclass(frozen=True)
class ChatBook:
    """The record of one workload's new chats, by the keys of the old ones."""

    kept: Kept
    workload: str

    def made(self) -> dict[str, str]:
        """Return the id of each new chat."""
        return {row.item: row.digest for row in self.kept.items(self.workload, _STEP, "there")}

    def meant(self) -> frozenset[str]:
        """Return the chats of two that were about to be made when a mover was killed, and were not there."""
        return frozenset(row.item for row in self.kept.items(self.workload, _STEP, "meant"))

    def mean(self, key: str) -> None:
        """Note that a chat of two is about to be made, and is not there yet."""
        self._put({key: ""}, "meant")

    def note(self, made: Mapping[str, str]) -> None:
        """Note what chats have become."""
        self._put(made, "there")

    def drop(self, key: str) -> None:
        """Note that a chat has become nothing any more."""
        self._put({key: ""}, "gone")

    def forget(self) -> None:
        """Forget all."""
        self.kept.forget_items(self.workload, _STEP)

    def _put(self, rows: Mapping[str, str], state: str) -> None:
        items = tuple(
            Item(workload=self.workload, step=_STEP, item=key, state=state, digest=target)
            for key, target in rows.items()
        )
        if items:
            self.kept.put_items(items)

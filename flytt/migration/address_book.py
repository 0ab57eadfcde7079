"""Who had which names and addresses when the domain was let go: one text in the vault."""

from dataclasses import dataclass
from typing import Protocol

from flytt.migration.addressing import Addresses
from flytt.migration.copies import Kept
from flytt.migration.ports import Item

_STEP, _ITEM = "addresses", "all"


class Items(Protocol):
    """Where items are read."""

    def item(self, workload: str, step: str, item: str) -> Item | None: ...


def lies_at(items: Items, workload: str) -> str:
    """Return where in the vault the addresses of a workload lie; empty when none are kept."""
    found = items.item(workload, _STEP, _ITEM)
    return found.digest if found is not None and found.state == "there" else ""


@dataclass(frozen=True)
class AddressBook:
    """The record of one workload."""

    kept: Kept
    workload: str

    def note(self, addresses: Addresses) -> None:
        """Keep them, in place of what was kept before."""
        self.forget()
        reference = self.kept.hide(addresses.model_dump_json())
        self._put("there", reference)

    @property
    def reference(self) -> str:
        """Where in the vault they lie; empty when none are kept."""
        return lies_at(self.kept, self.workload)

    def read(self) -> Addresses | None:
        """Return them; None when none are kept."""
        text = self.kept.reveal(self.reference) if self.reference else ""
        return Addresses.model_validate_json(text) if text else None

    def forget(self) -> None:
        """Erase them."""
        if self.reference:
            self.kept.erase(self.reference)
            self._put("erased", "")

    def _put(self, state: str, reference: str) -> None:
        row = Item(workload=self.workload, step=_STEP, item=_ITEM, state=state, digest=reference)
        self.kept.put_items((row,))

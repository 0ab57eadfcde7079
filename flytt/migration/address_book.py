"""Who had which names and addresses when the domain was let go: one text in the vault."""

from dataclasses import dataclass

from flytt.migration.addressing import Addresses
from flytt.migration.copies import Kept
from flytt.migration.ports import Item

_STEP, _ITEM = "addresses", "all"


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

    def read(self) -> Addresses | None:
        """Return them; None when none are kept."""
        found = self.kept.item(self.workload, _STEP, _ITEM)
        text = self.kept.reveal(found.digest) if found and found.state == "there" else ""
        return Addresses.model_validate_json(text) if text else None

    def forget(self) -> None:
        """Erase them."""
        found = self.kept.item(self.workload, _STEP, _ITEM)
        if found is not None and found.state == "there":
            self.kept.erase(found.digest)
            self._put("erased", "")

    def _put(self, state: str, reference: str) -> None:
        row = Item(workload=self.workload, step=_STEP, item=_ITEM, state=state, digest=reference)
        self.kept.put_items((row,))

"""What large steps keep while they run: items in the ledger, and what is secret of them in the vault."""

from collections.abc import Iterator

from flytt.migration.errors import NotFound
from flytt.migration.ports import Item, LedgerStore, Vault


class LedgerKept:
    """The item table of a ledger, with its vault."""

    def __init__(self, store: LedgerStore, vault: Vault) -> None:
        self._store, self._vault = store, vault

    def item(self, workload: str, step: str, item: str) -> Item | None:
        """Return one item, if there is one of that name."""
        return self._store.item(workload, step, item)

    def items(self, workload: str, step: str, state: str) -> Iterator[Item]:
        """Read the items in a state, in order of name."""
        return self._store.items(workload, step, state)

    def item_counts(self, workload: str, step: str) -> dict[str, int]:
        """Return the number of items per state."""
        return self._store.item_counts(workload, step)

    def put_items(self, items: tuple[Item, ...]) -> None:
        """Insert or replace a batch in one transaction."""
        self._store.put_items(items)

    def forget_items(self, workload: str, step: str) -> None:
        """Remove all items of a step."""
        self._store.forget_items(workload, step)

    def hide(self, text: str) -> str:
        """Put a text in the vault."""
        return self._vault.put({"text": text})

    def reveal(self, reference: str) -> str:
        """Return it; empty when it is there no longer."""
        try:
            found = self._vault.get(reference).get("text")
        except NotFound:
            return ""
        return found if isinstance(found, str) else ""

    def erase(self, reference: str) -> None:
        """Remove it."""
        self._vault.erase(reference)

    def keyed(self, text: str) -> str:
        """Return the vault's digest of a text."""
        return self._vault.keyed_digest(text)

"""The vault's twin: content in the open, in memory, for tests."""

import hashlib
from collections import Counter
from itertools import count

from flytt.migration.errors import NotFound
from flytt.migration.record import Json


class MemoryVault:
    """Content by reference. `effects` counts real changes per operation and subject."""

    def __init__(self) -> None:
        self.effects: Counter[tuple[str, str]] = Counter()
        self._kept: dict[str, dict[str, Json]] = {}
        self._numbers = count(1)

    def put(self, content: dict[str, Json]) -> str:
        """Keep content and return its reference: new every time, even for like content."""
        reference = f"vault:memory-{next(self._numbers)}"
        self._kept[reference] = dict(content)
        self.effects["put", reference] += 1
        return reference

    def get(self, reference: str) -> dict[str, Json]:
        """Return content. NotFound when it was erased."""
        if reference not in self._kept:
            raise NotFound(f"What lay in the vault under {reference} was erased, or never there.")
        return dict(self._kept[reference])

    def erase(self, reference: str) -> None:
        """Remove content; already gone is success."""
        if self._kept.pop(reference, None) is not None:
            self.effects["erase", reference] += 1

    def keyed_digest(self, value: str) -> str:
        """Return what stands in the ledger for a value that may not."""
        return hashlib.sha256(b"memory vault " + value.encode()).hexdigest()

    def snapshot(self) -> dict[str, Json]:
        """Return everything kept, by reference."""
        return {reference: dict(content) for reference, content in sorted(self._kept.items())}

"""The twin of duty: what was told, in memory."""

from collections import Counter

from flytt.migration.record import Json


class MemoryDuty:
    """`told` lists subjects and texts; `effects` counts them per operation and subject."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.effects: Counter[tuple[str, str]] = Counter()

    def tell(self, subject: str, text: str) -> None:
        """Note it."""
        self.told.append((subject, text))
        self.effects["tell", subject] += 1

    def snapshot(self) -> dict[str, Json]:
        """Return everything told, in order."""
        return {"told": [[subject, text] for subject, text in self.told]}

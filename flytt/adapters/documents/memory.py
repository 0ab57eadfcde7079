"""The twin of vendors' documents."""

from collections import Counter
from collections.abc import Mapping

from flytt.migration.errors import ChangedByOthers, NotFound
from flytt.migration.ports import Document
from flytt.migration.record import Json, digest


class MemoryDocuments:
    """Documents in memory. `effects` counts real changes per operation and subject."""

    def __init__(self, documents: Mapping[str, Mapping[str, Json]] | None = None) -> None:
        self.effects: Counter[tuple[str, str]] = Counter()
        self.documents: dict[str, dict[str, Json]] = {
            name: dict(value) for name, value in (documents or {}).items()
        }

    def read(self, name: str) -> Document:
        """Return a document and its version. NotFound without one."""
        if name not in self.documents:
            raise NotFound(f"There is no document {name}.", still_true="Nothing was changed.")
        return Document(value=self.documents[name], version=f'"{digest(self.documents[name])}"')

    def write(self, name: str, value: Mapping[str, Json], *, version: str) -> Document:
        """Replace a document that still has that version; one that already has that value is left alone."""
        there = self.read(name)
        if there.value == dict(value):
            return there
        if there.version != version:
            raise ChangedByOthers(
                f"{name} was to be written over version {version}, but has version {there.version}.",
                still_true="It was left as it is.",
                next_command="compare it with the plan, then: flytt resume",
            )
        self.documents[name] = dict(value)
        self.effects["write", name] += 1
        return self.read(name)

    def snapshot(self) -> dict[str, Json]:
        """Return every document by name."""
        return {name: dict(value) for name, value in sorted(self.documents.items())}

"""The zone's twin."""

from collections import Counter
from collections.abc import Mapping

from flytt.migration.errors import ChangedByOthers
from flytt.migration.record import Json
from flytt.migration.zone import RecordKind, Rrset


class MemoryNames:
    """Aliases in memory. `effects` counts real changes per operation and subject."""

    def __init__(self, aliases: Mapping[str, str] | None = None) -> None:
        self.effects: Counter[tuple[str, str]] = Counter()
        self.aliases = dict(aliases or {})
        self.sets: dict[tuple[str, RecordKind], Rrset] = {}

    def records(self, name: str, kind: RecordKind) -> Rrset:
        """Return what was put there."""
        return self.sets.get((name, kind), Rrset())

    def replace(self, name: str, kind: RecordKind, *, expected: Rrset, wanted: Rrset) -> None:
        """Put records where the expected ones are; there already is success."""
        now = self.records(name, kind)
        if now == wanted:
            return
        if now.values != expected.values:
            raise ChangedByOthers(
                f"The {kind} records of {name} were to be changed, and are not as they were read.",
                still_true="They were left as they are.",
                next_command="find out who changed them, set them back, then: flytt resume",
            )
        self.sets[name, kind] = wanted
        if not wanted.values:
            del self.sets[name, kind]
        self.effects["records", f"{kind} {name}"] += 1

    def lookup(self, alias: str) -> str | None:
        """Return the name that an alias points to; None when there is no such alias."""
        return self.aliases.get(alias)

    def switch(self, alias: str, *, expected: str, target: str) -> None:
        """Point an alias elsewhere if it still points to `expected`; already there is success."""
        now = self.aliases.get(alias)
        if now == target:
            return
        if now != expected:
            raise ChangedByOthers(
                f"{alias} was to be changed from {expected} to {target}, but points to {now or 'nothing'}.",
                still_true="It was left as it is.",
                next_command="find out who changed it, set it back, then: flytt resume",
            )
        self.aliases[alias] = target
        self.effects["switch", alias] += 1

    def snapshot(self) -> dict[str, Json]:
        """Return every alias with its target."""
        sets: dict[str, Json] = {
            f"{kind} {name}": found.as_json() for (name, kind), found in self.sets.items()
        }
        return dict(sorted((self.aliases | sets).items()))

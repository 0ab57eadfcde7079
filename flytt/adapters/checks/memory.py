"""The twin of looks: names and documents are looked at for real, equipment answers as told."""

from collections.abc import Mapping

from flytt.adapters.checks.looks import OutsideChecks
from flytt.migration.ports import CheckAnswer, Documents, Names
from flytt.migration.record import Json
from flytt.migration.settings import Check


class MemoryChecks:
    """Looks at the twins of names and documents. `equipment`: answers, does not, or (None) cannot be told."""

    def __init__(
        self, names: Names, documents: Documents, equipment: Mapping[str, bool | None] | None = None
    ) -> None:
        self.equipment = dict(equipment or {})
        self.looks: list[Check] = []
        self._outside = OutsideChecks(names, documents, {})

    def look(self, check: Check) -> CheckAnswer:
        """Look once; `looks` keeps what was looked at."""
        self.looks.append(check)
        answers = self.equipment.get(check.subject) if check.kind == "tcp" else None
        if answers is None:
            return self._outside.look(check)
        saw = "accepts connections" if answers else "refuses connections"
        return CheckAnswer(passed=answers is check.expected, saw=f"{check.subject} {saw}")

    def snapshot(self) -> dict[str, Json]:
        """Return which equipment answers."""
        return dict(sorted(self.equipment.items()))

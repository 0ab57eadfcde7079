"""What a sceptic needs: what was compared, by which other way, and what came of it."""

from enum import StrEnum
from typing import Self

from pydantic import Field

from flytt.migration.record import Record


class Presence(StrEnum):
    """What a probe found of a step's effect."""

    ABSENT = "absent"
    PRESENT = "present"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


MOST_NAMED = 1_000
"""What differs is named so far, and counted beyond."""


class Verification(Record):
    """Counts of items. `route` names the way it was looked at, which is never the way it was done."""

    route: str
    matched: int = Field(default=0, ge=0)
    differing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    unchecked: int = Field(default=0, ge=0)
    unchecked_why: str = ""
    more: int = Field(default=0, ge=0)
    """What differs, or was left, beside what is named in `differing`."""

    @property
    def differs(self) -> int:
        """How much differs, named or not."""
        return len(self.differing) + self.more

    def first_named(self) -> Self:
        """Return it with the first 1,000 named, and the rest counted: nobody reads more."""
        rest = self.differing[MOST_NAMED:]
        return (
            self.changed(differing=self.differing[:MOST_NAMED], more=self.more + len(rest)) if rest else self
        )

    @property
    def passed(self) -> bool:
        """True only when all was looked at and nothing differs."""
        return not self.differs and not self.unchecked

    @classmethod
    def of(
        cls,
        route: str,
        *,
        expected: dict[str, str],
        found: dict[str, str],
        items: dict[str, int] | None = None,
    ) -> Self:
        """Compare named things one by one; what is missing or foreign is named.

        `items` says how many items a thing stands for (a table for its rows); one, when it does not say.
        """
        differing = [
            f"{name}: expected {expected.get(name, 'nothing')}, found {found.get(name, 'nothing')}"
            for name in sorted(expected.keys() | found.keys())
            if expected.get(name) != found.get(name)
        ]
        counts = items or {}
        matched = sum(counts.get(name, 1) for name, value in expected.items() if found.get(name) == value)
        return cls(route=route, matched=matched, differing=tuple(differing))

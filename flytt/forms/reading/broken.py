"""A file that cannot be read, or not wholly, and why, in one word with what stands behind it."""

from typing import Literal, TypeAlias

Why: TypeAlias = Literal[
    "empty",
    "encrypted",
    "truncated",
    "damaged",
    "too large",
    "unknown format",
    "not fetched",
    "not readable",
    "refused",
]


class Broken(Exception):
    """Why one file gives no rows. It ends the reading of that file only."""

    def __init__(self, why: Why, says: str) -> None:
        self.why: Why = why
        super().__init__(f"{why}: {says}")

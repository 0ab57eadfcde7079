"""One piece of evidence: how much it weighs, in words that a head of department understands."""

from typing import Literal, TypeAlias

from flytt.migration.record import Record

Kind: TypeAlias = Literal[
    "decision", "workbook", "link", "export", "upload", "responses", "contradiction", "schema", "title",
    "owner", "times", "content",
]  # fmt: skip
IDENTITY: frozenset[Kind] = frozenset({"decision", "workbook", "link", "export"})
"""What names the form itself, before any answer is looked at. A folder of enclosures tells but the title."""


class Evidence(Record):
    """`weight` is in powers of two, below zero when it speaks against; `source` is where it was seen."""

    kind: Kind
    weight: float
    says: str
    source: str

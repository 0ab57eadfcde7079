"""One file to be: what goes into it, what it went through, where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice.forms.export import Snapshot
from practice.forms.wear import Worn

__all__ = ["Format", "How", "Place", "Plan", "Ruin"]

Format = Literal["xlsx", "csv", "tsv", "ods", "xls"]
How = Literal["export", "live", "merge", "split", "split-sheets", "two", "distractor"]
Ruin = Literal["", "empty", "truncated", "encrypted", "corrupt", "missing"]


@dataclass(frozen=True)
class Place:
    """Where a file lies: in whose drive (a user's or a group's id), in which folder, under which name."""

    owner: str
    folder: str
    name: str


@dataclass(frozen=True)
class Plan:
    """A file. `label` decides its id; `part` is which of how many parts; `copy_of` another's label.

    `shots` are the exports it was made from; `ruin` is what makes it unreadable, if it is; `resaved` says
    that Excel has written it, not Forms.
    """

    label: str
    how: How
    shots: tuple[Snapshot, ...]
    place: Place
    format: Format
    made: int
    changed: int
    by: str
    worn: tuple[Worn, ...] = ()
    part: tuple[int, int] = (0, 1)
    source_column: bool = False
    ruin: Ruin = ""
    resaved: bool = False
    copy_of: str = ""
    excel_born: bool = False

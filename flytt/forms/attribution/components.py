"""Sets of tables while they are given a form: the blocks in them, their rows, what they are known by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from flytt.forms.attribution.likely import LIKE_FORMS_BITS
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.table import Table
from flytt.forms.block import NEVER, NO_ID, Block, Ints

_FEW, _INVERTED, _SLACK, _REMEMBERED = 3, 0.05, 2 * 3_600, 500


@dataclass(slots=True)
class Component:
    """`tables` are numbers in the list of all tables, of blocks only; `form` is a known form's number.

    `joined` is the weakest evidence, in powers of two, that put parts together which share no response; None
    where all parts do.
    """

    tables: list[int]
    form: int | None
    by_rows: bool
    profile: Profile = field(default_factory=Profile)
    looks: float = 0.0
    joined: float | None = None

    @property
    def like_forms(self) -> bool:
        """Whether a set is taken for answers of Forms."""
        return self.looks >= LIKE_FORMS_BITS or self.by_rows

    def rows(self, tables: Sequence[Table]) -> int:
        """Return how many rows there are in all."""
        return sum(len(tables[n]) for n in self.tables)


def known_by(own: Sequence[int], tables: Sequence[Table], blocks: Sequence[Block]) -> set[int]:
    """Return the blocks that tell what a set is known by: those that hold nothing else, if there are any.

    A workbook that merges several forms has the name and the owner of whoever merged them, and the questions
    of all: of each of its forms it tells less than a file with the answers of that form alone.
    """
    alone = {tables[n].place for n in own if len(tables[n]) == len(blocks[tables[n].place].rows)}
    return alone or {tables[n].place for n in own}


def cut_up(tables: Sequence[Table], blocks: Sequence[Block]) -> list[int]:
    """Return the blocks that hold several exports, by number, each once."""
    return sorted({t.place for t in tables if t.origin == "block" and len(t) < len(blocks[t.place].rows)})


@lru_cache(maxsize=_REMEMBERED)
def ids_and_times(found: tuple[Table, ...]) -> tuple[Ints, Ints]:
    """Return each id once with its time, in the order of ids; without those that lack one."""
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ids = np.concatenate([one.ids for one in found])
    times = np.concatenate([one.completed for one in found])
    there = (ids != NO_ID) & (times != NEVER)
    once, first = np.unique(ids[there], return_index=True)
    return once, times[there][first]


def in_order(left: Sequence[Table], right: Sequence[Table]) -> float:
    """Return how two sets of responses go together as one form: above zero they can, below they cannot.

    The service counts responses up as they come in. So the same id twice with other times, or later ids with
    earlier times, are two forms; ids that continue where the others end, later in time, are probably one.
    """
    ids_a, at_a = ids_and_times(tuple(left))
    ids_b, at_b = ids_and_times(tuple(right))
    if not len(ids_a) or not len(ids_b):
        return 0.0
    _, here, there = np.intersect1d(ids_a, ids_b, return_indices=True)
    if len(here):
        apart = np.abs(at_a[here] - at_b[there])
        return 4.0 if bool(np.median(apart) <= _SLACK) else -20.0
    ids, at = np.concatenate([ids_a, ids_b]), np.concatenate([at_a, at_b])
    side = np.concatenate([np.zeros(len(ids_a), dtype=np.int64), np.ones(len(ids_b), dtype=np.int64)])
    order = np.argsort(ids, kind="stable")
    at, side = at[order], side[order]
    crossing = side[1:] != side[:-1]
    if bool((at[1:] - at[:-1] < -_SLACK)[crossing].any()):
        return -20.0
    crossings = int(crossing.sum())
    return min(12.0, 3.0 + 1.5 * crossings) if len(ids) >= _FEW else 1.0

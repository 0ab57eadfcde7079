"""Blocks that hold several forms' answers, cut where one ends and the next begins."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from flytt.forms.attribution.table import Table
from flytt.forms.block import NEVER, NO_ID

_MOST_PIECES, _FEWEST_ROWS = 12, 5


def pieces(table: Table) -> tuple[Table, ...]:
    """Return the stretches of a block, one when nothing shows that it is mixed.

    Ids rise within an export. Where they fall, and the same id stands twice for different responses, another
    export begins. A block that was sorted afterwards falls everywhere: it is left whole.
    """
    if not repeats(table):
        return (table,)
    falls = _falls(table)
    if not 0 < len(falls) <= min(_MOST_PIECES, max(1, len(table) // _FEWEST_ROWS)):
        return (table,)
    edges = [0, *falls, len(table)]
    return tuple(table.part(a, b) for a, b in pairwise(edges))


def repeats(table: Table) -> bool:
    """Tell whether one id stands for two different responses, which no single form has."""
    there = table.ids != NO_ID
    if not there.any():
        return False
    ids = table.ids[there]
    order = np.argsort(ids, kind="stable")
    ids, times, begun = ids[order], table.completed[there][order], table.started[there][order]
    twice = ids[1:] == ids[:-1]
    if not twice.any():
        return False
    timed = (times[1:] != NEVER) & (times[:-1] != NEVER)
    other = (np.abs(times[1:] - times[:-1]) > 1) | (np.abs(begun[1:] - begun[:-1]) > 1)
    cells = table.cells[there][order]
    differs = (cells[1:] != cells[:-1]).mean(axis=1) > 0.5 if cells.shape[1] else ~timed  # noqa: PLR2004 - most
    return bool((twice & np.where(timed, other, differs)).any())


def _falls(table: Table) -> list[int]:
    return list(_where_ids_fall(table.ids.tolist()))


def _where_ids_fall(ids: list[int]) -> Iterator[int]:
    last = NO_ID
    for n, one in enumerate(ids):
        if one == NO_ID:
            continue
        if last != NO_ID and one <= last:
            yield n
        last = one

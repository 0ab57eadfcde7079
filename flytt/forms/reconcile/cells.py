"""Cells as keyed numbers: rows of (response, column, value), compared as sets, never as text."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Cells: TypeAlias = NDArray[np.uint64]
"""Shape (n, 3): key of the response, hash of the column, hash of the value."""

Keys: TypeAlias = NDArray[np.uint64]

NONE: Cells = np.zeros((0, 3), dtype=np.uint64)
BY_CONTENT = np.uint64(1 << 63)
"""Set in the key of a response without an id: the rest of the key is a hash of what it says."""

PRESENT = np.uint64(1)
"""In place of column and value: the response itself, so that an empty one counts too."""


def joined(parts: Sequence[Cells]) -> Cells:
    """Return all cells of all parts, each once, in order."""
    return distinct(np.concatenate([NONE, *parts]))


def distinct(cells: Cells) -> Cells:
    """Return each cell once, in order."""
    if len(cells) == 0:
        return NONE
    ordered = cells[_order(cells)]
    new = np.ones(len(ordered), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return ordered[new]


def among(cells: Cells, others: Cells) -> NDArray[np.bool_]:
    """Return which of the cells are among the others; neither has to be in order."""
    if len(cells) == 0 or len(others) == 0:
        return np.zeros(len(cells), dtype=np.bool_)
    both = np.concatenate([others, cells])
    order = _order(both)
    ordered = both[order]
    starts = np.ones(len(ordered), dtype=np.bool_)
    starts[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    group = np.cumsum(starts) - 1
    theirs = np.zeros(int(group[-1]) + 1, dtype=np.bool_)
    theirs[group[order < len(others)]] = True
    found = np.zeros(len(both), dtype=np.bool_)
    found[order] = theirs[group]
    return found[len(others) :]


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return well-mixed numbers of numbers (the finaliser of splitmix64)."""
    v = values.astype(np.uint64)
    v = (v ^ (v >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    v = (v ^ (v >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return v ^ (v >> np.uint64(31))


def _order(cells: Cells) -> NDArray[np.intp]:
    return np.lexsort((cells[:, 2], cells[:, 1], cells[:, 0]))

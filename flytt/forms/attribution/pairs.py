"""Which tables may hold the same responses: found by index over marks of rows, never all against all."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np

from flytt.forms.attribution.table import DAY, MINUTE, Table
from flytt.forms.block import NEVER, NO_ID, Flags, Hashes, Ints

Pairs: TypeAlias = dict[tuple[int, int], int]

MOST_SHARING = 40
"""How far along rows of one mark are looked; copies of copies stay below."""

_HOUR, _CAPPED_CELLS, _SHARE_OF_DAYS = 3_600, 6, 0.3
_FEWEST_TIMED, _SHARE_OF_MOMENTS = 3, 0.5
_WIDEST_SECONDS = 14 * _HOUR
"""Zones lie no further apart: what differs more is another response."""

_NONE = (np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
_COARSE = frozenset({"minutes", "paces", "moments", "days", "cells"})
_A, _B, _C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)


def sharing(tables: Sequence[Table]) -> Pairs:
    """Return pairs of tables (by place in the list, smaller first) with how many marks of rows they share."""
    found: Pairs = {}
    for kind in ("seconds", "clock", "minutes", "paces", "moments", "days", "cells"):
        marks, owners, times = _marks(tables, kind)
        for (a, b), count in _together(marks, owners, times, len(tables)):
            if _worth(tables[a], tables[b], kind, count):
                found[a, b] = found.get((a, b), 0) + count
    return found


def _worth(a: Table, b: Table, kind: str, count: int) -> bool:
    """A coarse mark counts where a finer one cannot be had, and then not once only."""
    fewest = min(len(a), len(b))
    if kind == "days":
        return max(a.resolution, b.resolution) >= DAY and count >= _SHARE_OF_DAYS * fewest
    if kind == "minutes":
        return max(a.resolution, b.resolution) == MINUTE
    if kind == "paces":
        return count >= _FEWEST_TIMED
    if kind == "moments":
        return count >= max(_FEWEST_TIMED, _SHARE_OF_MOMENTS * fewest)
    if kind == "cells":
        fine = a.has_times and b.has_times
        return not fine and (count >= min(fewest, 2) or max(a.resolution, b.resolution) >= DAY)
    return True


def _marks(tables: Sequence[Table], kind: str) -> tuple[Hashes, Ints, Ints]:
    """Return marks with table and time, without those that only tables have which know finer ones."""
    marks: list[Hashes] = []
    owners: list[Ints] = []
    times: list[Ints] = []
    for n, table in enumerate(tables):
        found, at = _FINDING.get(kind, _times)(table, kind)
        if len(found):
            marks.append(found)
            times.append(at)
            owners.append(np.full(len(found), n, dtype=np.int64))
    if kind in _COARSE:
        wanted = [one for one, own in zip(marks, owners, strict=True) if _needs(tables[int(own[0])], kind)]
        needed = np.unique(np.concatenate(wanted)) if wanted else _NONE[0]
        for n, one in enumerate(marks):
            chosen = _among(one, needed)
            marks[n], owners[n], times[n] = one[chosen], owners[n][chosen], times[n][chosen]
    if not marks:
        return _NONE
    return np.concatenate(marks), np.concatenate(owners), np.concatenate(times)


def _needs(table: Table, kind: str) -> bool:
    """Whether a table has nothing finer than these marks: one of a pair must, see `_worth`."""
    if kind == "minutes":
        return table.resolution == MINUTE
    if kind == "paces":
        return table.resolution == MINUTE and not table.has_ids
    if kind == "moments":
        return table.has_times and not table.has_ids and not bool((table.started != NEVER).any())
    return table.resolution >= DAY or (kind == "cells" and not table.has_times)


def _among(marks: Hashes, ordered: Hashes) -> Flags:
    if not len(ordered):
        return np.zeros(len(marks), dtype=np.bool_)
    return ordered[np.minimum(np.searchsorted(ordered, marks), len(ordered) - 1)] == marks


def _times(table: Table, kind: str) -> tuple[Hashes, Ints]:
    """Hours are left out: the same response is written in the reader's zone, and nobody knows which."""
    at, begun = table.completed, table.started
    there = at != NEVER
    with_id = there & (table.ids != NO_ID)
    with_start = there & (begun != NEVER)
    if kind == "seconds" and table.resolution == 1:
        found = [_mixed(table.ids, one % _HOUR, with_id) for one in _seconds_of(table, at)]
        return np.concatenate(found), np.tile(at[with_id], len(found))
    if kind == "clock" and table.resolution == 1:
        found = [
            _mixed(one % _HOUR, (one - two) % DAY, with_start)
            for one in _seconds_of(table, at)
            for two in _seconds_of(table, begun)
        ]
        return np.concatenate(found), np.tile(at[with_start], len(found))
    if kind == "minutes" and table.has_times:
        return _mixed(table.ids, at % _HOUR // MINUTE, with_id) ^ _C, at[with_id]
    if kind == "days":
        return _mixed(table.ids, at // DAY, with_id) ^ _B, at[with_id]
    return _NONE[0], _NONE[2]


def _minutes(table: Table, kind: str) -> tuple[Hashes, Ints]:
    """A list that lost its numbers is found by the minute of the hour and how long answering took.

    Without a start, by the minute alone. Either is little for one response, and is asked of several.
    """
    if not table.has_times:
        return _NONE[0], _NONE[2]
    at, there = table.completed, table.completed != NEVER
    if kind == "moments":
        return _mixed(at % _HOUR // MINUTE, np.zeros_like(at), there), at[there]
    there = there & (table.started != NEVER)
    return _mixed(at % _HOUR // MINUTE, at // MINUTE - table.started // MINUTE, there), at[there]


def _seconds_of(table: Table, times: Ints) -> tuple[Ints, ...]:
    """The service tells fractions, rounded here; a file may have cut them off, and be a second earlier."""
    return (times, times - 1) if table.origin == "service" else (times,)


def _mixed(left: Ints, right: Ints, chosen: Flags) -> Hashes:
    return (left[chosen].astype(np.uint64) * _A) ^ ((right[chosen].astype(np.uint64) + _C) * _B)


def _cells(table: Table, _: str) -> tuple[Hashes, Ints]:
    """Only the first few of a row that has times: a long form needs no more marks than a short."""
    if not table.telling.size:
        return _NONE[0], _NONE[2]
    few = table.telling
    if table.has_times:
        few = few & (np.cumsum(few, axis=1) <= _CAPPED_CELLS)
    found = np.unique(table.cells[few])
    return found, np.zeros(len(found), dtype=np.int64)


def _together(marks: Hashes, owners: Ints, times: Ints, count: int) -> Iterator[tuple[tuple[int, int], int]]:
    order = np.lexsort((owners, times, marks))
    marks, owners, times = marks[order], owners[order], times[order]
    gathered: list[Ints] = []
    for lag in range(1, min(MOST_SHARING, len(marks))):
        near = (marks[lag:] == marks[:-lag]) & (times[lag:] - times[:-lag] <= _WIDEST_SECONDS)
        if not near.any():
            break
        left, right = owners[:-lag][near], owners[lag:][near]
        other = left != right
        left, right = left[other], right[other]
        gathered.append(np.minimum(left, right) * count + np.maximum(left, right))
    if not gathered:
        return
    numbers, counts = np.unique(np.concatenate(gathered), return_counts=True)
    for number, many in zip(numbers.tolist(), counts.tolist(), strict=True):
        yield (number // count, number % count), many


_FINDING = {"cells": _cells, "paces": _minutes, "moments": _minutes}

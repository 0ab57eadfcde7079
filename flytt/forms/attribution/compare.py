"""Two tables row against row: which rows are the same response, under an hour's shift that nobody told."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from flytt.forms.attribution.table import DAY, MINUTE, Places, Table
from flytt.forms.block import NEVER, NO_ID, Flags, Hashes, Ints

Bits: TypeAlias = NDArray[np.float64]

_HOUR, _WIDEST_HOURS = 3_600, 14
_SECOND_BITS, _MINUTE_BITS, _DURATION_BITS, _MOST_CELL_BITS = 12.0, 6.0, 5.0, 9.0
_WRONG_TIME_BITS, _WRONG_DAY_BITS, _EDITED, _DAY_BITS = -9.0, -6.0, 0.05, 1.0
"""Numbers and dates rise together in every form: siblings of one week agree in both, row after row."""

_LONG_BITS, _SHORT_BITS = 8.0, 2.5
_NOWHERE, _REMEMBERED = -1, 24
AGREES_BITS, DIFFERS_BITS = 5.0, -4.0
"""From where a row counts as the same response, and as another one."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The rows of one table held against another.

    `match` is the other's row, -1 where none; `bits` the weight of evidence of each row that it is that
    response, in powers of two; `hours` the shift.
    """

    match: Places
    bits: Bits
    hours: int

    @property
    def same(self) -> Flags:
        """Rows that are the same response."""
        return self.bits >= AGREES_BITS

    @property
    def agreed(self) -> int:
        """How many are."""
        return int(self.same.sum())

    @property
    def differing(self) -> int:
        """How many have the same id and are another response."""
        return int((self.bits <= DIFFERS_BITS).sum())

    @property
    def total(self) -> float:
        """All evidence together."""
        return float(self.bits.sum())


@lru_cache(maxsize=_REMEMBERED)
def compare(left: Table, right: Table) -> Comparison:
    """Return how the rows of `left` stand to those of `right`. What was asked a moment ago is remembered."""
    if left.has_ids and right.has_ids:
        return _by_id(left, right)
    if left.has_times and right.has_times:
        return _by_time(left, right)
    return _by_cells(left, right)


def _by_id(left: Table, right: Table) -> Comparison:
    match = _find(left.ids, *right.by_id)
    match[left.ids == NO_ID] = _NOWHERE
    rows = np.flatnonzero(match != _NOWHERE)
    bits = np.zeros(len(left))
    hours = 0
    if len(rows):
        other = match[rows]
        given, hours = _time_bits(left, right, rows, other)
        if not (left.has_times and right.has_times):
            given = given + _cell_bits(left, right, rows, other)
        bits[rows] = given
    return Comparison(match, bits, hours)


def _find(wanted: Ints, among: Ints, rows: Places) -> Places:
    """Return the row of each wanted id; `among` is in order, `rows` where each of it stands."""
    if not len(among):
        return np.full(len(wanted), _NOWHERE, dtype=np.intp)
    at = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[at] == wanted, rows[at], _NOWHERE)


def _time_bits(left: Table, right: Table, rows: Places, other: Places) -> tuple[Bits, int]:
    bits = np.zeros(len(rows))
    a, b = left.completed[rows], right.completed[other]
    there = (a != NEVER) & (b != NEVER)
    coarse = max(left.resolution, right.resolution)
    if not there.any() or not left.resolution or not right.resolution:
        return bits, 0
    apart = a - b
    if coarse >= DAY:
        day = np.abs(a // DAY - b // DAY) <= 1
        span = max(1.0, float(right.completed[right.completed != NEVER].max() - b[there].min()) / DAY)
        lucky = min(0.9, 3.0 / (span + 1))
        bits[there] = np.where(day[there], min(_DAY_BITS, -np.log2(lucky)), _WRONG_DAY_BITS)
        return bits, 0
    slack = MINUTE if coarse >= MINUTE else 2
    hours = np.rint(apart / _HOUR).astype(np.int64)
    near = (np.abs(apart - hours * _HOUR) <= slack) & (np.abs(hours) <= _WIDEST_HOURS) & there
    usual = int(np.bincount(hours[near] + _WIDEST_HOURS).argmax()) - _WIDEST_HOURS if near.any() else 0
    fits = near & (np.abs(hours - usual) <= 1)
    bits[there] = _WRONG_TIME_BITS
    bits[fits] = _MINUTE_BITS if coarse >= MINUTE else _SECOND_BITS
    c, d = left.started[rows], right.started[other]
    both = fits & (c != NEVER) & (d != NEVER)
    duration = np.abs((a - c) - (b - d)) <= slack
    bits[both & duration] += _DURATION_BITS
    bits[both & ~duration] -= _DURATION_BITS
    return bits, usual


def _cell_bits(left: Table, right: Table, rows: Places, other: Places) -> Bits:
    """Weigh answers: an equal rare one says much, an equal common one little; a differing one is against."""
    bits = np.zeros(len(rows))
    if not right.cells.shape[1]:
        return bits
    b = right.cells[other]
    for n in range(left.cells.shape[1]):
        a = left.cells[rows, n]
        named = [m for m, key in enumerate(right.keys) if key and key == left.keys[n]]
        if named:
            best, share = named[0], 1.0
        else:
            equals = ((a[:, None] == b) & (b != 0)).sum(axis=0)
            best, share = int(np.argmax(equals)), 0.5
        filled = (a != 0) & (b[:, best] != 0)
        common = right.common[other, best]
        said = np.minimum(np.log2((1 - _EDITED) / common), _MOST_CELL_BITS)
        against = np.log2(_EDITED / np.maximum(1 - common, _EDITED))
        bits += share * np.where(filled & (a == b[:, best]), said, np.where(filled, against, 0.0))
    return np.clip(bits, -12.0, 20.0)


def _by_time(left: Table, right: Table) -> Comparison:
    """Without ids the time is the name of a row: try every shift, keep the one with most hits."""
    coarse = MINUTE if max(left.resolution, right.resolution) >= MINUTE else 1
    mine, theirs = left.completed // coarse, np.sort(right.completed // coarse)
    order = np.argsort(right.completed // coarse, kind="stable")
    best: tuple[int, int, Places] = (0, 0, np.full(len(left), _NOWHERE, dtype=np.intp))
    for hours in sorted(range(-_WIDEST_HOURS, _WIDEST_HOURS + 1), key=abs):
        hit = _lookup(mine - hours * _HOUR // coarse, theirs, order)
        hit[left.completed == NEVER] = _NOWHERE
        many = int((hit != _NOWHERE).sum())
        if many > best[0]:
            best = many, hours, hit
    many, hours, match = best
    beside = (-1, 1) if coarse == 1 and "service" in {left.origin, right.origin} else ()
    for extra in (*beside, -_HOUR // coarse, _HOUR // coarse):
        hit = _lookup(mine - hours * _HOUR // coarse - extra, theirs, order)
        match = np.where((match == _NOWHERE) & (left.completed != NEVER), hit, match)
    span = float(right.completed.max() - right.completed[right.completed != NEVER].min()) + DAY
    lucky = min(0.9, len(right) * 5.0 * coarse / span)
    bits = np.where(match == _NOWHERE, -1.0, min(_SECOND_BITS, -np.log2(lucky)))
    rows = np.flatnonzero(match != _NOWHERE)
    c, d = left.started[rows], right.started[match[rows]]
    both = (c != NEVER) & (d != NEVER)
    duration = np.abs((left.completed[rows] - c) - (right.completed[match[rows]] - d)) <= max(2, coarse)
    bits[rows] += np.where(both & duration, _DURATION_BITS, np.where(both, -_DURATION_BITS, 0.0))
    return Comparison(match, bits, hours)


def _lookup(wanted: Ints, among: Ints, order: Places) -> Places:
    at = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[at] == wanted, order[at], _NOWHERE)


def _by_cells(left: Table, right: Table) -> Comparison:
    """Without ids and times a row is known by the answers that few others gave."""
    match = np.full(len(left), _NOWHERE, dtype=np.intp)
    bits = np.zeros(len(left))
    theirs, columns = np.nonzero(right.telling)
    values: Hashes = right.cells[theirs, columns]
    order = np.argsort(values, kind="stable")
    values, theirs = values[order], theirs[order]
    mine, own = np.nonzero(left.telling)
    if not len(values) or not len(mine):
        return Comparison(match, bits, 0)
    wanted: Hashes = left.cells[mine, own]
    weights = np.where(left.longs[mine, own], _LONG_BITS, _SHORT_BITS)
    at = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    hit = values[at] == wanted
    pairs, inverse = np.unique(mine[hit] * len(right) + theirs[at[hit]], return_inverse=True)
    sums = np.bincount(inverse, weights=weights[hit], minlength=len(pairs))
    for pair, total in zip(pairs.tolist(), sums.tolist(), strict=True):
        row = pair // len(right)
        if total > bits[row]:
            bits[row], match[row] = min(20.0, total), pair % len(right)
    return Comparison(match, bits, 0)

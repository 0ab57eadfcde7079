"""Which set each row of a block belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from flytt.forms.attribution.compare import DIFFERS_BITS, compare
from flytt.forms.attribution.groups import Link
from flytt.forms.attribution.order import could_hold
from flytt.forms.attribution.table import Table
from flytt.forms.block import NEVER, NO_ID, Flags

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """For each row of a block the number of its set, -1 for rows that are nobody's."""

    of: NDArray[np.int64]

    def runs(self) -> list[tuple[int, int, int]]:
        """Return first row, last row (from 1) and set of every stretch of rows of one set."""
        if not len(self.of):
            return []
        edges = np.flatnonzero(np.concatenate(([True], self.of[1:] != self.of[:-1], [True])))
        return [
            (int(a) + 1, int(b), int(self.of[a])) for a, b in pairwise(edges.tolist()) if self.of[a] != NOBODY
        ]


def of_whole(table: Table, own: int, matched: Flags) -> NDArray[np.int64]:
    """Label a table of one form: rows that were typed in by hand have no number or time where others have."""
    found = np.full(len(table), own, dtype=np.int64)
    strange = np.zeros(len(table), dtype=np.bool_)
    if table.has_ids:
        strange |= table.ids == NO_ID
    if bool((table.completed != NEVER).mean() > 0.5) if len(table) else False:  # noqa: PLR2004 - most
        strange |= table.completed == NEVER
    found[strange & ~matched] = NOBODY
    return found


def of_mixed(table: Table, own: int, partners: Iterable[tuple[int, Table]]) -> NDArray[np.int64]:
    """Label a table of several forms by the rows that sets hold; a row between two of one set is of it too.

    Unless its number and time say that it is not: then it is of the one set that they fit, or of `own`.
    `partners` are tables with the number of their set; `own` is for rows that nothing else holds.
    """
    best = np.full(len(table), 0.0)
    found = np.full(len(table), NOBODY, dtype=np.int64)
    sets: dict[int, list[tuple[Table, int]]] = {}
    other_response: dict[int, Flags] = {}
    for number, other in partners:
        held = compare(table, other)
        better = held.same & (held.bits > best)
        found[better] = number
        best[better] = held.bits[better]
        if held.agreed:
            sets.setdefault(number, []).append((other, held.hours))
            other_response[number] = other_response.get(number, False) | (held.bits <= DIFFERS_BITS)
    strange = (table.ids == NO_ID) & (table.completed == NEVER) if table.has_ids or table.has_times else None
    known = np.flatnonzero(found != NOBODY)
    could = {number: could_hold(table, members) & ~other_response[number] for number, members in sets.items()}
    for n in np.flatnonzero(found == NOBODY).tolist():
        if strange is not None and strange[n]:
            continue
        at = int(np.searchsorted(known, n))
        before = int(found[known[at - 1]]) if at > 0 else NOBODY
        after = int(found[known[at]]) if at < len(known) else NOBODY
        near = {before, after} - {NOBODY}
        fits = [number for number in near if could[number][n]]
        if len(fits) != 1 and not (near and len(fits) == len(near)):
            fits = [number for number, rows in could.items() if rows[n]]
        found[n] = fits[0] if len(fits) == 1 else own
    return found


def matched_rows(table: Table, others: Sequence[Table]) -> Flags:
    """Return which rows some other table holds too."""
    found = np.zeros(len(table), dtype=np.bool_)
    for other in others:
        if found.all():
            break
        found |= compare(table, other).same
    return found


def partners_of(links: Iterable[Link]) -> Mapping[int, list[int]]:
    """Return for each table those that share responses with it, most evidence first."""
    found: dict[int, list[tuple[float, int]]] = {}
    for link in links:
        if link.agreed:
            found.setdefault(link.left, []).append((-link.bits, link.right))
            found.setdefault(link.right, []).append((-link.bits, link.left))
    return {one: [other for _, other in sorted(them)] for one, them in found.items()}

"""Response ids of rows, also of rows that lost theirs and are known from another table."""

from collections.abc import Mapping, Sequence

import numpy as np

from flytt.forms.attribution.compare import compare
from flytt.forms.attribution.held import Held
from flytt.forms.block import NO_ID, Ints

_MOST_PARTNERS = 8


def matched_ids(held: Held, own: Sequence[int], partners: Mapping[int, list[int]]) -> Ints:
    """Return each row's response id, NO_ID where nothing tells it; shape (rows,)."""
    found: list[Ints] = []
    for n in own:
        table = held.tables[n]
        ids = table.ids.copy()
        if not table.has_ids:
            for m in partners.get(n, [])[:_MOST_PARTNERS]:
                other = held.tables[m]
                if not other.has_ids or bool((ids != NO_ID).all()):
                    continue
                same = compare(table, other)
                rows = np.flatnonzero(same.same & (ids == NO_ID))
                ids[rows] = other.ids[same.match[rows]]
        found.append(ids)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

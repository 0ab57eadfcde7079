"""Whether rows can be of a form by number and time alone: both rise together in all that Forms writes."""

from collections.abc import Sequence

import numpy as np

from flytt.forms.attribution.components import ids_and_times
from flytt.forms.attribution.table import DAY, Table
from flytt.forms.block import NEVER, NO_ID, Flags

_HOUR = 3_600
_SLACK_SECONDS = 2 * _HOUR
"""Summer and winter are an hour apart, and a response is numbered when it is sent, not when it is begun."""


def could_hold(table: Table, members: Sequence[tuple[Table, int]]) -> Flags:
    """Return which rows of a table contradict none of a set's tables, shape (rows,).

    `members` come with the hours by which `table` is ahead of them. A row without number or time contradicts
    nothing.
    """
    fits = np.ones(len(table), dtype=np.bool_)
    rows = np.flatnonzero((table.ids != NO_ID) & (table.completed != NEVER))
    for other, hours in members:
        ids, times = ids_and_times((other,))
        if not len(ids):
            continue
        coarse = max(table.resolution, other.resolution)
        slack = _SLACK_SECONDS + (DAY if coarse >= DAY else 0)
        at, wanted = table.completed[rows] - hours * _HOUR, table.ids[rows]
        after = np.searchsorted(ids, wanted)
        there = ids[np.minimum(after, len(ids) - 1)] == wanted
        earlier = times[np.maximum(after - 1, 0)]
        later = times[np.minimum(after, len(ids) - 1)]
        wrong = (after > 0) & (at < earlier - slack)
        wrong |= (after < len(ids)) & (at > later + slack)
        wrong |= there & (np.abs(at - later) > slack)
        fits[rows[wrong]] = False
    return fits

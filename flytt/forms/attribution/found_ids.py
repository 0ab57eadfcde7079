"""Response ids of a form: which the sources show, which they do not, and which the log says were deleted."""

from collections.abc import Set as AbstractSet

from flytt.forms.attribution.document import ResponseCounts
from flytt.forms.attribution.known import Known, deleted_ids

_MOST_GAP = 50
"""An id typed in by hand (a date, a telephone number) is no count of responses."""


def counts(known: Known | None, service: AbstractSet[int], in_blocks: AbstractSet[int]) -> ResponseCounts:
    """Return what is found and what is missing from 1 to the highest id that any source tells."""
    logged: set[int] = set()
    gone = frozenset[int]()
    if known:
        gone = deleted_ids(known)
        for table in known.tables:
            if table.origin == "audit":
                logged.update(int(one) for one in table.ids)
    found = service | in_blocks
    every = sorted(found | logged)
    while every and every[-1] > _MOST_GAP * (len(every) + 20):
        every.pop()
    top = max(every, default=0)
    top = max([top, *(one for one in gone if one <= _MOST_GAP * (len(every) + len(gone) + 20))])
    lost = [one for one in range(1, top + 1) if one not in found]
    return ResponseCounts(
        service=len(service),
        found=len(found),
        missing_ids=tuple(one for one in lost if one not in gone),
        deleted_ids=tuple(one for one in lost if one in gone),
    )

"""Tables that count answers, held against the answers: the same labels, as often as each was given."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from flytt.forms.attribution.table import Table
from flytt.forms.block import NO_ID, Block

_LABELS_BITS, _STRANGE_BITS = 6.0, 4.0
_EQUAL_BITS, _MORE_BITS, _FEWER_BITS = 3.0, -2.0, -0.5
_LEAST_BITS, _MOST_BITS = -12.0, 24.0
_MOST_TABLES, _MOST_LABELS, _REMEMBERED = 8, 400, 2_000


def numbers(blocks: Sequence[Block]) -> dict[int, int]:
    """Return the whole numbers behind keyed hashes, learnt from columns of ids: hash to number."""
    found: dict[int, int] = {}
    for block in blocks:
        place = block.by_role("id")
        if place is None:
            continue
        there = block.rows.ids != NO_ID
        hashes, first = np.unique(block.rows.cells[there, place], return_index=True)
        found.update(zip(hashes.tolist(), block.rows.ids[there][first].tolist(), strict=True))
    return found


def counted(summary: Block, tables: Sequence[Table], number: Mapping[int, int]) -> float:
    """Return what labels and counts of a summary say of the tables being what it counts, in powers of two."""
    asked = summary.columns[0].key
    with_it = [one for one in tables if asked in one.keys and len(one)]
    largest = sorted(with_it, key=len, reverse=True)[:_MOST_TABLES]
    return max((_held_against(summary, one, asked, number) for one in largest), default=0.0)


def _held_against(summary: Block, table: Table, asked: str, number: Mapping[int, int]) -> float:
    given = given_by(table, asked)
    labels = [int(one) for one in summary.rows.cells[:_MOST_LABELS, 0]]
    if not labels:
        return 0.0
    known = [one for one in labels if one in given]
    covered = len(known) / max(1, len(labels) - 1 if len(labels) - len(known) == 1 else len(labels))
    bits = _LABELS_BITS * min(1.0, covered) - (_STRANGE_BITS if covered < 1 else 0.0)
    told = {int(row[0]): number.get(int(row[1]), NO_ID) for row in summary.rows.cells[:_MOST_LABELS, :2]}
    for label in known:
        if (count := told[label]) != NO_ID:
            more = _MORE_BITS if count > given[label] else _FEWER_BITS
            bits += _EQUAL_BITS if count == given[label] else more
    return max(_LEAST_BITS, min(_MOST_BITS, bits))


@lru_cache(maxsize=_REMEMBERED)
def given_by(table: Table, asked: str) -> Mapping[int, int]:
    """Return how often each answer was given to a question, by hash."""
    cells = table.cells[:, table.keys.index(asked)]
    values, many = np.unique(cells[cells != 0], return_counts=True)
    return dict(zip(values.tolist(), many.tolist(), strict=True))

"""Blocks whose rows belong to several forms though nothing in the block shows it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from flytt.forms.attribution.compare import Comparison, compare
from flytt.forms.attribution.groups import Link
from flytt.forms.attribution.pieces import repeats
from flytt.forms.attribution.table import Table

_MOST_PARTNERS, _OVERLAP, _FEWEST, _FEWEST_DIFFERING = 10, 0.1, 1, 2


def whole(tables: Sequence[Table], found: Sequence[Link]) -> dict[int, bool]:
    """Return which tables are answers of one form only.

    A table is mixed when an id stands twice, or when two partners that are two forms each hold rows of it,
    and not the same rows. Stretches of a block that was cut tear nothing: the cut may be at the wrong rows.
    """
    parts = Counter(table.place for table in tables if table.origin == "block")
    sure = [table.origin != "block" or (parts[table.place] == 1 and not repeats(table)) for table in tables]
    partners: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for link in found:
        if link.agreed:
            partners[link.left].append((-link.bits, link.right))
            partners[link.right].append((-link.bits, link.left))
    result: dict[int, bool] = {}
    for n, table in enumerate(tables):
        if table.origin != "block":
            result[n] = True
        elif repeats(table):
            result[n] = False
        else:
            best = [one for _, one in sorted(partners[n])[:_MOST_PARTNERS]]
            result[n] = not _torn(table, [one for one in best if sure[one]], tables)
    return result


def _torn(table: Table, partners: Sequence[int], tables: Sequence[Table]) -> bool:
    if len(partners) < 2 or len(table) < 2:  # noqa: PLR2004 - nothing to tear
        return False
    held = {n: compare(table, tables[n]) for n in partners}
    for a, b in combinations(partners, 2):
        if _apart(held[a], held[b]) and two_forms(tables[a], tables[b]):
            return True
    return False


def _apart(a: Comparison, b: Comparison) -> bool:
    """Whether two comparisons hold different rows of the same table."""
    fewest = min(a.agreed, b.agreed)
    return fewest >= _FEWEST and int((a.same & b.same).sum()) <= _OVERLAP * fewest


def two_forms(a: Table, b: Table) -> bool:
    """Whether two tables cannot be of one form. A table of one response can differ in no more than that."""
    if a.origin != "block" and b.origin != "block":
        return a.place != b.place
    if not (a.has_ids and b.has_ids):
        return False
    held = compare(a, b)
    fewest = 1 if min(len(a), len(b)) == 1 and a.has_times and b.has_times else _FEWEST_DIFFERING
    return held.differing >= fewest and not held.agreed

"""Tables that belong together: joined strongest first, and never against what contradicts."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from flytt.forms.attribution.compare import compare
from flytt.forms.attribution.pairs import Pairs
from flytt.forms.attribution.pieces import repeats
from flytt.forms.attribution.table import Table

_ENOUGH_BITS, _MOST_DIFFERING, _SHARE, _ROWS_BY_ANSWERS = 9.0, 0.15, 0.5, 2
_SHARE_OF_LIST, _FEWEST_STRANGE, _SAME_HEADINGS = 0.3, 5, 0.5


class Link(NamedTuple):
    """What two tables say of each other. `share` is of the smaller one's rows that could be found at all."""

    left: int
    right: int
    bits: float
    agreed: int
    differing: int
    share: float
    by_answers: bool = False

    @property
    def holds(self) -> bool:
        """Whether the two are answers of one form. Answers alone must agree in more than one row."""
        if self.by_answers and (self.agreed < _ROWS_BY_ANSWERS or self.bits < 2 * _ENOUGH_BITS):
            return False
        return (
            self.agreed > 0
            and self.bits >= _ENOUGH_BITS
            and self.differing <= _MOST_DIFFERING * (self.agreed + self.differing)
            and self.share >= _SHARE
        )

    @property
    def refuses(self) -> bool:
        """Whether the two cannot be answers of one form: the same ids, other responses."""
        return self.differing > self.agreed and self.bits <= -_ENOUGH_BITS


def links(tables: Sequence[Table], pairs: Pairs) -> list[Link]:
    """Return what every pair says, in a fixed order."""
    found: list[Link] = []
    merged = [repeats(one) for one in tables]
    for (a, b), _ in sorted(pairs.items()):
        left, right = (a, b) if len(tables[a]) <= len(tables[b]) else (b, a)
        if tables[a].origin != "block" and tables[b].origin != "block":
            continue
        if merged[a] != merged[b]:
            found.append(_with_merged(tables, a, b, merged=a if merged[a] else b))
            continue
        held = compare(tables[left], tables[right])
        by_id = tables[a].has_ids and tables[b].has_ids
        timed = min(tables[a].resolution, tables[b].resolution) > 0
        share = held.agreed / max(1, int((held.match >= 0).sum()) if by_id else len(tables[left]))
        by_answers = not (by_id and timed) and not (tables[a].has_times and tables[b].has_times)
        if by_answers and held.agreed < _FEWEST_STRANGE and _asks_other(tables[a], tables[b]):
            continue
        found.append(Link(a, b, held.total, held.agreed, held.differing, share, by_answers))
    return found


def _asks_other(a: Table, b: Table) -> bool:
    """Whether most headings differ: a handful of equal answers to other questions is chance."""
    mine, theirs = ({one for one in table.keys if one} for table in (a, b))
    return len(mine & theirs) < _SAME_HEADINGS * min(len(mine), len(theirs))


def _with_merged(tables: Sequence[Table], a: int, b: int, *, merged: int) -> Link:
    """Return what a table that has an id more than once shares with one that has not.

    Each of its rows is looked up in the other: the other way, only the first row of an id would be found.
    Rows that differ are other forms' and say nothing.
    """
    other = b if merged == a else a
    held = compare(tables[merged], tables[other])
    by_id = tables[a].has_ids and tables[b].has_ids
    timed = min(tables[a].resolution, tables[b].resolution) > 0
    by_answers = not (by_id and timed) and not (tables[a].has_times and tables[b].has_times)
    share = min(1.0, held.agreed / max(1, len(tables[other])))
    return Link(a, b, float(held.bits[held.same].sum()), held.agreed, 0, share, by_answers)


@dataclass(slots=True)
class Groups:
    """Sets of tables. `form` is the known form of a set, by its number; a set has one at most."""

    parent: list[int]
    form: dict[int, int] = field(default_factory=dict[int, int])
    refused: list[Link] = field(default_factory=list[Link])

    def of(self, one: int) -> int:
        """Return the number of the set that a table is in."""
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, a: int, b: int) -> bool:
        """Put two sets together; False when they are two known forms."""
        a, b = sorted((self.of(a), self.of(b)))
        if a == b:
            return True
        forms = {self.form[one] for one in (a, b) if one in self.form}
        if len(forms) > 1:
            return False
        self.parent[b] = a
        if forms:
            self.form[a] = forms.pop()
        return True


def grouped(tables: Sequence[Table], found: Sequence[Link], whole: Mapping[int, bool]) -> Groups:
    """Join tables by links that hold. `whole` tells which are of one form only: others join nothing."""
    groups = Groups(list(range(len(tables))))
    for n, table in enumerate(tables):
        if table.origin != "block":
            groups.form[n] = table.place
    first: dict[int, int] = {}
    for n, table in enumerate(tables):
        if table.origin != "block":
            groups.join(first.setdefault(table.place, n), n)
    contrary = _contrary(found)
    for link in sorted(found, key=lambda one: (-one.bits, one.left, one.right)):
        if not link.holds or not (whole[link.left] and whole[link.right]):
            continue
        if _against(groups, contrary, link) or not groups.join(link.left, link.right):
            groups.refused.append(link)
    return groups


def answers_enough(link: Link, tables: Sequence[Table], like_forms: AbstractSet[int]) -> bool:
    """Whether equal answers say anything: a list unlike Forms must share many of its rows with one like it.

    `like_forms` are the tables that look like Forms.
    """
    unlike = [one for one in (link.left, link.right) if one not in like_forms]
    return len(unlike) < 2 and all(  # noqa: PLR2004 - both of them
        link.agreed >= _SHARE_OF_LIST * len(tables[one]) for one in unlike
    )


def _contrary(found: Sequence[Link]) -> dict[int, set[int]]:
    against: dict[int, set[int]] = {}
    for link in found:
        if link.refuses:
            against.setdefault(link.left, set()).add(link.right)
            against.setdefault(link.right, set()).add(link.left)
    return against


def _against(groups: Groups, contrary: Mapping[int, set[int]], link: Link) -> bool:
    """Tell whether a direct contradiction stands between one table and a member of the other's set."""
    left, right = groups.of(link.left), groups.of(link.right)
    if left == right:
        return False
    return any(groups.of(one) == right for one in contrary.get(link.left, ())) or any(
        groups.of(one) == left for one in contrary.get(link.right, ())
    )

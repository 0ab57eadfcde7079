"""Sets of blocks of one unknown form that share no response: an export split by year, a part, a copy."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flytt.forms.attribution.components import Component, in_order
from flytt.forms.attribution.scores import Rarities, context
from flytt.forms.attribution.table import Table
from flytt.forms.block import Block

_MOST_ALIKE, _CLEAR_BITS = 60, 4.0
_JOINED_BITS, _SAME_FILE_BITS, _ORDERED_BITS, _EMPTY_BITS = 14.0, 6.0, 3.0, 9.0
"""Tables without responses contradict nothing: the same questions are enough to ask about both at once."""


def joined(
    components: Sequence[Component], tables: Sequence[Table], blocks: Sequence[Block], rarities: Rarities
) -> list[Component]:
    """Return the sets, those put together that titles, questions and the order of responses put together."""
    alike: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for n, one in enumerate(components):
        for mark in _marks(one, tables, blocks):
            alike[mark].append(n)
    pairs = {
        (a, b) for found in alike.values() if len(found) <= _MOST_ALIKE for a in found for b in found if a < b
    }
    scored = sorted(
        ((_bits(components[a], components[b], tables, blocks, rarities), a, b) for a, b in pairs),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    scored = [one for one in scored if one[0] >= _JOINED_BITS]
    best: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for bits, a, b in scored:
        best[a].append((bits, b))
        best[b].append((bits, a))
    target = list(range(len(components)))
    members: dict[int, Component] = dict(enumerate(components))
    for bits, a, b in scored:
        left, right = _root(target, a), _root(target, b)
        if left == right or in_order(_own(members[left], tables), _own(members[right], tables)) < 0:
            continue
        if any(
            _rivals(components[theirs], components[other], tables)
            for one, theirs in ((a, b), (b, a))
            for their_bits, other in best[one]
            if other != theirs and their_bits > bits - _CLEAR_BITS
        ):
            continue
        target[right] = left
        members[left] = _together(members[left], members.pop(right), bits)
    return [members[n] for n in sorted(members)]


def _root(target: list[int], one: int) -> int:
    while target[one] != one:
        one = target[one]
    return one


def _own(one: Component, tables: Sequence[Table]) -> list[Table]:
    return [tables[n] for n in one.tables]


def _rivals(a: Component, b: Component, tables: Sequence[Table]) -> bool:
    """Whether two sets that both fit a third cannot be of one form: siblings, of which one fits by chance."""
    return in_order(_own(a, tables), _own(b, tables)) < 0


def _together(a: Component, b: Component, bits: float) -> Component:
    a.profile.add(b.profile)
    return Component(
        sorted([*a.tables, *b.tables]),
        None,
        by_rows=True,
        profile=a.profile,
        looks=max(a.looks, b.looks),
        joined=min(one for one in (a.joined, b.joined, bits) if one is not None),
    )


def _marks(one: Component, tables: Sequence[Table], blocks: Sequence[Block]) -> set[frozenset[str]]:
    found: set[frozenset[str]] = {title for title in one.profile.titles if title}
    if one.profile.questions:
        found.add(frozenset(one.profile.questions))
    found |= {
        frozenset({blocks[tables[n].place].drive_id, blocks[tables[n].place].item_id}) for n in one.tables
    }
    return found


def _bits(
    a: Component, b: Component, tables: Sequence[Table], blocks: Sequence[Block], rarities: Rarities
) -> float:
    empty = not a.rows(tables) and not b.rows(tables)
    order = _EMPTY_BITS if empty else in_order(_own(a, tables), _own(b, tables))
    if order < _ORDERED_BITS:
        return -1.0
    same_file = _files(a, tables, blocks) & _files(b, tables, blocks)
    said = context(a.profile, b.profile, rarities)
    return order + sum(one.weight for one in said) + _SAME_FILE_BITS * bool(same_file)


def _files(one: Component, tables: Sequence[Table], blocks: Sequence[Block]) -> set[tuple[str, str]]:
    return {(blocks[tables[n].place].drive_id, blocks[tables[n].place].item_id) for n in one.tables}


def by_form(components: Sequence[Component], tables: Sequence[Table]) -> Mapping[int, list[Table]]:
    """Return the tables of each known form."""
    found: defaultdict[int, list[Table]] = defaultdict(list)
    for one in components:
        if one.form is not None:
            found[one.form] += [tables[n] for n in one.tables]
    return found

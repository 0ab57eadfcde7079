"""Sets of blocks of one unknown form that share no response: an export split by year, a part, a copy."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flytt.forms.attribution.components import Component, in_order
from flytt.forms.attribution.scores import Rarities, context
from flytt.forms.attribution.table import Table
from flytt.forms.block import Block

_MOST_ALIKE = 60
_JOINED_BITS, _SAME_FILE_BITS, _ORDERED_BITS = 14.0, 6.0, 3.0


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
    target = list(range(len(components)))
    members: dict[int, Component] = dict(enumerate(components))
    for bits, a, b in scored:
        if bits < _JOINED_BITS:
            break
        left, right = _root(target, a), _root(target, b)
        if left == right or in_order(_own(members[left], tables), _own(members[right], tables)) < 0:
            continue
        target[right] = left
        members[left] = _together(members[left], members.pop(right))
    return [members[n] for n in sorted(members)]


def _root(target: list[int], one: int) -> int:
    while target[one] != one:
        one = target[one]
    return one


def _own(one: Component, tables: Sequence[Table]) -> list[Table]:
    return [tables[n] for n in one.tables]


def _together(a: Component, b: Component) -> Component:
    a.profile.add(b.profile)
    return Component(
        sorted([*a.tables, *b.tables]), None, by_rows=True, profile=a.profile, looks=max(a.looks, b.looks)
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
    order = in_order(_own(a, tables), _own(b, tables))
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

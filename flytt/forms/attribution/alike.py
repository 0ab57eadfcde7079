"""Tables that ask what some form asks and have none of Forms' own columns: lists, or bare answers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from flytt.forms.attribution.table import Table

_SHARED, _SHARE, _MOST_ASKING = 2, 0.4, 300
"""Less than half: who merges lists adds columns of their own, and renames some."""
_BEGINNING, _TELLING_ROWS = 12, 5

Questions = AbstractSet[str]


class Lists(NamedTuple):
    """Blocks, unlike Forms otherwise. `alike` ask what a form asks.

    `unmet` are those of them whose answers need not have been met if they were that form's; `told` are blocks
    with enough answers to be met.
    """

    alike: frozenset[int]
    unmet: frozenset[int]
    told: frozenset[int]


def lists(
    plain: Mapping[int, Questions],
    tables: Mapping[int, Sequence[Table]],
    asked: Sequence[tuple[Questions, bool]],
    unknown: Sequence[tuple[Questions, Sequence[Table]]],
    *,
    blind: bool,
) -> Lists:
    """Return which of the `plain` blocks ask alike.

    `asked` are known forms' questions, and whether all of a form's answers are there; `unknown` those of sets
    of which no form is known, with their tables. Where the service showed little (`blind`) a sibling's
    answers, which it is not among, are no reason to think that it is nobody's.
    """
    told = frozenset(n for n, own in tables.items() if _tells(own))
    every = [*(one for one, _ in asked), *(one for one, _ in unknown)]
    quiet = [*(one for one, complete in asked if not complete)]
    quiet += [one for one, own in unknown if blind or not _tells(own)]
    return Lists(
        asking_alike(plain.items(), every),
        asking_alike(((n, one) for n, one in plain.items() if n in told), quiet)
        | asking_alike(((n, one) for n, one in plain.items() if n not in told), every),
        told,
    )


def asking_alike(
    wanted: Iterable[tuple[int, AbstractSet[str]]], asked: Sequence[AbstractSet[str]]
) -> frozenset[int]:
    """Return those of `wanted` of whose questions two, and two in five, stand together in one of `asked`.

    Compared by how they begin: who makes a list of answers cuts long questions off.
    """
    by_question: defaultdict[str, list[int]] = defaultdict(list)
    for n, several in enumerate(asked):
        for one in {question[:_BEGINNING] for question in several}:
            by_question[one].append(n)
    found: set[int] = set()
    for place, several in wanted:
        questions = {question[:_BEGINNING] for question in several}
        counts = Counter(
            n
            for one in questions
            if len(by_question.get(one, ())) <= _MOST_ASKING
            for n in by_question.get(one, ())
        )
        most = max(counts.values(), default=0)
        if most >= _SHARED and most >= _SHARE * len(questions):
            found.add(place)
    return frozenset(found)


def _tells(tables: Sequence[Table]) -> bool:
    """Whether answers are told apart in so many rows that some would be met among all of the form's."""
    return sum(int(one.telling.any(axis=1).sum()) for one in tables) >= _TELLING_ROWS

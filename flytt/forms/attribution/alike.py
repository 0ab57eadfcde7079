"""Tables that ask what some form asks and have none of Forms' own columns: lists, or bare answers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

_SHARED, _SHARE, _MOST_ASKING = 2, 0.4, 300
"""Less than half: who merges lists adds columns of their own, and renames some."""


def asking_alike(
    wanted: Iterable[tuple[int, AbstractSet[str]]], asked: Sequence[AbstractSet[str]]
) -> frozenset[int]:
    """Return those of `wanted` of whose questions two, and two in five, stand together in one of `asked`."""
    by_question: defaultdict[str, list[int]] = defaultdict(list)
    for n, questions in enumerate(asked):
        for one in questions:
            by_question[one].append(n)
    found: set[int] = set()
    for place, questions in wanted:
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

"""Other sets of answers that ask the same: what only title and owner tell may be any of theirs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from flytt.forms.attribution.components import Component

_SAME, _MOST_ASKING = 0.5, 300


def rivals(
    components: Sequence[Component], wanted: Iterable[int], settled: AbstractSet[int] = frozenset()
) -> Mapping[int, int]:
    """Return for each wanted set how many others, of other forms or of none, ask at least half the same.

    Sets of the `settled` forms are left out: what the service shows is nobody else's.

    A question that very many ask is not followed: who shares only such questions with a set is not counted.
    """
    by_question: defaultdict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(components):
        if one.tables and one.form not in settled:
            for question in one.profile.questions:
                by_question[question].append(n)
    found: dict[int, int] = {}
    for n in wanted:
        own = components[n]
        shared = Counter(
            other
            for question in own.profile.questions
            if len(by_question[question]) <= _MOST_ASKING
            for other in by_question[question]
            if other != n and (components[other].form is None or components[other].form != own.form)
        )
        found[n] = sum(
            many >= _SAME * len(own.profile.questions | components[other].profile.questions)
            for other, many in shared.items()
        )
    return found

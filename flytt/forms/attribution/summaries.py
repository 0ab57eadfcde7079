"""Tables that only count answers: no row is a response, so title and question tell whose they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flytt.forms.attribution.attach import Fit
from flytt.forms.attribution.components import Component
from flytt.forms.attribution.likely import LIKE_FORMS_BITS, is_summary
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.scores import Rarities, context
from flytt.forms.attribution.table import Table
from flytt.forms.block import Block

_ASKED_BITS, _ENOUGH_BITS = 5.0, 6.0


def summarised(
    components: Sequence[Component],
    fitted: Mapping[int, Sequence[Fit]],
    tables: Sequence[Table],
    blocks: Sequence[Block],
    rarities: Rarities,
) -> dict[int, int]:
    """Return for each summary the set of blocks that it sums up, where one has its question and its title."""
    by_question: defaultdict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(components):
        if one.form is not None or one.looks >= LIKE_FORMS_BITS or one.by_rows:
            for question in one.profile.questions:
                by_question[question].append(n)
    found: dict[int, int] = {}
    for n, one in enumerate(components):
        if len(one.tables) != 1 or one.form is not None:
            continue
        block = blocks[tables[one.tables[0]].place]
        if not is_summary(block) or n not in fitted:
            continue
        own = Profile(titles=one.profile.titles, people=one.profile.people)
        asked = by_question.get(block.columns[0].key, ())
        best = max(
            ((_bits(own, components[m].profile, rarities), -m) for m in asked if m != n), default=(-99.0, 0)
        )
        if best[0] >= _ENOUGH_BITS:
            found[n] = -best[1]
    return found


def _bits(own: Profile, other: Profile, rarities: Rarities) -> float:
    return _ASKED_BITS + sum(one.weight for one in context(own, other, rarities))

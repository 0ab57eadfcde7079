"""Somebody who knows every form answers what is asked, largest question first, until nothing is asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flytt.forms.attribution.held import Held
from flytt.forms.attribution.judged import Judged
from flytt.forms.attribution.settling import Settling, hangs_with, layouts


class Answered(NamedTuple):
    """What became of a block that was not decided: asked about itself, or settled by another's answer."""

    asked: bool
    right: bool


def people_answer(
    held: Held, judged: Sequence[Judged], fair: Mapping[int, bool], truth: Mapping[int, str | None]
) -> dict[int, Answered]:
    """Return what became of undecided blocks. `fair`: the guess is right; `truth`: the answer otherwise."""
    settling, layout_of = Settling(held, judged), layouts(held.blocks)
    together: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for n in truth:
        if judged[n].decision != "auto":
            block = held.blocks[n]
            place = (block.drive_id, block.item_id, block.sheet, block.range)
            together[hangs_with(judged[n].form, place, layout_of)].append(n)
    found: dict[int, Answered] = {}
    for asked in sorted(together.values(), key=lambda them: (-len(them), them[0])):
        for n in sorted(asked, key=lambda n: (-len(held.blocks[n].rows), n)):
            if n in found:
                continue
            found[n] = Answered(asked=True, right=True)
            answer = judged[n].form if fair[n] else truth[n]
            for m in settling.by(n, answer):
                if m in truth and m not in found and judged[m].decision != "auto":
                    right = fair[m] if answer == judged[m].form else truth[m] == answer
                    found[m] = Answered(asked=False, right=right)
    return found

"""Which orphans get which form: all at once, for a form cannot have two sets of answers that contradict."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flytt.forms.attribution.attach import LATENT_BITS, Fit
from flytt.forms.attribution.components import Component, in_order
from flytt.forms.attribution.table import Table

_UNLIKE_FORMS_BITS, _CLEAR_BITS = 4.0, 2.0


def needed(component: Component) -> float:
    """Return what a form must reach to be likelier than none that anybody knows."""
    return LATENT_BITS if component.like_forms else LATENT_BITS + _UNLIKE_FORMS_BITS


def chosen(
    components: Sequence[Component], fits: Mapping[int, Sequence[Fit]], tables: Sequence[Table]
) -> dict[int, int]:
    """Return the form of each orphan that has one, by numbers; best fits first.

    Where two sets contradict each other and fit one form equally well, neither gets it: one of them is an
    answer for people.
    """
    claims: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for n, found in fits.items():
        for fit in found:
            if fit.bits >= needed(components[n]):
                claims[fit.form].append((fit.bits, n))
    offers = sorted(
        (-fit.bits, n, fit.form)
        for n, found in fits.items()
        for fit in found[:2]
        if fit.bits >= needed(components[n]) and fit.bits >= found[0].bits - _CLEAR_BITS
    )
    result: dict[int, int] = {}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for bits, n, form in offers:
        if n in result:
            continue
        rivals = [
            other
            for their, other in claims[form]
            if other != n
            and their >= -bits - _CLEAR_BITS
            and contradict(components[n], components[other], tables)
        ]
        if rivals or any(contradict(components[n], components[one], tables) for one in holders[form]):
            continue
        result[n] = form
        holders[form].append(n)
    return result


def contradict(a: Component, b: Component, tables: Sequence[Table]) -> bool:
    """Whether two sets of blocks cannot be of one form."""
    return in_order([tables[n] for n in a.tables], [tables[n] for n in b.tables]) < 0

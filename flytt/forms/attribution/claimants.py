"""Who else could be a form's: a form has one set of answers, and what fits another set is fitted less by."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log2

from flytt.forms.attribution.attach import LATENT_BITS, Fit
from flytt.forms.attribution.chosen import contradict
from flytt.forms.attribution.components import Component
from flytt.forms.attribution.table import Table

_FITS, _MOST_CLAIMANTS, _FAR_BITS = 3, 8, 6.0


def against(
    components: Sequence[Component], fits: Mapping[int, Sequence[Fit]], tables: Sequence[Table]
) -> Mapping[int, tuple[float, ...]]:
    """Return for each set what stands against each of its best fits, in powers of two.

    That is the form that nobody knows, together with the sets that fit the same form and contradict this one.
    A set that has been given another form claims nothing.
    """
    claims: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for n, found in fits.items():
        for fit in found[:_FITS]:
            if components[n].form in {None, fit.form} and components[n].tables:
                claims[fit.form].append((fit.bits, n))
    for them in claims.values():
        them.sort(key=lambda one: (-one[0], one[1]))
    result: dict[int, tuple[float, ...]] = {}
    for n, found in fits.items():
        told: list[float] = []
        for fit in found[:_FITS]:
            near = [
                (bits, other)
                for bits, other in claims[fit.form]
                if other != n and bits >= max(fit.bits - _FAR_BITS, 0.0)
            ]
            rivals = [
                bits
                for bits, other in near[:_MOST_CLAIMANTS]
                if contradict(components[n], components[other], tables)
            ]
            told.append(log2(2**LATENT_BITS + sum(2**bits for bits in rivals)))
        result[n] = tuple(told)
    return result

"""One judgement a block: the form of its rows, how sure, why, and what else it could be."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flytt.forms.attribution.attach import LATENT_BITS
from flytt.forms.attribution.document import Alternative, Verdict
from flytt.forms.attribution.evidence import Evidence
from flytt.forms.attribution.held import Held
from flytt.forms.attribution.identities import matched_ids
from flytt.forms.attribution.labels import NOBODY, Labels, matched_rows, of_mixed, of_whole, partners_of
from flytt.forms.attribution.margins import margin
from flytt.forms.attribution.naming import names_of
from flytt.forms.attribution.sensitive import is_sensitive
from flytt.forms.attribution.verdicts import Stratum, confidence, raw, verdict
from flytt.forms.block import Ints

_MOST_PARTNERS, _SHOWN = 6, 3


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`ids` are the rows' response ids, shape (rows,), also those known only through shared responses."""

    form: str | None
    segments: tuple[tuple[int, int, str], ...]
    matched: int
    ids: Ints
    stratum: Stratum
    bits: float
    confidence: float
    decision: Verdict
    evidence: tuple[Evidence, ...]
    alternatives: tuple[Alternative, ...]


def judge(held: Held) -> list[Judged]:
    """Return one judgement for each block, in the order of `held.blocks`."""
    partners = partners_of(held.links)
    names = names_of(held)
    return [_judge(held, n, partners, names) for n in range(len(held.blocks))]


def _judge(
    held: Held, place: int, partners: Mapping[int, list[int]], names: Mapping[int, str | None]
) -> Judged:
    own = held.tables_of[place]
    labels = np.concatenate([_labels(held, n, partners) for n in own]) if own else np.zeros(0, dtype=np.int64)
    for number in np.unique(labels).tolist():
        if number != NOBODY and names[number] is None:
            labels[labels == number] = NOBODY
    counted = Counter(int(one) for one in labels[labels != NOBODY])
    main = counted.most_common(1)[0][0] if counted else held.set_of[own[0]]
    form = names[main]
    mixed = len({names[one] for one in counted}) > 1
    stratum, bits, evidence = margin(held, place, main, mixed=mixed, partners=partners)
    sure = confidence(stratum, bits)
    block = held.blocks[place]
    return Judged(
        form=form,
        segments=_segments(labels, names) if form else (),
        matched=int((labels != NOBODY).sum()) if form else 0,
        ids=matched_ids(held, own, partners),
        stratum=stratum,
        bits=bits,
        confidence=round(sure, 5),
        decision=verdict(sure, stratum, sensitive=is_sensitive(block), empty=not len(block.rows)),
        evidence=evidence,
        alternatives=_alternatives(held, place, main, sure, names),
    )


def _labels(held: Held, n: int, partners: Mapping[int, list[int]]) -> NDArray[np.int64]:
    table, own = held.tables[n], held.set_of[n]
    others = partners.get(n, [])
    if held.whole[n]:
        return of_whole(table, own, matched_rows(table, [held.tables[m] for m in others[:_MOST_PARTNERS]]))
    pure = [(_set(held, m), held.tables[m]) for m in others if held.whole[m]]
    return of_mixed(table, own, pure)


def _set(held: Held, n: int) -> int:
    """Return the set of a table, also of one that is no block's."""
    if held.tables[n].origin == "block":
        return held.set_of[n]
    return held.place_of_form.get(held.tables[n].place, NOBODY)


def _segments(labels: NDArray[np.int64], names: Mapping[int, str | None]) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    for first, last, number in Labels(labels).runs():
        name = names[number]
        if name is None:
            continue
        if found and found[-1][2] == name and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last, name)
        else:
            found.append((first, last, name))
    return tuple(found)


def _alternatives(
    held: Held, place: int, main: int, sure: float, names: Mapping[int, str | None]
) -> tuple[Alternative, ...]:
    """Return what else it could be, likeliest first, that has a name."""
    followed = held.followed.get(held.tables_of[place][0])
    if followed:
        fits = [(held.known[form].id if form >= 0 else names[n], bits) for form, n, bits in followed.others]
    else:
        own = held.components[main].form
        fits = [(held.known[one.form].id, one.bits) for one in held.fits.get(main, ()) if one.form != own]
    rest = max(0.0, 1 - sure)
    shown = [(form, raw(bits - LATENT_BITS)) for form, bits in fits[:_SHOWN]]
    total = sum(weight for _, weight in shown) or 1.0
    return tuple(
        Alternative(form=form, confidence=round(rest * weight / total, 5))
        for form, weight in shown
        if weight > 1e-6  # noqa: PLR2004 - next to nothing
    )

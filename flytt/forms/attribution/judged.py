"""One judgement a block: the form of its rows, how sure, why, and what else it could be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flytt.forms.attribution.attach import LATENT_BITS
from flytt.forms.attribution.components import Component
from flytt.forms.attribution.document import Alternative, Verdict
from flytt.forms.attribution.evidence import Evidence
from flytt.forms.attribution.held import Held
from flytt.forms.attribution.identities import matched_ids
from flytt.forms.attribution.labels import NOBODY, Labels, matched_rows, of_mixed, of_whole, partners_of
from flytt.forms.attribution.likely import LIKE_FORMS_BITS, is_summary
from flytt.forms.attribution.naming import names_of
from flytt.forms.attribution.rows_said import of_rows
from flytt.forms.attribution.sensitive import is_sensitive
from flytt.forms.attribution.verdicts import Stratum, confidence, raw, verdict
from flytt.forms.block import Ints

_MOST_PARTNERS, _SHOWN, _MOST_BITS = 6, 3, 60.0


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
    component = held.components[main]
    form = names[main]
    mixed = len({names[one] for one in counted}) > 1
    stratum, bits, evidence = _margin(held, place, main, mixed=mixed, partners=partners)
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
        alternatives=_alternatives(held, main, component, sure),
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
    form = held.tables[n].place
    return next((at for at, one in enumerate(held.components) if one.form == form), NOBODY)


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


def _margin(
    held: Held, place: int, main: int, *, mixed: bool, partners: Mapping[int, list[int]]
) -> tuple[Stratum, float, tuple[Evidence, ...]]:
    component = held.components[main]
    own = [held.tables[n] for n in held.tables_of[place]]
    numbers = [m for n in held.tables_of[place] for m in partners.get(n, [])]
    inside = [m for m in numbers if _same(held, m, main)]
    said = of_rows(own, [held.tables[m] for m in inside[:_MOST_PARTNERS]])
    block = held.blocks[place]
    key = (block.drive_id, block.item_id)
    claimed = held.claims.get(key, [])
    mine = tuple(one.evidence for one in claimed if one.form == component.form)
    against = tuple(
        Evidence(
            kind="contradiction",
            weight=-one.evidence.weight / 2,
            says=f"Taler imot: {one.evidence.says}",
            source=one.evidence.source,
        )
        for one in claimed
        if component.form is not None and one.form != component.form
    )
    fits = held.fits.get(main, ())
    if is_summary(block) and (component.form is not None or len(component.tables) > 1):
        says = "Tabellen teller opp svar på et spørsmål i skjemaet, og filen har dets tittel."
        return "summary", 3.0, (Evidence(kind="schema", weight=3.0, says=says, source="content"),)
    if component.form is not None and not fits:
        strong = sum(one.weight for one in said) + 0.5 * sum(one.weight for one in mine)
        outside = sum(1 for m in numbers if not _same(held, m, main) and not mixed)
        bits = strong + 0.3 * sum(one.weight for one in against) - 2.0 * min(3, outside)
        bits = min(_MOST_BITS, bits)
        return "mixed" if mixed else "rows", bits, (*mine, *said, *against)
    if component.form is not None:
        best = fits[0]
        second = max(LATENT_BITS, fits[1].bits if len(fits) > 1 else -99.0)
        stratum: Stratum = "summary" if is_summary(block) else "identity" if best.by_identity else "context"
        return stratum, best.bits - second, (*best.evidence, *said)
    best_bits = fits[0].bits if fits else -20.0
    if component.looks >= LIKE_FORMS_BITS or component.by_rows:
        alone = len(component.tables) == 1
        says = "Ingen av skjemaene vi kjenner har disse svarene." + (
            "" if alone else f" De henger sammen med {len(component.tables) - 1} andre tabeller."
        )
        evidence = Evidence(
            kind="content", weight=round(LATENT_BITS - best_bits, 1), says=says, source="content"
        )
        return "latent_alone" if alone else "latent_rows", LATENT_BITS - best_bits, (evidence, *said)
    weight = round(LIKE_FORMS_BITS - component.looks, 1)
    says = "Tabellen mangler kolonnene som Microsoft Forms selv skriver, og ingen kjente svar finnes i den."
    nothing = Evidence(kind="content", weight=weight, says=says, source="content")
    return "none", min(weight, LATENT_BITS + 4 - best_bits), (nothing,)


def _same(held: Held, m: int, main: int) -> bool:
    if held.tables[m].origin == "block":
        return held.set_of[m] == main
    return held.components[main].form == held.tables[m].place


def _alternatives(held: Held, main: int, component: Component, sure: float) -> tuple[Alternative, ...]:
    fits: Sequence[tuple[str | None, float]] = [
        (held.known[one.form].id, one.bits) for one in held.fits.get(main, ()) if one.form != component.form
    ]
    rest = max(0.0, 1 - sure)
    shown = [(form, raw(bits - LATENT_BITS)) for form, bits in fits[:_SHOWN]]
    total = sum(weight for _, weight in shown) or 1.0
    return tuple(
        Alternative(form=form, confidence=round(rest * weight / total, 5))
        for form, weight in shown
        if weight > 1e-6  # noqa: PLR2004 - next to nothing
    )

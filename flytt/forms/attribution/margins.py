"""How sure a judgement is: which sort of decision it is, by which margin, and what speaks for and against."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

from flytt.forms.attribution.attach import LATENT_BITS
from flytt.forms.attribution.components import Component, known_by
from flytt.forms.attribution.evidence import IDENTITY, Evidence
from flytt.forms.attribution.held import Held
from flytt.forms.attribution.identity import INSIDE_BITS
from flytt.forms.attribution.in_question import in_question, is_refuted, is_titled
from flytt.forms.attribution.likely import LIKE_FORMS_BITS, is_elsewhere, is_summary
from flytt.forms.attribution.rows_said import of_rows
from flytt.forms.attribution.verbatim import given_title
from flytt.forms.attribution.verdicts import Stratum
from flytt.forms.attribution.wordings import id_range
from flytt.forms.block import Block

_MOST_PARTNERS, _MOST_BITS, _NO_FIT_BITS, _UNLIKE_BITS, _FEW_ROWS = 6, 60.0, -20.0, 4.0, 5
_THOUGHT_OF_BITS = 0.0
"""From where a table without Forms' own columns may be a form's after all: its file is called so, say."""
_RIVAL_BITS, _MOST_RIVALS, _FEW_RIVALS = 1.0, 6, 1
_TABLE_BITS, _MOST_TABLES = 4.0, 6
"""Where no form is known, a set is its tables and nothing else: the more agree, the surer it is whole."""

_SHARING: frozenset[Stratum] = frozenset(
    {
        "latent_rows", "latent_named", "latent_named_blind", "latent_blind", "latent_few", "latent_clear",
        "latent_plain", "latent_owned",
    }
)  # fmt: skip
"""Unknown forms whose tables share responses: no surer than those responses are."""


class Margin(NamedTuple):
    """The sort of decision, how far ahead of the next best in powers of two, and the reasons."""

    stratum: Stratum
    bits: float
    evidence: tuple[Evidence, ...]


def margin(held: Held, place: int, main: int, *, mixed: bool, partners: Mapping[int, list[int]]) -> Margin:
    """Return how sure it is that a block is of the set `main`."""
    component, block = held.components[main], held.blocks[place]
    own = held.tables_of[place]
    numbers = [m for n in own for m in partners.get(n, [])]
    inside = [m for m in numbers if _same(held, m, main)]
    outside = sum(held.whole[m] for m in numbers) - sum(held.whole[m] for m in inside)
    said = of_rows([held.tables[n] for n in own], [held.tables[m] for m in inside[:_MOST_PARTNERS]])
    if followed := held.followed.get(own[0]):
        sort: Stratum = "summary" if is_summary(block) else _heading_alone(followed.evidence)
        return Margin(sort, followed.margin, followed.evidence)
    fits = held.fits.get(main, ())
    if component.form is not None and not fits:
        return _by_rows(held, place, component, said, outside, mixed=mixed)
    if component.form is not None:
        return _by_fit(held, block, main, said, mixed=mixed)
    best = fits[0].bits if fits else _NO_FIT_BITS
    if component.like_forms:
        return _unknown(held, place, main, said, mixed=mixed)
    return _nothing(held, place, main, best)


def _is_few(held: Held, own: Sequence[int]) -> bool:
    """Whether times alone, of few rows, tie a table to others: siblings have responses in the same minute."""
    tables = [held.tables[n] for n in own]
    return sum(map(len, tables)) <= _FEW_ROWS and not any(one.has_ids for one in tables)


def _by_rows(
    held: Held, place: int, component: Component, said: Sequence[Evidence], outside: int, *, mixed: bool
) -> Margin:
    block, own = held.blocks[place], held.tables_of[place]
    claimed = held.claims.get((block.drive_id, block.item_id), [])
    mine = tuple(one.evidence for one in claimed if one.form == component.form)
    against = tuple(
        Evidence(
            kind="contradiction",
            weight=-one.evidence.weight / 2,
            says=f"Taler imot: {one.evidence.says}",
            source=one.evidence.source,
        )
        for one in claimed
        if one.form != component.form
    )
    strong = sum(one.weight for one in said) + 0.5 * sum(one.weight for one in mine)
    bits = strong + 0.3 * sum(one.weight for one in against) - 2.0 * (0 if mixed else min(3, outside))
    named = any(held.tables[n].has_ids or held.tables[n].has_times for n in own)
    stratum: Stratum = "mixed" if mixed else "rows" if named else "rows_answers"
    return Margin(stratum, min(_MOST_BITS, bits), (*mine, *said, *against))


def _by_fit(held: Held, block: Block, main: int, said: Sequence[Evidence], *, mixed: bool) -> Margin:
    component, fits, rivals = held.components[main], held.fits[main], held.rivals.get(main, 0)
    best, blind = fits[0], held.blind
    unshown = rivals > _FEW_RIVALS and not held.known[best.form].answers
    second = max([held.against[main][0], LATENT_BITS, *(one.before_deleting for one in fits[1:])])
    stratum: Stratum = (
        "mixed" if mixed
        else "refuted" if is_refuted(best)
        else "identity" if best.by_identity and (len(block.rows) or best.named >= INSIDE_BITS)
        else "context_unlike" if not component.like_forms
        else _heading_alone(best.evidence) if not len(block.rows)
        else "context_only" if blind and rivals <= _FEW_RIVALS and sum(map(is_titled, fits)) == 1
        else "context_blind" if blind
        else "context_unshown" if unshown
        else "context"
    )  # fmt: skip
    bits = best.bits - second
    if stratum == "context_unshown":
        rivals = held.untold.get(main, 0)
    if stratum in {"context_only", "context_blind", "context_unshown"} and rivals:
        says = f"{rivals} andre grupper av svar kommer fra skjemaer med de samme spørsmålene."
        weight = -_RIVAL_BITS * min(_MOST_RIVALS, rivals)
        evidence = Evidence(kind="contradiction", weight=weight, says=says, source="content")
        return Margin(stratum, bits + weight, (*best.evidence, evidence, *said))
    return Margin(stratum, bits, (*best.evidence, *said))


def _heading_alone(said: Sequence[Evidence]) -> Stratum:
    """Return the sort of a table without rows: siblings have the same title and questions, never the id."""
    return "empty" if any(one.kind in IDENTITY for one in said) else "empty_unnamed"


def _unknown_bits(held: Held, main: int) -> float:
    """Return how much likelier a form that nobody knows is than all that fit, others' claims counted."""
    fits = held.fits.get(main, ())
    if not fits:
        return LATENT_BITS - _NO_FIT_BITS
    return -log2(sum(2 ** (fit.bits - less) for fit, less in zip(fits, held.against[main], strict=False)))


def _unknown(held: Held, place: int, main: int, said: Sequence[Evidence], *, mixed: bool) -> Margin:
    component, block, own = held.components[main], held.blocks[place], held.tables_of[place]
    bits, thought_of = _unknown_bits(held, main), in_question(held.fits.get(main, ()))
    named = _is_named(held, component)
    alone = len(component.tables) == 1
    says = "Ingen av skjemaene vi kjenner har disse svarene." + (
        "" if alone else f" De henger sammen med {len(component.tables) - 1} andre tabeller."
    )
    evidence = Evidence(kind="content", weight=round(bits, 1), says=says, source="content")
    shared = sum(one.weight for one in said if one.weight > 0)
    stratum: Stratum = (
        "latent_empty" if not len(block.rows)
        else "mixed" if mixed
        else "latent_alone" if alone
        else "latent_joined" if component.joined is not None or not shared
        else "latent_few" if _is_few(held, own)
        else "latent_unlinked" if not held.known
        else "latent_clear" if thought_of == "none" and named
        else "latent_plain" if thought_of == "none"
        else "latent_owned" if thought_of == "owned" and named
        else "latent_named_blind" if held.blind and named
        else "latent_named" if named
        else "latent_blind" if held.blind
        else "latent_rows"
    )  # fmt: skip
    if stratum == "latent_unlinked":
        bits = shared + _TABLE_BITS * min(_MOST_TABLES, len(component.tables) - 2)
    elif stratum in _SHARING:
        bits = min(bits, shared)
    elif stratum == "latent_joined" and component.joined is not None:
        bits = min(bits, component.joined)
    return Margin(stratum, bits, (evidence, *said))


def _is_named(held: Held, component: Component) -> bool:
    """Whether some file of a set still has the name that Forms gave it: its title, and the ids inside.

    A merged workbook has the name of one of the exports in it, and a table that follows one of its own.
    """
    places = known_by(component.tables, held.tables, held.blocks)
    items = [held.estate.item.get((held.blocks[n].drive_id, held.blocks[n].item_id)) for n in places]
    told = {given_title(one.name) for one in items if one is not None and id_range(one.name) is not None}
    return bool(told & component.profile.given)


def _nothing(held: Held, place: int, main: int, best: float) -> Margin:
    weight = round(LIKE_FORMS_BITS - held.components[main].looks, 1)
    says = "Tabellen mangler kolonnene som Microsoft Forms selv skriver, og ingen kjente svar finnes i den."
    block = held.blocks[place]
    alike = place in held.lists.alike or _counts_as_named(held, block)
    asked = not is_elsewhere(block) and (
        place in held.lists.alike
        or place in held.lists.unmet
        or _counts_as_named(held, block)
        or any(
            one.bits >= _THOUGHT_OF_BITS and not (place in held.lists.told and held.known[one.form].complete)
            for one in held.fits.get(main, ())
        )
    )
    stratum: Stratum = (
        "none_summary" if is_summary(block)
        else "none_asked" if asked and len(block.rows)
        else "none_asked" if not len(block.rows) and _is_named_by_forms(held, block)
        else "none_empty_blind" if not len(block.rows) and held.blind
        else "none_empty" if not len(block.rows)
        else "none_alike_blind" if alike and held.blind
        else "none_alike" if alike
        else "none_blind" if held.blind
        else "none"
    )  # fmt: skip
    evidence = Evidence(kind="content", weight=weight, says=says, source="content")
    return Margin(stratum, min(weight, LATENT_BITS + _UNLIKE_BITS - best), (evidence,))


def _is_named_by_forms(held: Held, block: Block) -> bool:
    """Whether the file of a table has a name that only Forms gives: `Bestilling(0-0).csv`."""
    item = held.estate.item.get((block.drive_id, block.item_id))
    return item is not None and id_range(item.name) is not None


def _counts_as_named(held: Held, block: Block) -> bool:
    """Whether a table alone in its file has as many rows as a name tells that only Forms gives.

    Asked only where the service showed little: elsewhere such answers are found among those that it has.
    """
    key = (block.drive_id, block.item_id)
    item = held.estate.item.get(key)
    told = id_range(item.name) if item is not None else None
    if not held.blind or told is None or len(block.rows) != told[1] - told[0] + 1:
        return False
    return sum((one.drive_id, one.item_id) == key for one in held.blocks) == 1


def _same(held: Held, m: int, main: int) -> bool:
    if held.tables[m].origin == "block":
        return held.set_of[m] == main
    return held.components[main].form == held.tables[m].place

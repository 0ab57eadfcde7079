"""Tables without responses of their own, empty ones and counts: they follow whom headings and labels name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from flytt.forms.attribution.attach import Fit, Forms
from flytt.forms.attribution.components import Component
from flytt.forms.attribution.counted import counted, numbers
from flytt.forms.attribution.evidence import Evidence, Kind
from flytt.forms.attribution.identity import INSIDE_BITS
from flytt.forms.attribution.likely import LIKE_FORMS_BITS, is_summary
from flytt.forms.attribution.profile import Profile
from flytt.forms.attribution.scores import context
from flytt.forms.attribution.table import Table
from flytt.forms.block import Block

_ASKED_BITS, _MOST_ASKED, _OTHERS = 5.0, 400, 3
_EMPTY_BITS, _UNLIKE_BITS, _SUMMARY_BITS, _EXPORT_BITS = 3.0, 12.0, 6.0, 3.0


class Followed(NamedTuple):
    """Whom a table follows: a set by its number, or a known form without one. `margin`: to the next one.

    `others` are the next best: form (-1: none), set (-1: none), evidence in powers of two.
    """

    target: int | None
    form: int | None
    margin: float
    evidence: tuple[Evidence, ...]
    others: tuple[tuple[int, int, float], ...] = ()


class _Option(NamedTuple):
    bits: float
    form: int
    target: int
    evidence: tuple[Evidence, ...]


def follows(component: Component, tables: Sequence[Table], blocks: Sequence[Block]) -> bool:
    """Whether no row of a set is a response: tables without rows, or one that counts."""
    if component.form is not None or not component.tables:
        return False
    if not component.rows(tables):
        return True
    return len(component.tables) == 1 and is_summary(blocks[tables[component.tables[0]].place])


def followers(
    components: Sequence[Component],
    fitted: Mapping[int, Sequence[Fit]],
    forms: Forms,
    tables: Sequence[Table],
    blocks: Sequence[Block],
) -> dict[int, Followed]:
    """Return whom such tables follow, by the number of their set; those that follow nobody are left out."""
    sets = {
        n: one
        for n, one in enumerate(components)
        if one.form is None
        and (one.looks >= LIKE_FORMS_BITS or one.by_rows)
        and not follows(one, tables, blocks)
    }
    latent = Forms.of((), {n: one.profile for n, one in sets.items()}, {}, forms.rarities)
    of_form = {one.form: n for n, one in reversed([*enumerate(components)]) if one.form is not None}
    asking = _asking(forms.profiles, sets)
    number = numbers(blocks)
    found: dict[int, Followed] = {}
    for n, one in enumerate(components):
        if not follows(one, tables, blocks):
            continue
        block = blocks[tables[one.tables[0]].place]
        if is_summary(block):
            asked = asking.get(block.columns[0].key, [])
            options = _summed_up(block, one, forms, sets, asked, tables, number)
            least = _SUMMARY_BITS
        else:
            if n in fitted and fitted[n] and fitted[n][0].named >= INSIDE_BITS:
                continue
            options = [_Option(_bits(fit), fit.form, -1, fit.evidence) for fit in fitted.get(n, ())]
            for m in latent.candidates(one.profile, ()):
                said = tuple(context(one.profile, sets[m].profile, forms.rarities))
                options.append(_Option(sum(e.weight for e in said), -1, m, said))
            least = _EMPTY_BITS if one.looks >= LIKE_FORMS_BITS else _UNLIKE_BITS
        options.sort(key=lambda option: (-option.bits, option.form, option.target))
        if not options or options[0].bits < least:
            continue
        best = options[0]
        second = max(least, options[1].bits if len(options) > 1 else least)
        target = best.target if best.target >= 0 else of_form.get(best.form)
        form = best.form if best.form >= 0 else None
        others = tuple((one.form, one.target, one.bits) for one in options[1 : 1 + _OTHERS])
        found[n] = Followed(target, form, best.bits - second, best.evidence, others)
    empty = {n for n in found if not is_summary(blocks[tables[components[n].tables[0]].place])}
    return outvoting_nobody(found, components, empty)


def outvoting_nobody(
    found: Mapping[int, Followed], components: Sequence[Component], empty: AbstractSet[int]
) -> dict[int, Followed]:
    """Leave out empty tables that would be more, in an unknown form's set, than those with responses.

    Such a form is nothing but its tables: if most of them were empty ones that follow it wrongly, it would
    be the name of another form, and the responses would be called by it. The surest come first.
    """
    room: dict[int, int] = {}
    kept: dict[int, Followed] = {}
    for n, one in sorted(found.items(), key=lambda item: (-item[1].margin, item[0])):
        if n in empty and one.target is not None and components[one.target].form is None:
            left = room.setdefault(one.target, max(1, len(components[one.target].tables) - 1))
            if len(components[n].tables) > left:
                continue
            room[one.target] = left - len(components[n].tables)
        kept[n] = one
    return kept


def _bits(fit: Fit) -> float:
    """An export that the log tells of is weak where no answer confirms it: siblings are exported together."""
    exported = max((one.weight for one in fit.evidence if one.kind == "export"), default=0.0)
    return fit.bits - max(0.0, exported - _EXPORT_BITS)


Asked = list[tuple[int, int]]


def _asking(profiles: Mapping[int, Profile], sets: Mapping[int, Component]) -> Mapping[str, Asked]:
    """Return which forms and sets ask a question: (form, -1) and (-1, set)."""
    found: defaultdict[str, Asked] = defaultdict(list)
    for form, profile in profiles.items():
        for question in profile.questions:
            found[question].append((form, -1))
    for n, one in sets.items():
        for question in one.profile.questions:
            found[question].append((-1, n))
    return found


def _summed_up(
    block: Block, one: Component, forms: Forms, sets: Mapping[int, Component], asked: Asked,
    tables: Sequence[Table], number: Mapping[int, int],
) -> list[_Option]:  # fmt: skip
    own = Profile(titles=one.profile.titles, people=one.profile.people, units=one.profile.units)
    found: list[_Option] = []
    for form, n in asked[:_MOST_ASKED]:
        profile = forms.profiles[form] if form >= 0 else sets[n].profile
        rows = forms.tables.get(form, ()) if form >= 0 else [tables[m] for m in sets[n].tables]
        said = context(own, profile, forms.rarities)
        bits = counted(block, rows, number)
        if bits:
            says = (
                "Svarene som telles opp finnes i skjemaets svar, like mange ganger." if bits > 0
                else "Svarene som telles opp er andre enn skjemaets svar."
            )  # fmt: skip
            kind: Kind = "responses" if bits > 0 else "contradiction"
            said.append(Evidence(kind=kind, weight=round(bits, 1), says=says, source="content"))
        says = "Tabellen teller opp svar på et spørsmål i skjemaet."
        said.append(Evidence(kind="schema", weight=_ASKED_BITS, says=says, source="content"))
        found.append(_Option(sum(e.weight for e in said), form, n, tuple(said)))
    return found

"""Plans the files that came of a family of forms: live workbooks, exports, copies, merges, splits."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from practice.forms.answers import Gathered
from practice.forms.clock import DAY, Zone
from practice.forms.draws import chance, poisson, stream, weighted
from practice.forms.export import Snapshot
from practice.forms.form import Form
from practice.forms.places import (
    copied_name,
    downloaded_name,
    file_title,
    folder_for,
    given_name,
    own_or_team,
)
from practice.forms.plan import Format, How, Place, Plan, Ruin
from practice.forms.settings import Settings, by_tier
from practice.forms.topics import Language
from practice.forms.town import Town
from practice.forms.wear import Worn, chosen_wear

__all__ = ["family_plans", "some_format", "some_ruin"]

_ON_COPIES = (
    "sorted",
    "added-columns",
    "edited-cells",
    "title-rows",
    "blanked-personal",
    "filtered",
    "appended-rows",
)
_ON_LIVE = ("added-columns", "sorted", "edited-cells")


@dataclass(frozen=True)
class _Family:
    """The forms of a family with their answers, as plans are made from them."""

    settings: Settings
    town: Town
    forms: Sequence[Form]
    gathered: Mapping[int, Gathered]


def family_plans(
    settings: Settings, town: Town, forms: Sequence[Form], gathered: Mapping[int, Gathered]
) -> Iterator[Plan]:
    """Every file that came of these forms."""
    family = _Family(settings, town, forms, gathered)
    for form in forms:
        rng = stream(settings.name, "files", form.number)
        for plan in _live(rng, family, form):
            yield plan
            if chance(rng, 0.06):  # with all the marks of a live one, and not it
                yield from _copies(rng, family, replace(plan, how="export"), always=True)
        for count in range(poisson(rng, settings.exports)):
            for plan in _exports(rng, family, form, f"{settings.name}/file/{form.number}/{count}"):
                yield plan
                yield from _copies(rng, family, plan)
    rng = stream(settings.name, "merges", forms[0].family)
    if len(forms) > 1:
        mean = by_tier(settings, 0.04, 0.06, 0.12, 0.15, 0.15) * len(forms)
        for count in range(poisson(rng, mean)):
            yield from _merge(rng, family, f"{settings.name}/merge/{forms[0].family}/{count}")


def some_format(rng: random.Random, settings: Settings) -> Format:
    """In which format somebody saved a spreadsheet."""
    csv = by_tier(settings, 0.03, 0.07, 0.08, 0.12, 0.15)
    other = by_tier(settings, 0.005, 0.01, 0.015, 0.02, 0.025)
    return weighted(rng, {"xlsx": 1 - csv - 3 * other, "csv": csv, "tsv": other, "ods": other, "xls": other})  # type: ignore[return-value]


def some_ruin(rng: random.Random, settings: Settings) -> Ruin:
    """What made a file unreadable, if anything did."""
    if not chance(rng, by_tier(settings, 0.004, 0.008, 0.012, 0.02, 0.03)):
        return ""
    return rng.choice(("empty", "truncated", "encrypted", "corrupt", "missing"))


def _shot(rng: random.Random, family: _Family, form: Form, at: int, label: str) -> Snapshot:
    town, tier = family.town, family.settings.tier
    owner = town.users.get(form.held(at).owner)
    near = [*form.coauthors, *(user.id for user in town.staff[form.unit.name])]
    by = owner.id if owner is not None and chance(rng, 0.6) else rng.choice(near)
    languages: dict[Language, float] = {"nb": 70.0, "nn": 12, "en": 18}
    language = form.language if chance(rng, 0.6) else weighted(rng, languages)
    zones: dict[Zone, float] = {"oslo": 80.0, "winter": 8, "summer": 7, "utc": 5}
    return Snapshot(
        form.number, at, by, language, "oslo" if tier == 1 else weighted(rng, zones), live=False, label=label
    )


def _end(family: _Family, form: Form) -> int:
    return min(family.town.now, form.deleted.at if form.deleted else family.town.now) - 1


def _some_moment(rng: random.Random, family: _Family, form: Form) -> int:
    end = _end(family, form)
    first = min(form.opened + DAY, end)
    if chance(rng, 0.65):  # when the campaign is over
        first = min(max(first, form.closed), end)
        return min(end, first + int(rng.expovariate(1 / (12 * DAY))))
    if chance(rng, 0.6):  # while answers come in
        end = max(first, min(end, form.closed))
    return rng.randrange(first, end + 1)


def _live(rng: random.Random, family: _Family, form: Form) -> Iterator[Plan]:
    settings, town = family.settings, family.town
    responses = family.gathered[form.number].responses
    if form.workbook == "none" or not responses:
        return
    owner = form.held(form.opened).owner
    if owner in town.users and town.users[owner].state == "gone":
        return
    at = _end(family, form)
    if chance(rng, 0.05):  # stopped being kept up to date
        at = rng.randrange(responses[0].submit, at + 1)
    label = f"{settings.name}/live/{form.number}"
    by = owner if owner in town.users else form.created.by
    shot = replace(_shot(rng, family, form, at, label), live=form.workbook == "live", by=by, zone="oslo")
    folder = "" if chance(rng, 0.9) else folder_for(rng, personal=owner in town.users, at=at)
    title = file_title(form.title)
    if chance(rng, 0.1):
        title = given_name(rng, town, form.title, form.unit, at, len(responses))
    how: How = "live"
    if settings.tier in {4, 5} and chance(rng, 0.01) and len(family.forms) > 1:
        how = (
            "export"  # somebody saved another form's answers over it: the link is there, the answers are not
        )
        other = rng.choice([other for other in family.forms if other is not form])
        shot = _shot(rng, family, other, _some_moment(rng, family, other), label)
    worn = () if settings.tier in {1, 2} else chosen_wear(settings, label, _ON_LIVE)
    made = responses[0].submit + 30
    yield Plan(
        label=label,
        how=how,
        shots=(shot,),
        place=Place(owner, folder, title),
        format="xlsx",
        made=made,
        changed=max(made, family.gathered[form.number].responses[-1].submit + 20),
        by=by,
        worn=worn,
        ruin=some_ruin(rng, settings),
        resaved=bool(worn) or form.workbook == "excel",
        excel_born=form.workbook == "excel",
    )


def _exports(rng: random.Random, family: _Family, form: Form, label: str) -> Iterator[Plan]:
    settings, town = family.settings, family.town
    shot = _shot(rng, family, form, _some_moment(rng, family, form), label)
    shown = family.gathered[form.number].at(shot.at)
    worn = chosen_wear(settings, label)
    first, last = (shown[0].id, shown[-1].id) if shown else (0, 0)
    name = downloaded_name(form.title_at(shot.at), first, last)
    if chance(rng, by_tier(settings, 0.10, 0.25, 0.35, 0.45, 0.6)):
        name = given_name(rng, town, form.title, form.unit, shot.at, len(shown))
    user = town.users[shot.by]
    how: How = "export"
    parts = 1
    whole = all(wear.what != "pivot" for wear in worn)
    if whole and shown[3:] and chance(rng, by_tier(settings, 0.005, 0.01, 0.03, 0.04, 0.06)):
        parts = rng.randint(2, min(4, len(shown)))
        how = rng.choice(("split", "split-sheets"))
    elif chance(rng, by_tier(settings, 0.0, 0.01, 0.02, 0.03, 0.04)):
        how = "two"
    owner = own_or_team(rng, settings, town, user, form.unit)
    folder = folder_for(rng, personal=owner in town.users, at=shot.at)
    made = shot.at + rng.randrange(5, 110) if chance(rng, 0.7) else shot.at + rng.randrange(30 * DAY)
    made = min(made, town.now - 1)
    base = Plan(
        label=label,
        how=how,
        shots=(shot, *_second(rng, family, form, label)) if how == "two" else (shot,),
        place=Place(owner, folder, name),
        format="xlsx" if how in {"two", "split-sheets"} else some_format(rng, settings),
        made=made,
        changed=_changed(rng, made, town.now, worn),
        by=user.id,
        worn=worn,
        part=(0, parts),
        ruin=some_ruin(rng, settings),
        resaved=bool(worn) or how != "export" or chance(rng, 0.3),
    )
    for part in range(parts if how == "split" else 1):
        named = f"{name} del {part + 1}" if how == "split" else name
        place = replace(base.place, name=named)
        ruin = base.ruin if part == 0 else ""
        yield replace(base, label=f"{label}/{part}", place=place, part=(part, parts), ruin=ruin)


def _changed(rng: random.Random, made: int, now: int, worn: Sequence[Worn]) -> int:
    return min(now - 1, made + int(rng.expovariate(1 / (9 * DAY)))) if worn or chance(rng, 0.2) else made


def _second(rng: random.Random, family: _Family, form: Form, label: str) -> tuple[Snapshot, ...]:
    other = rng.choice(family.forms) if chance(rng, 0.6) else form
    return (_shot(rng, family, other, _some_moment(rng, family, other), f"{label}/second"),)


def _copies(rng: random.Random, family: _Family, plan: Plan, *, always: bool = False) -> Iterator[Plan]:
    settings, town = family.settings, family.town
    if not always and not chance(rng, by_tier(settings, 0.08, 0.12, 0.16, 0.2, 0.25)):
        return
    for count in range(weighted(rng, {1: 70.0, 2: 18, 3: 8, 4: 4})):
        label = f"{plan.label}/copy{count}"
        by = rng.choice(town.staff[town.users[plan.by].unit.name])
        owner = own_or_team(rng, settings, town, by, by.unit)
        at = min(town.now - 1, plan.changed + rng.randrange(60, 90 * DAY))
        more = chosen_wear(settings, label, _ON_COPIES) if chance(rng, 0.4) else ()
        known = {wear.what for wear in plan.worn}
        more = () if "pivot" in known else tuple(wear for wear in more if wear.what not in known)
        name = copied_name(rng, plan.place.name)
        folder = folder_for(rng, personal=owner in town.users, at=at)
        plan = replace(
            plan,
            label=label,
            place=Place(owner, folder, name),
            made=at,
            changed=_changed(rng, at, town.now, more),
            by=by.id,
            worn=(*plan.worn, *more),
            ruin=some_ruin(rng, settings),
            resaved=plan.resaved or bool(more),
            copy_of=plan.label,
        )
        yield plan


def _merge(rng: random.Random, family: _Family, label: str) -> Iterator[Plan]:
    settings, town = family.settings, family.town
    with_answers = [form for form in family.forms if family.gathered[form.number].responses]
    if not with_answers[1:]:
        return
    chosen = rng.sample(with_answers, min(len(with_answers), rng.randint(2, 8)))
    at = min(_end(family, form) for form in chosen)
    shots: list[Snapshot] = []
    for form in chosen:
        first = min(family.gathered[form.number].responses[0].submit, _end(family, form))
        shots.append(
            _shot(rng, family, form, max(first, min(at, _end(family, form))), f"{label}/{form.number}")
        )
    user = town.users[shots[0].by]
    made = min(town.now - 1, max(shot.at for shot in shots) + rng.randrange(600, 20 * DAY))
    owner = own_or_team(rng, settings, town, user, user.unit)
    title = given_name(rng, town, chosen[0].title, user.unit, made, 1)
    plan = Plan(
        label=label,
        how="merge",
        shots=tuple(shots),
        place=Place(owner, folder_for(rng, personal=owner in town.users, at=made), title),
        format=some_format(rng, settings),
        made=made,
        changed=made,
        by=user.id,
        worn=tuple(wear for wear in chosen_wear(settings, label) if wear.what != "pivot"),
        source_column=chance(rng, 0.5),
        ruin=some_ruin(rng, settings),
        resaved=True,
    )
    yield plan
    yield from _copies(rng, family, plan)

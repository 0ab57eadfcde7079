"""Simulates what happens to each form from its creation to the day the estate is read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from practice.forms.clock import DAY, HOUR
from practice.forms.draws import chance, lognormal, poisson, stream, table_id, weighted
from practice.forms.families import Family, families, own_ids, sibling
from practice.forms.form import Event, Form
from practice.forms.form_id import form_id
from practice.forms.settings import Settings, by_tier
from practice.forms.templates import Question, Template, fresh_question
from practice.forms.topics import TOPICS
from practice.forms.town import Group, Town, Unit, User

__all__ = ["all_forms"]

_YEARS = 5
_LIVE_SINCE = 3 * 365 * DAY
_MONTH = 30 * DAY


def all_forms(settings: Settings, town: Town) -> Iterator[Form]:
    """Every form that ever was, in order of family (which nothing in the estate follows)."""
    number = 0
    for family in families(settings):
        rng = stream(settings.name, "family", family.number)
        homes = _homes(rng, town, family)
        began = town.now - rng.randrange(20 * DAY, _YEARS * 365 * DAY)
        first: str = ""
        for place in range(family.size):
            later = rng.randrange(5 * DAY) if family.spread == "units" else place * 365 * DAY
            at = min(began + later, town.now - 5 * DAY - rng.randrange(10 * DAY)) if place else began
            form = _live(settings, town, family, _Birth(number, place, homes[place], at, first))
            first = first or form.holdings[0].id
            yield form
            number += 1


def _homes(rng: random.Random, town: Town, family: Family) -> list[Unit]:
    if family.spread == "years" or family.size == 1:
        return [rng.choice(town.units)] * family.size
    sector = rng.choice([unit.sector for unit in town.units])
    same = [unit for unit in town.units if unit.sector == sector]
    rng.shuffle(same)
    return [same[place % len(same)] for place in range(family.size)]


@dataclass(frozen=True)
class _Birth:
    """A form about to be made: which, as the how-manieth of its family, for whom, when, copied from what."""

    number: int
    place: int
    unit: Unit
    at: int
    source: str


def _live(settings: Settings, town: Town, family: Family, birth: _Birth) -> Form:
    number, place, unit, at = birth.number, birth.place, birth.unit, birth.at
    rng = stream(settings.name, "life", number)
    template = sibling(rng, settings, family, place, unit)
    title = _noisy(rng, template.title, copied=bool(place) and family.difference == "none")
    creator, title = _creator(rng, settings, town, unit, at, title)
    questions = own_ids(rng, template.questions) if chance(rng, 0.5) else template.questions
    table = table_id(settings.name, number)
    group = rng.choice(town.teams[unit.name])
    events = [_begin(rng, town, creator, group, table, at)]
    if birth.source:
        events.append(Event(at, "copied", creator.id, to=birth.source))
    opened = at + rng.randrange(DAY, 6 * DAY)
    continuous = chance(rng, 0.12)
    length = rng.randrange(200, 900) * DAY if continuous else lognormal(rng, 14, 0.6, 2, 90) * DAY
    closed = max(opened + HOUR, min(opened + length, town.now - rng.randrange(2 * DAY)))
    size = lognormal(rng, settings.responses_median, 1.3, 1, settings.responses_most)
    added = list(_edits(rng, settings, template, questions, at=opened, until=closed))
    questions = (*questions, *(question for _, question in added if question is not None))
    events += [event for event, _ in added]
    events += _shared(rng, town, events[0], unit)
    events += _moved(rng, settings, town, events[0], group, number)
    if chance(rng, 0.04) and closed > at:
        text = f"NY {unit.name} {closed % 97}"
        events.append(Event(rng.randrange(at, closed), "retitled", creator.id, text=text))
    workbook = weighted(rng, {"live": 55.0, "excel": 6, "none": 39})
    return Form(
        number=number,
        family=family.number,
        siblings=family.size,
        subject=template.subject,
        title=title,
        language=template.language,
        unit=unit,
        questions=questions,
        events=tuple(_ended(rng, settings, town, sorted(events, key=_when), closed)),
        quiz=template.quiz,
        anonymous=template.anonymous,
        sensitive=template.sensitive,
        size=0 if chance(rng, 0.05) else size,
        opened=opened,
        closed=closed,
        workbook="none" if at < town.now - _LIVE_SINCE and workbook == "live" else workbook,  # type: ignore[arg-type]
        table=table,
    )


def _when(event: Event) -> int:
    return event.at


def _begin(rng: random.Random, town: Town, creator: User, group: Group, table: str, at: int) -> Event:
    in_group = chance(rng, 0.13)
    owner = group.id if in_group else creator.id
    made = form_id(town.tenant, owner, table, group=in_group, container=not in_group and chance(rng, 0.2))
    return Event(at, "created", creator.id, to=made, text=owner, question="group" if in_group else "")


def _creator(
    rng: random.Random, settings: Settings, town: Town, unit: Unit, at: int, title: str
) -> tuple[User, str]:
    there = [user for user in town.staff[unit.name] if user.left_at is None or user.left_at > at + _MONTH]
    if chance(rng, by_tier(settings, 0.0, 0.0, 0.01, 0.015, 0.015)):  # made by IT for a unit it names
        helpers = [user for user in town.users.values() if user.unit.sector == "stab" and not user.left_at]
        if helpers:
            return rng.choice(helpers), title if unit.name in title else f"{title} {unit.name}"
    return rng.choice(there or town.staff[unit.name]), title


def _noisy(rng: random.Random, title: str, *, copied: bool) -> str:
    if copied and chance(rng, 0.3):
        title = f"{rng.choice(('Kopi av', 'Copy of', 'Kopi –'))} {title}"
    kind = weighted(rng, {"none": 82.0, "typo": 6, "emoji": 3, "long": 3, "illegal": 6})
    if kind == "typo":
        spot = rng.randrange(1, len(title) - 1)
        return title[:spot] + title[spot + 1] + title[spot] + title[spot + 2 :]
    if kind == "emoji":
        return f"{title} {rng.choice('😀📋✅🏫')}"
    if kind == "long":
        return f"{title} {rng.choice(('– vi ber om svar så snart som mulig', '(fristen er utsatt)'))} {title}"
    if kind == "illegal":
        return f"{title} {rng.choice(('2024/2025', 'hvem/hva?', '*NY*', 'del 1: svar'))}"
    return title


def _edits(
    rng: random.Random,
    settings: Settings,
    template: Template,
    questions: tuple[Question, ...],
    *,
    at: int,
    until: int,
) -> Iterator[tuple[Event, Question | None]]:
    gone: set[str] = set()
    spoken = {"nb": 0, "nn": 1, "en": 2}[template.language]
    mean = by_tier(settings, 0.2, 0.6, 1.2, 1.4, 1.6)
    for when in sorted(rng.randrange(at, until + 1) for _ in range(poisson(rng, mean))):
        what = weighted(rng, {"rename": 50.0, "add": 25, "delete": 15, "reorder": 10})
        left = [question for question in questions if question.id not in gone]
        if what == "add":
            for question in fresh_question(rng, rng.choice(TOPICS[settings.split]), spoken)[:1]:
                taken = any(question.title == other.title for other in questions)
                fresh = replace(question, title=question.title + (" (2)" if taken else ""))
                yield Event(when, "question-added", "", question=fresh.id), fresh
        elif what == "reorder":
            yield Event(when, "reordered", "", text=str(rng.getrandbits(32))), None
        elif what == "delete" and len(left) > 1:
            question = rng.choice(left)
            gone.add(question.id)
            yield Event(when, "question-deleted", "", question=question.id), None
        elif left:
            question = rng.choice(left)
            title = question.title.rstrip("?") + rng.choice((" nå?", " (obligatorisk)", "?*", " 2"))
            yield Event(when, "question-renamed", "", question=question.id, text=title), None


def _shared(rng: random.Random, town: Town, begin: Event, unit: Unit) -> Iterator[Event]:
    colleagues = [user for user in town.staff[unit.name] if user.id != begin.by and not user.shared]
    if colleagues and chance(rng, 0.3):
        for user in rng.sample(colleagues, min(len(colleagues), rng.randint(1, 2))):
            yield Event(begin.at + rng.randrange(3 * DAY), "coauthor-added", begin.by, to=user.id)


def _moved(
    rng: random.Random, settings: Settings, town: Town, begin: Event, group: Group, number: int
) -> Iterator[Event]:
    last = min(town.users[begin.by].left_at or town.now, town.now) - 2 * DAY
    if not begin.question and begin.at + DAY < last and chance(rng, 0.13):
        at = rng.randrange(begin.at + DAY, last)
        other = ("moved",) if chance(rng, 0.5) else ()
        moved = form_id(town.tenant, group.id, table_id(settings.name, number, *other), group=True)
        yield Event(at, "moved", begin.by, to=moved, text=group.id, question="group")


def _ended(
    rng: random.Random, settings: Settings, town: Town, events: list[Event], closed: int
) -> Iterator[Event]:
    held = [event for event in events if event.what in {"created", "moved"}][-1]
    owner = town.users.get(held.text)
    end: Event | None = None
    if owner is not None and owner.state == "gone" and owner.left_at is not None:
        end = Event(owner.left_at + _MONTH, "owner-left", owner.id)
    if chance(rng, by_tier(settings, 0.03, 0.06, 0.09, 0.10, 0.12)) and closed + DAY < town.now:
        at = rng.randrange(closed + DAY, town.now)
        if end is None or at < end.at:
            end = Event(at, "deleted", events[0].by)
    for event in events:
        if end is None or event.at <= end.at:
            yield event
    if end is not None:
        yield end

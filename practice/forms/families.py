"""How many forms are copies of each other, and in what they differ."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from practice.forms.draws import chance, stream, weighted
from practice.forms.settings import Settings, by_tier
from practice.forms.templates import Question, Template, fresh_question, make_template
from practice.forms.topics import TOPICS, Language
from practice.forms.town import Unit

__all__ = ["Family", "families", "sibling"]

_LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
_LARGEST, _YEARLY_MOST = 60, 6


@dataclass(frozen=True)
class Family:
    """A template with the number of forms made from it. `spread` says what tells its forms apart in use."""

    number: int
    size: int
    template: Template
    difference: str
    spread: str


def families(settings: Settings) -> Iterator[Family]:
    """The families of an estate: sizes as in a Zipf law, near half of the forms in families."""
    rng = stream(settings.name, "families")
    left, number = settings.forms, 0
    in_families = by_tier(settings, 0.30, 0.40, 0.45, 0.55, 0.65)
    largest = max(3, min(_LARGEST, settings.forms // 4))
    sizes = range(3, largest + 1)
    weights = [size**-1.6 for size in sizes]
    mean = sum(size * weight for size, weight in zip(sizes, weights, strict=True)) / sum(weights)
    share = in_families / mean / (in_families / mean + (1 - in_families) / 1.15)
    while left:
        size = rng.choices(sizes, weights)[0] if chance(rng, share) else rng.choices((1, 2), (85, 15))[0]
        size = min(size, left)
        difference = weighted(rng, {"none": 35.0, "title": 30, "choices": 20, "question": 15})
        spread = "years" if size <= _YEARLY_MOST and chance(rng, 0.3) else "units"
        yield Family(number, size, make_template(settings, number), difference, spread)
        left, number = left - size, number + 1


def sibling(rng: random.Random, settings: Settings, family: Family, place: int, unit: Unit) -> Template:
    """The template as the `place`-th copy has it, for its unit."""
    template = family.template
    if family.size == 1:
        return template
    if family.difference == "title":
        return replace(template, title=f"{template.title} {rng.choice(('-', '–', '')).strip()} {unit.name}")
    index = rng.randrange(len(template.questions))
    questions = list(template.questions)
    if family.difference == "choices" and questions[index].choices and place:
        choices = [*questions[index].choices]
        rng.shuffle(choices)
        questions[index] = replace(questions[index], choices=(*choices[1:], unit.name))
    elif family.difference == "question" and place:
        topic = rng.choice(TOPICS[settings.split])
        asked = fresh_question(rng, topic, _LANGUAGES.index(template.language))
        if not {question.title for question in asked} & {question.title for question in questions}:
            questions[index : index + 1] = asked
    return replace(template, questions=tuple(questions))


def own_ids(rng: random.Random, questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """The same questions with ids of their own."""
    return tuple(replace(question, id=f"r{rng.getrandbits(128):032x}") for question in questions)

"""Template families: the form that others are copied from. A family belongs to one split only."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from practice.forms.bank import ASPECTS, CHOICES, QUESTIONS, SCALES
from practice.forms.draws import chance, lognormal, stream, weighted
from practice.forms.settings import Settings
from practice.forms.topics import FOR_WHOM, PATTERNS, TOPICS, Language, Texts

__all__ = ["Question", "Template", "fresh_question", "make_template"]

_LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
_WEIGHTS = {
    "text": 26.0, "choice": 30, "multi": 10, "date": 4, "likert": 5, "rating": 4, "upload": 4, "nps": 1,
    "ranking": 1, "name": 5, "mail": 3, "phone": 3, "number": 4, "unit": 3, "fnr": 1,
}  # fmt: skip
_ATTEMPTS = 400
_SENSITIVE_WORDS = ("Helse", "Health", "Fødselsnummer", "National identity", "Barnet", "Child")


@dataclass(frozen=True)
class Question:
    """One column of answers. A Likert statement is a question; `part_of` is the title it stands under."""

    id: str
    title: str
    kind: str
    choices: tuple[str, ...] = ()
    required: bool = False
    part_of: str = ""


@dataclass(frozen=True)
class Template:
    """What the forms of a family have in common. `subject` identifies the family across estates."""

    subject: str
    title: str
    language: Language
    questions: tuple[Question, ...]
    quiz: bool
    anonymous: bool
    sensitive: bool


def make_template(settings: Settings, family: int) -> Template:
    """The template of one family, from topics of the estate's split."""
    rng = stream(settings.name, "template", family)
    language: Language = weighted(rng, {"nb": 70.0, "nn": 12, "en": 15, "mixed": 3}).replace("mixed", "nb")  # type: ignore[assignment]
    topic, pattern = rng.choice(TOPICS[settings.split]), rng.choice(PATTERNS)
    whom = rng.choice(FOR_WHOM) if chance(rng, 0.5) else FOR_WHOM[0]
    spoken = _LANGUAGES.index(language)
    title = pattern[spoken].replace("{t}", topic[spoken]).replace("{T}", _capital(topic[spoken]))
    title = f"{title} {whom[spoken]}".strip()
    if chance(rng, 0.3):
        title += f" {rng.choice((2021, 2022, 2023, 2024, 2025))}"
    questions: list[Question] = []
    count = lognormal(rng, 9, 0.6, 1, 60)
    attempts = 0
    while len(questions) < count and attempts < _ATTEMPTS:
        attempts += 1
        asked = fresh_question(rng, topic, spoken)
        if not {question.title for question in asked} & {question.title for question in questions}:
            questions += asked
    words = " ".join(question.title for question in questions)
    return Template(
        subject=f"{settings.split}:{topic[0]}:{PATTERNS.index(pattern)}:{whom[0]}",
        title=title,
        language=language,
        questions=tuple(questions),
        quiz="quiz" in title.lower(),
        anonymous=chance(rng, 0.4),
        sensitive=any(word in words for word in _SENSITIVE_WORDS),
    )


def fresh_question(rng: random.Random, topic: Texts, spoken: int) -> list[Question]:
    """One question of the bank (a Likert question gives a column for each statement)."""
    kind = weighted(rng, _WEIGHTS)
    texts = rng.choice([texts for found, texts in QUESTIONS if found == kind])
    aspect = rng.choice(ASPECTS)[spoken]
    title = texts[spoken].replace("{t}", topic[spoken]).replace("{a}", aspect)
    question = Question(f"r{rng.getrandbits(128):032x}", title, kind, (), chance(rng, 0.5))
    if kind in {"choice", "multi", "ranking"}:
        return [replace(question, choices=tuple(rng.choice(CHOICES)[spoken].split("/")))]
    if kind == "likert":
        scale = tuple(rng.choice(SCALES)[spoken].split("/"))
        asked = rng.sample(ASPECTS, rng.randint(2, 6))
        return [
            Question(f"r{rng.getrandbits(128):032x}", _capital(a[spoken]), "likert", scale, part_of=title)
            for a in asked
        ]
    return [question]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

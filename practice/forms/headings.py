"""Headings that Forms writes over what it adds itself, in the language of who exports."""

from __future__ import annotations

import random
from collections.abc import Mapping

from practice.forms.draws import chance
from practice.forms.topics import Language

__all__ = ["META", "QUIZ", "quiz_words"]

META: Mapping[str, Mapping[Language, tuple[str, ...]]] = {
    "id": {"nb": ("ID",), "nn": ("ID",), "en": ("ID",)},
    "start": {"nb": ("Starttidspunkt",), "nn": ("Starttidspunkt",), "en": ("Start time",)},
    "end": {
        "nb": ("Fullføringstidspunkt",),
        "nn": ("Fullføringstidspunkt", "Tidspunkt for fullføring"),
        "en": ("Completion time",),
    },
    "mail": {"nb": ("E-postadresse", "E-post"), "nn": ("E-postadresse", "E-post"), "en": ("Email",)},
    "name": {"nb": ("Navn",), "nn": ("Namn",), "en": ("Name",)},
    "language": {"nb": ("Språk",), "nn": ("Språk",), "en": ("Language",)},
    "modified": {
        "nb": ("Tidspunkt for siste endring",),
        "nn": ("Tidspunkt for siste endring", "Sist endra"),
        "en": ("Last modified time",),
    },
}
# total, feedback, posted, points of a question, feedback on it; nb and nn are not known from real files
QUIZ: Mapping[Language, tuple[str, str, str, str, str]] = {
    "nb": (
        "Totalt antall poeng",
        "Tilbakemelding på test",
        "Tidspunkt for karakter",
        "Poeng",
        "Tilbakemelding",
    ),
    "nn": ("Poeng i alt", "Tilbakemelding på test", "Tidspunkt for karakter", "Poeng", "Tilbakemelding"),
    "en": ("Total points", "Quiz feedback", "Grade posted time", "Points", "Feedback"),
}


def quiz_words(rng: random.Random, language: Language) -> tuple[str, str, str, str, str]:
    """Quiz headings; often English in a sheet of another language."""
    return QUIZ["en"] if chance(rng, 0.5) else QUIZ[language]

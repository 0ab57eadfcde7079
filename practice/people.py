"""Generated people: repeatable from a seed, and clearly nobody.

Names are built of syllables. Identity numbers are synthetic in the way the Norwegian tax authority makes
them: the month has 80 added, which no real number has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Draw", "Person", "people", "text"]

_FIRST = ("Øv", "Prøv", "Test", "Låt", "Æse", "Vil", "Tenk", "Skinn")
_MIDDLE = ("e", "en", "å", "is", "ør", "al")
_LAST = ("mund", "bjørg", "leif", "frid", "gard", "lin", "stein", "hild")
_FAMILY = ("Prøve", "Øvings", "Liksom", "Låtsas", "Tenkt", "Praksis", "Skinn", "Måle")
_PLACE = ("sæter", "ås", "bø", "vik", "lund", "øy", "gård", "nes")
_WORDS = (
    "søknad", "vedtak", "plass", "måned", "ettersendt", "æresord", "øving", "a|b", "«sitert»", "d'Øving",
    "avklart", "tilleggsopplysning", "barnehage", "saksnummer", "100 %", "linje\nto",
    "tab\tulert", "\\skråstrek",
)  # fmt: skip


@dataclass(frozen=True)
class Draw:
    """Repeatable choices: the same seed and question always give the same number, on every machine."""

    seed: str

    def number(self, below: int, *question: object) -> int:
        """A whole number from 0 up to, not including, `below`."""
        asked = "/".join((self.seed, *(str(part) for part in question)))
        return int.from_bytes(hashlib.sha256(asked.encode()).digest()[:8]) % below

    def pick(self, choices: tuple[str, ...], *question: object) -> str:
        """One of the choices."""
        return choices[self.number(len(choices), *question)]


@dataclass(frozen=True)
class Person:
    """One generated person. `born` is an ISO date; both it and the identity number may be unknown."""

    name: str
    identity_number: str | None
    born: str | None


def people(draw: Draw, shared: Draw, *, count: int, overlap: int) -> Iterator[Person]:
    """`count` persons, of which the first `overlap` come from `shared`. No identity number comes twice."""
    used: set[str] = set()
    for index in range(count):
        source = shared if index < overlap else draw
        attempt = 0
        person = _person(source, index, attempt=attempt, known=index < overlap)
        while person.identity_number is not None and person.identity_number in used:
            attempt += 1
            person = _person(source, index, attempt=attempt, known=index < overlap)
        if person.identity_number is not None:
            used.add(person.identity_number)
        yield person


def text(draw: Draw, words: int, *question: object) -> str:
    """A text of that many words, with the characters that break careless readers."""
    asked = "/".join((draw.seed, *(str(part) for part in question)))
    chosen = hashlib.shake_128(asked.encode()).digest(words)
    return " ".join(_WORDS[byte % len(_WORDS)] for byte in chosen)


def _person(draw: Draw, index: int, *, attempt: int, known: bool) -> Person:
    name = (
        f"{draw.pick(_FIRST, index, 'a')}{draw.pick(_MIDDLE, index, 'b')}{draw.pick(_LAST, index, 'c')} "
        f"{draw.pick(_FAMILY, index, 'd')}{draw.pick(_PLACE, index, 'e')}"
    )
    if not known and draw.number(29, index, "nothing known") == 0:
        return Person(name, None, None)
    day = 1 + draw.number(28, index, "day")
    month = 1 + draw.number(12, index, "month")
    year = 1940 + draw.number(84, index, "year")
    tail = draw.number(100_000, index, "tail", attempt)
    number = f"{day:02}{month + 80:02}{year % 100:02}{tail:05}"
    born = None if not known and draw.number(23, index, "born") == 0 else f"{year}-{month:02}-{day:02}"
    return Person(name, number, born)

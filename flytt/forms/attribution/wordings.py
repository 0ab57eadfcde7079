"""Titles of forms and names of files as words: `Kopi av Ønsker 2024(1-27).xlsx` meets `Ønsker 2024`."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from math import log2

_WORD = re.compile(r"[^\W_]+")
_NOT_IN_NAMES = re.compile(r"(?<=\w)[/\\:*?\"<>|]+(?=\w)")
"""What no file name may hold is left out when answers are saved: `hvem/hva` becomes `hvemhva`."""

_RANGE = re.compile(r"\(\s*(\d+)\s*-\s*(\d+)\s*\)")
_SAID_BY_COPYING = {
    "kopi", "av", "copy", "of", "svar", "responses", "xlsx", "csv", "xls", "ods", "tsv", "xlsb", "xlsm",
    "ny", "new", "final", "endelig", "gammel", "backup", "del",
}  # fmt: skip


def words(text: str) -> frozenset[str]:
    """Return the words of a title or file name, without what copying and saving add."""
    bare = without_signs(_RANGE.sub(" ", unicodedata.normalize("NFC", text))).casefold()
    found = {one for one in _WORD.findall(bare) if one not in _SAID_BY_COPYING}
    return frozenset(one for one in found if not re.fullmatch(r"v\d|\d", one))


def without_signs(text: str) -> str:
    """Return a title as the name of a file can hold it."""
    return _NOT_IN_NAMES.sub("", text)


def id_range(name: str) -> tuple[int, int] | None:
    """Return first and last response id that a downloaded file's name tells."""
    found = _RANGE.search(name)
    return (int(found[1]), int(found[2])) if found else None


class Rarity:
    """How much each word tells: one that every title has tells nothing."""

    def __init__(self, titles: Iterable[frozenset[str]]) -> None:
        every = list(titles)
        self._counts = Counter(word for title in every for word in title)
        self._titles = max(2, len(every))
        self._bits: dict[str, float] = {}

    def of(self, word: str) -> float:
        """Return the bits that one word tells."""
        if (found := self._bits.get(word)) is None:
            found = self._bits[word] = log2((self._titles + 1) / (self._counts[word] + 0.5))
        return found

    def likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return how much of what both say is the same, 0 … 1, rare words counting more."""
        if one.isdisjoint(other):
            return 0.0
        shared = sum(self.of(word) for word in one & other)
        every = sum(self.of(word) for word in one | other)
        return shared / every if every else 0.0

    def covered(self, title: frozenset[str], text: frozenset[str]) -> float:
        """Return how much of a title a longer text holds, 0 … 1."""
        every = sum(self.of(word) for word in title)
        return sum(self.of(word) for word in title & text) / every if every else 0.0

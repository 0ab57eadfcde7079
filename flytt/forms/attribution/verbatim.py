"""Titles letter by letter: Forms names a download after its form; what differs in a sign is another's."""

import re
import unicodedata
from typing import Literal, TypeAlias

from flytt.forms.attribution.wordings import without_signs

Verbatim: TypeAlias = Literal["whole", "within", "absent"]
_TOKEN = re.compile(r"[^\W_]+|[^\w\s\x00-\x2f:-@\[-`{-~\xab\xbb\u200b-\u200f\u2010-\u2027\ufe0f]")
"""A word, or a sign that names keep: pictures. Punctuation is written differently everywhere."""

_RANGE = re.compile(r"\(\s*\d+\s*-\s*\d+\s*\)")
_COPIED = re.compile(r"^(?:kopi(?: av| –| -)?|copy of)\s+", re.IGNORECASE)
_ENDS = re.compile(r"[\s.?!*:]*(?:$|[\xab\xbb\u2018-\u201e\"')\]|])")


def given_title(name: str) -> str:
    """Return the title in a name that Forms gave a file, `Title(1-27).xlsx`; empty for any other name."""
    found = _RANGE.search(name)
    return name[: found.start()].strip() if found else ""


def verbatim(title: str, text: str) -> Verbatim:
    """Tell whether a title stands whole in a text: not within a longer title, nor only its words.

    A title that begins with "copy of" may be a copied file's, or be the title: both are looked for.
    """
    plain = without_signs(unicodedata.normalize("NFC", text))
    spans = [(one.group().casefold(), one.start(), one.end()) for one in _TOKEN.finditer(plain)]
    said = [word for word, _, _ in spans]
    best: Verbatim = "absent"
    for one in {title, _COPIED.sub("", title)}:
        wanted = [
            word.casefold() for word in _TOKEN.findall(without_signs(unicodedata.normalize("NFC", one)))
        ]
        for n in range(len(said) - len(wanted) + 1) if wanted else ():
            if said[n : n + len(wanted)] != wanted:
                continue
            copied = n > 0 and said[n - 1] in {"av", "of", "kopi", "copy"}
            if not copied and _ENDS.match(plain, spans[n + len(wanted) - 1][2]):
                return "whole"
            best = "within"
    return best

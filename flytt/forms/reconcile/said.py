"""What a proof says, twice: whole, with names of files, and as a kind that may be told to anybody."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Said(NamedTuple):
    """A sentence of the report. `kind` never has the name of a file or a person, `text` may."""

    kind: str
    text: str


def about(name: str, kind: str, more: str = "") -> Said:
    """Return what is wrong with something that has a name; `more` is told in the report alone."""
    return Said(kind, f"{name}: {kind}{more}")


def counted(sentences: Iterable[str]) -> Iterable[Said]:
    """Yield sentences of fixed words; names, where there are any, follow their first colon."""
    for one in sentences:
        yield Said(one.partition(": ")[0], one)


def kinds(said: Iterable[Said]) -> dict[str, int]:
    """Return how many there are of each kind."""
    return dict(sorted(Counter(one.kind for one in said).items()))


def texts(said: Iterable[Said]) -> tuple[str, ...]:
    """Return whole sentences, in their order."""
    return tuple(one.text for one in said)

"""What is wrong in a mapping: one line per fault, with its place and what was expected there."""

import json
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz import utils as words

from flytt.migration.record import Record
from flytt.migration.workload import Place

_SHOWN_CHARACTERS = 60
_NEAR_ENOUGH = 60


class Fault(Record):
    """One thing to mend. `nearest` is the closest right word, empty when none is near."""

    place: Place
    what: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        parts = [f"{_one_line(str(self.place))}: {_one_line(self.what)}"]
        if self.expected:
            parts.append(f"expected {_one_line(self.expected)}")
        if self.nearest:
            parts.append(f"nearest: {shown(self.nearest)}")
        return "; ".join(parts)


class MappingFaults(Exception):
    """All faults of all files, each once, sorted by file and line. Nothing was loaded."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        first = {_order(fault): fault for fault in reversed(list(faults))}
        self.faults: tuple[Fault, ...] = tuple(first[key] for key in sorted(first))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _order(fault: Fault) -> tuple[str, int, int, str]:
    return fault.place.file, fault.place.line, fault.place.column, fault.what


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice most like `word`, empty when none is near."""
    listed = sorted(choices)
    found = process.extractOne(
        word[:200], listed, scorer=fuzz.ratio, processor=words.default_process, score_cutoff=_NEAR_ENOUGH
    )
    return found[0] if found else ""


def one_of(choices: Iterable[str]) -> str:
    """Return `one of a, b, c`, sorted."""
    listed = sorted(choices)
    return f"one of {', '.join(listed)}" if listed else "none: there are no such rows"


def shown(value: object) -> str:
    """Return a value as it looks in JSON, on one line and not longer than a line can bear."""
    text = _one_line(json.dumps(value, ensure_ascii=False, default=str))
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return f"{text[:_SHOWN_CHARACTERS]}…"


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text)

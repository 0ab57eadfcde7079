"""Every workbook is read by two independent readers; where they see different things, nothing is proved."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

from flytt.forms.fingerprint import Value
from flytt.forms.reading.blocks import Sheet
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.content import ending, opened_sheets
from flytt.forms.reading.second import agreement, streamed_sheets
from flytt.forms.reconcile.document import Readers

Rows: TypeAlias = Callable[[], Iterable[Sequence[Value]]]
_ZIPPED = frozenset({"xlsx", "xlsm", "xltx", "xltm"})


class Seen(NamedTuple):
    """One file: its cells, whether both readers see the same, or that there is one reader only."""

    cells: int
    agree: bool
    single: bool


def first(path: Path, name: str) -> tuple[str, list[Sheet]]:
    """Return what a file is and its sheets, through the first reader. Broken when it cannot be read."""
    kind, _, sheets = opened_sheets(path, path.stat().st_size, ending(name))
    return kind, list(sheets)


def look(path: Path, name: str) -> Seen | None:
    """Read one file twice; None for text, and for what no reader opens (the inventory lists it)."""
    try:
        kind, sheets = first(path, name)
        if kind not in _ZIPPED:
            return Seen(0, agree=True, single=True) if kind not in {"csv", "tsv", "tab"} else None
        mine = {one.name: one for one in sheets}
        cells, agree = 0, True
        for other in streamed_sheets(path):  # each is read while its file is open
            one = mine.pop(other.name, None)
            if one is None:
                return Seen(cells, agree=False, single=False)
            found = agreement(one, other)
            cells += found.cells
            agree = agree and not found.differences
        agree = agree and not mine
    except (Broken, OSError):
        return None
    return Seen(cells, agree=agree, single=False)


def readers(files: Iterable[tuple[str, Path, str]]) -> Readers:
    """Read files (how it is shown, where, its name) and say on which the readers agree."""
    total = cells = agreed = 0
    differing: list[str] = []
    single: list[str] = []
    for shown, path, name in files:
        seen: Seen | None = None
        with suppress(MemoryError):
            seen = look(path, name)
        if seen is None:
            continue
        total += 1
        cells += seen.cells
        agreed += seen.agree and not seen.single
        if seen.single:
            single.append(shown)
        elif not seen.agree:
            differing.append(shown)
    return Readers(
        workbooks=total, cells=cells, agreed=agreed, differing=tuple(differing), single=tuple(single)
    )

"""One form's answers put together from all its sources: one row a response, and what else was ever said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from flytt.forms.block import NEVER
from flytt.forms.fingerprint import Fingerprint, Value, normal
from flytt.forms.moving.values import Read
from flytt.forms.reconcile.cells import BY_CONTENT
from flytt.forms.reconcile.columns import TIMES
from flytt.forms.reconcile.excluded import NOTHING, Exclusions
from flytt.forms.reconcile.union import Union
from flytt.forms.times import seconds

SheetRow: TypeAlias = list[Value]
FIRST = ("Nøkkel", "Kilde")
"""Headings of the two columns that Flytt puts before the answers."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXCEL_FROM = 1900


@dataclass(slots=True, eq=False)
class Line:
    """One row that is written: which response, from where, and its values by the name of their column."""

    key: str
    says: str
    values: dict[str, Value]


@dataclass(slots=True, eq=False)
class Gathered:
    """All of one form. `headings` by name of column, in order; `others` hold what differs from `lines`."""

    form: str
    headings: dict[str, str] = field(default_factory=dict[str, str])
    lines: list[Line] = field(default_factory=list[Line])
    others: list[Line] = field(default_factory=list[Line])

    def table(self, lines: Sequence[Line]) -> Iterator[SheetRow]:
        """Yield the rows of a sheet, without their heading."""
        for line in lines:
            yield [line.key, line.says, *(line.values.get(name, "") for name in self.headings)]

    @property
    def head(self) -> SheetRow:
        """The heading of both sheets."""
        return [*FIRST, *self.headings.values()]


def shown(key: int) -> str:
    """Return a response's key as it stands in the workbook: its id, or `r` and the hash of its content."""
    content = int(BY_CONTENT)
    return f"r{key - content:015x}" if key >= content else str(key)


def key_shown(text: str) -> int | None:
    """Return the key that a workbook shows; None when it is none."""
    try:
        return int(text[1:], 16) + int(BY_CONTENT) if text.startswith("r") else int(text)
    except ValueError:
        return None


def gather(
    form: str, sources: Iterable[Read], fingerprint: Fingerprint, exclusions: Exclusions = NOTHING
) -> Gathered:
    """Return the form's answers: each value of each source once, whole rows where they contradict."""
    found = Gathered(form)
    union = Union(fingerprint)
    main: dict[int, tuple[Line, dict[str, int]]] = {}
    aside: dict[int, set[tuple[str, int]]] = {}
    for read in sources:
        for name, heading in zip(read.names, read.headings, strict=True):
            found.headings.setdefault(name, heading or name)
        added = union.add(read.source(fingerprint))
        kept = exclusions.kept(form, read.block, added.keys)
        for n, (key, hashes) in enumerate(zip(added.keys.tolist(), added.values.tolist(), strict=True)):
            if not kept[n]:
                continue
            said = {name: one for name, one in zip(read.names, hashes, strict=True) if one}
            values = {
                name: _written(name, value, read)
                for name, value in zip(read.names, read.rows[n], strict=True)
                if name in said
            }
            if key not in main:
                line = Line(shown(key), read.says, values)
                found.lines.append(line)
                main[key] = (line, said)
                continue
            line, known = main[key]
            for name in TIMES & said.keys() & known.keys():
                if said[name] == known[name]:
                    values[name] = line.values[name]  # the same moment, shown by another clock
            differing = {(name, one) for name, one in said.items() if known.get(name, one) != one}
            if not differing:
                line.values |= {name: value for name, value in values.items() if name not in known}
                known |= said
            elif not differing <= aside.setdefault(key, set()):
                aside[key] |= set(said.items())
                found.others.append(Line(shown(key), read.says, values))
            else:
                missing = {(name, one) for name, one in said.items() if name not in known}
                line.values |= {name: values[name] for name, _ in missing}
                known |= dict(missing)
    used = {name for line in (*found.lines, *found.others) for name in line.values}
    found.headings = {name: heading for name, heading in found.headings.items() if name in used}
    return found


def _written(name: str, value: Value, read: Read) -> Value:
    """Times as times that Excel knows; everything else in the form in which it reads back the same."""
    if name in TIMES and (at := seconds(value, read.order)) != NEVER:
        moment = (_EPOCH + timedelta(seconds=at)).replace(tzinfo=None)
        return moment if moment.year >= _EXCEL_FROM else moment.isoformat()
    return normal(value) if isinstance(value, datetime) else value

"""What the target holds of one form, re-read from its workbook: the same cells, if nothing was lost."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from flytt.forms.block import NEVER
from flytt.forms.fingerprint import Fingerprint, Value, normal
from flytt.forms.moving.gathered import FIRST, key_shown
from flytt.forms.moving.workbook import ANSWERS, COLUMNS, OTHERS
from flytt.forms.reconcile.cells import NONE, PRESENT, Cells, joined
from flytt.forms.reconcile.columns import TIMES, hashes
from flytt.forms.reconcile.union import moments
from flytt.forms.times import seconds

_CHUNK = 20_000


@dataclass(slots=True)
class Held:
    """The cells of one form on the target, and what was wrong with how they lie there."""

    cells: Cells = field(default_factory=lambda: NONE)
    faults: list[str] = field(default_factory=list[str])


Rows: TypeAlias = Callable[[], Iterable[Sequence[Value]]]


def held(
    sheets: Mapping[str, Rows],
    fingerprint: Fingerprint,
    old_links: Mapping[str, str],
    long_answers: Mapping[str, str],
) -> Held:
    """Return what a workbook's sheets hold. `old_links` gives for a new address the link that was there.

    `long_answers` gives for the text of a cell the whole answer, which lies in a file that the cell names.
    """
    if COLUMNS not in sheets:
        return Held(faults=["the sheet that names the columns is not there"])
    columns = [(str(row[0]), str(row[1])) for row in list(sheets[COLUMNS]())[1:] if len(row) > 1]
    reader = _Reader(columns, fingerprint, old_links, long_answers)
    parts: list[Cells] = []
    for name, rows in sheets.items():
        if name.startswith((ANSWERS, OTHERS)):
            parts += reader.sheet(name, rows())
        elif name != COLUMNS:
            reader.faults.append("a sheet that was not written is there")
    return Held(joined(parts), reader.faults)


class _Reader:
    """Reads the sheets of one workbook; a response stands once among the answers."""

    def __init__(
        self,
        columns: Sequence[tuple[str, str]],
        fingerprint: Fingerprint,
        old_links: Mapping[str, str],
        long_answers: Mapping[str, str],
    ) -> None:
        self.faults: list[str] = []
        self._names = [name for name, _ in columns]
        self._head = [normal(one) for one in (*FIRST, *(heading for _, heading in columns))]
        self._of = hashes(self._names, fingerprint)
        self._seen: set[int] = set()
        self._fingerprint, self._old_links = fingerprint, old_links
        self._long_answers = long_answers

    def sheet(self, name: str, rows: Iterable[Sequence[Value]]) -> Iterator[Cells]:
        """Yield the cells of one sheet, some thousand at a time."""
        every = iter(rows)
        nothing: Sequence[Value] = ()
        head = [normal(one) for one in next(every, nothing)]
        while len(head) > len(self._head) and not head[-1]:
            head.pop()
        if head != self._head:
            self.faults.append(f"the headings on {name} are not those that were written")
        taken: list[tuple[int, int, int]] = []
        for row in every:
            if any(one != "" for one in row):
                taken += self._row(name, row)
            if len(taken) > _CHUNK:
                yield np.array(taken, dtype=np.uint64)
                taken = []
        if taken:
            yield np.array(taken, dtype=np.uint64)

    def _row(self, sheet: str, row: Sequence[Value]) -> Iterator[tuple[int, int, int]]:
        key = key_shown(str(row[0]))
        if key is None:
            self.faults.append(f"a row on {sheet} has no key")
            return
        if sheet != OTHERS and key in self._seen:
            self.faults.append(f"a response stands twice on {sheet}")
        if sheet != OTHERS:
            self._seen.add(key)
        yield key, int(PRESENT), int(PRESENT)
        for name, value in zip(self._names, row[len(FIRST) :], strict=False):
            if value != "" and (one := self._hashed(name, value)):
                yield key, self._of[name], one

    def _hashed(self, name: str, value: Value) -> int:
        if self._long_answers and isinstance(value, str):
            value = self._long_answers.get(value, value)
        if name == "@email":
            return self._fingerprint.address(str(value))
        if name in TIMES and (at := seconds(value)) != NEVER:
            return int(moments(np.array([at], dtype=np.int64), self._fingerprint)[0])
        if self._old_links and isinstance(value, str):
            parts = value.split(";")
            if any(part in self._old_links for part in parts):
                return self._fingerprint.of(";".join(self._old_links.get(part, part) for part in parts))
        return self._fingerprint.cell(value)

"""One shape for everything that has responses: a block, a stretch of a mixed block, the service, the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flytt.forms.block import NEVER, NO_ID, Block, Flags, Hashes, Ints, Responses

Places: TypeAlias = NDArray[np.intp]
Shares: TypeAlias = NDArray[np.float32]
Origin: TypeAlias = Literal["block", "service", "audit"]

_TELLING = {"text", "upload", "mixed"}
_REPEATED, _MOST_TABLES = 2, 10
_ENOUGH_ROWS, _OPEN_SHARE = 20, 0.4
"""A value that stands in more rows of its column than this is a choice, whatever the column is called."""

DAY, MINUTE = 86_400, 60


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of responses. `place` is the block's or the known form's place in its list.

    `first` is the row of the block that is row 0 here. cells holds answers only, shape (rows, questions),
    with their `keys` (headings for comparison); `telling` marks answers that few other rows share, `longs`
    long ones. `resolution` is of `completed`, in seconds, 0 when there are no times.
    """

    origin: Origin
    place: int
    first: int
    ids: Ints
    started: Ints
    completed: Ints
    respondents: Hashes
    cells: Hashes
    telling: Flags
    longs: Flags
    keys: tuple[str, ...]
    resolution: int

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def has_ids(self) -> bool:
        """Whether most rows have a response id."""
        return len(self) > 0 and bool((self.ids != NO_ID).mean() > 0.5)  # noqa: PLR2004 - most

    @cached_property
    def common(self) -> Shares:
        """The share of rows with the same answer to a question, of each cell."""
        found = np.ones(self.cells.shape, dtype=np.float32)
        for n in range(self.cells.shape[1]):
            _, inverse, counts = np.unique(self.cells[:, n], return_inverse=True, return_counts=True)
            found[:, n] = (counts[inverse] + 1) / (len(self) + 2)
        return found

    @cached_property
    def by_id(self) -> tuple[Ints, Places]:
        """Ids in order, and the rows that they are of."""
        order = np.argsort(self.ids, kind="stable")
        return self.ids[order], order

    @property
    def has_times(self) -> bool:
        """Whether times tell rows apart: to the minute, at least."""
        return 0 < self.resolution < DAY

    def part(self, first: int, last: int) -> "Table":
        """Return some rows of it; `last` is left out."""
        cut = slice(first, last)
        return replace(
            self,
            first=self.first + first,
            ids=self.ids[cut],
            started=self.started[cut],
            completed=self.completed[cut],
            respondents=self.respondents[cut],
            cells=self.cells[cut],
            telling=self.telling[cut],
            longs=self.longs[cut],
        )


def of_block(block: Block, place: int) -> Table:
    """Return a block as a table."""
    chosen = list(block.questions)
    rows = block.rows
    cells, longs = rows.cells[:, chosen], rows.longs[:, chosen]
    texts: Flags = np.zeros(len(chosen), dtype=np.bool_)
    texts[:] = [block.columns[n].kind in _TELLING for n in chosen]
    rare = _rarity(cells, texts)
    completed = rows.completed if bool((rows.completed != NEVER).any()) else rows.started
    return Table(
        origin="block",
        place=place,
        first=0,
        ids=rows.ids,
        started=rows.started,
        completed=completed,
        respondents=rows.respondents,
        cells=cells,
        telling=(rare | (longs & texts)) & (cells != 0),
        longs=longs,
        keys=tuple(block.columns[n].key for n in chosen),
        resolution=resolution(completed),
    )


def of_service(answers: Responses, titles: Mapping[str, str], place: int) -> Table:
    """Return the service's responses as a table; `titles` are the headings of questions by id."""
    rows = answers.rows
    every: Flags = np.full((rows.cells.shape[1],), fill_value=True, dtype=np.bool_)
    rare = _rarity(rows.cells, every)
    return Table(
        origin="service",
        place=place,
        first=0,
        ids=rows.ids,
        started=rows.started,
        completed=rows.completed,
        respondents=rows.respondents,
        cells=rows.cells,
        telling=(rare | rows.longs) & (rows.cells != 0),
        longs=rows.longs,
        keys=tuple(titles.get(q, "") for q in answers.questions),
        resolution=resolution(rows.completed),
    )


def of_audit(ids: Ints, at: Ints, place: int) -> Table:
    """Return what the log tells of responses: an id and a time each."""
    none = np.zeros((len(ids), 0), dtype=np.bool_)
    return Table(
        origin="audit",
        place=place,
        first=0,
        ids=ids,
        started=np.full(len(ids), NEVER, dtype=np.int64),
        completed=at,
        respondents=np.zeros(len(ids), dtype=np.uint64),
        cells=none.astype(np.uint64),
        telling=none,
        longs=none,
        keys=(),
        resolution=resolution(at),
    )


def without_common(tables: Sequence[Table]) -> list[Table]:
    """Return the tables; short answers that many tables have tell no longer whose a row is.

    Nor does any answer to a question that turns out to have few answers, however long: rankings, lists.
    """
    tables = _without_closed(tables)
    own = [np.unique(one.cells[one.telling & ~one.longs]) for one in tables]
    if not own:
        return []
    values, counts = np.unique(np.concatenate(own), return_counts=True)
    usual = values[counts > _MOST_TABLES]
    if not len(usual):
        return list(tables)
    return [_without(one, usual) for one in tables]


def _without(table: Table, usual: Hashes) -> Table:
    """`usual` is in order: looking each value up in it costs no more the larger the estate is."""
    rows, columns = np.nonzero(table.telling & ~table.longs)
    values = table.cells[rows, columns]
    at = np.minimum(np.searchsorted(usual, values), len(usual) - 1)
    known = usual[at] == values
    if not known.any():
        return table
    telling = table.telling.copy()
    telling[rows[known], columns[known]] = False
    return replace(table, telling=telling)


def _without_closed(tables: Sequence[Table]) -> list[Table]:
    closed = {key for one in tables for n, key in enumerate(one.keys) if key and _is_closed(one, n)}
    result: list[Table] = []
    for one in tables:
        shut: Flags = np.zeros(len(one.keys), dtype=np.bool_)
        shut[:] = [key in closed or _is_closed(one, n) for n, key in enumerate(one.keys)]
        result.append(replace(one, telling=one.telling & ~shut) if shut.any() else one)
    return result


def _is_closed(table: Table, column: int) -> bool:
    cells = table.cells[:, column]
    cells = cells[cells != 0]
    return len(cells) >= _ENOUGH_ROWS and len(np.unique(cells)) < _OPEN_SHARE * len(cells)


def _rarity(cells: Hashes, texts: Flags) -> Flags:
    """Return which answers few rows share, shape (rows, columns), in columns of texts."""
    rare = np.zeros(cells.shape, dtype=np.bool_)
    for n in np.flatnonzero(texts).tolist():
        _, inverse, counts = np.unique(cells[:, n], return_inverse=True, return_counts=True)
        rare[:, n] = counts[inverse] <= _REPEATED
    return rare


def resolution(times: Ints) -> int:
    """Return the coarsest of day, minute and second that nearly all times agree with; 0 for no times."""
    there = times[times != NEVER]
    if not len(there):
        return 0
    for step in (DAY, MINUTE):
        if np.count_nonzero(there % step) <= len(there) // 20:
            return step
    return 1

"""From the rows of a sheet to its blocks, in three passes over the rows and never all of them at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np

from flytt.forms.block import NEVER, NO_ID, Block, Column, Rows, Upload
from flytt.forms.columns import ColumnReader
from flytt.forms.fingerprint import Fingerprint, Value, normal
from flytt.forms.form_id import ids_in
from flytt.forms.headings import key
from flytt.forms.reading.areas import areas, mask, tight, written
from flytt.forms.reading.roles import uses
from flytt.forms.reading.tables import HEAD_ROWS, Found, find_tables

CHUNK_ROWS = 2_000
SAMPLE_ROWS = 400
_WIDEST_LIKERT_GAP, _FEWEST_STATEMENTS = 1, 2


class Sheet(NamedTuple):
    """One sheet: `rows()` begins again at the first row and the first column each time it is called."""

    name: str
    rows: Callable[[], Iterator[Sequence[Value]]]
    visible: str = "visible"
    tables: tuple[tuple[str, str], ...] = ()


def read_sheet(sheet: Sheet, fingerprint: Fingerprint, drive_id: str, item_id: str) -> list[Block]:
    """Return the blocks of a sheet, top to bottom and left to right."""
    masks = [mask(row) for row in sheet.rows()]
    cut = areas(masks)
    wanted = {n for area in cut for n in range(area.top, min(area.bottom, area.top + HEAD_ROWS + 1) + 1)}
    last = max(wanted, default=-1)
    heads = {n: tuple(row) for n, row in enumerate(islice(sheet.rows(), last + 1)) if n in wanted}
    found = find_tables(cut, heads)
    tops = {one.top for one in cut}
    return [
        _read(sheet, _below_titles(masks, table, tops), fingerprint, drive_id, item_id) for table in found
    ]


def _below_titles(masks: Sequence[int], table: Found, tops: AbstractSet[int]) -> Found:
    """Titles that stand right above a table may reach further to the sides than the table does."""
    return table if table.area.top in tops else table._replace(area=tight(masks, table.area))


def _read(sheet: Sheet, table: Found, fingerprint: Fingerprint, drive_id: str, item_id: str) -> Block:
    area = table.area
    rows = _window(sheet, table)
    headings = [one.strip() if isinstance(one, str) else normal(one) for one in next(rows, [""] * area.width)]
    sample = list(islice(rows, SAMPLE_ROWS))
    keys = [key(one) for one in headings]
    found, order = uses(keys, sample)
    readers = [
        ColumnReader(area.left + n + 1, heading, keys[n], use.role, use.of, use.certain, order, fingerprint)
        for n, (heading, use) in enumerate(zip(headings, found, strict=True))
    ]
    _take(readers, sample)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        _take(readers, chunk)
    return Block(
        drive_id=drive_id,
        item_id=item_id,
        sheet=sheet.name,
        range=written(area),
        columns=with_likert([reader.column() for reader in readers]),
        rows=rows_of(readers),
        titles=table.titles,
        table=_covering(sheet, table),
        visible=sheet.visible,
        form_ids=ids_in(" ".join([*table.titles, *headings])),
        uploads=uploads_of(readers),
    )


def _window(sheet: Sheet, table: Found) -> Iterator[list[Value]]:
    area = table.area
    for row in islice(sheet.rows(), area.top, area.bottom + 1):
        cells = list(row[area.left : area.right + 1])
        if len(cells) < area.width:
            cells += [""] * (area.width - len(cells))
        yield cells


def _take(readers: Sequence[ColumnReader], rows: Sequence[Sequence[Value]]) -> None:
    for reader, cells in zip(readers, zip(*rows, strict=True), strict=False):
        reader.take(cells)


def rows_of(readers: Sequence[ColumnReader]) -> Rows:
    """Return what the columns have read, side by side."""
    height = len(readers[0].hashes) if readers else 0
    ids, started, completed = (np.full(height, missing, dtype=np.int64) for missing in (NO_ID, NEVER, NEVER))
    respondents = np.zeros(height, dtype=np.uint64)
    for reader in readers:
        if reader.role == "id":
            ids = reader.number_column()
        elif reader.role == "start":
            started = reader.number_column()
        elif reader.role == "completion":
            completed = reader.number_column()
        elif reader.role == "email":
            respondents = reader.address_column()
    empty = np.zeros((height, 0))
    return Rows(
        ids=ids,
        started=started,
        completed=completed,
        respondents=respondents,
        cells=np.column_stack([r.hash_column() for r in readers]) if readers else empty.astype(np.uint64),
        longs=np.column_stack([r.long_column() for r in readers]) if readers else empty.astype(np.bool_),
    )


def uploads_of(readers: Iterable[ColumnReader]) -> tuple[Upload, ...]:
    """Return the files that the columns name."""
    return tuple(one for reader in readers for one in reader.uploads)


def with_likert(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns; neighbours that share one scale of choices are statements of a Likert question."""
    found = list(columns)
    start = 0
    for n in range(1, len(found) + 1):
        if n < len(found) and found[n].role == "question" and _one_scale(found[n - 1], found[n]):
            continue
        if n - start >= _FEWEST_STATEMENTS:
            found[start:n] = [replace(column, kind="likert") for column in found[start:n]]
        start = n
    return tuple(found)


def _one_scale(left: Column, right: Column) -> bool:
    a, b = set(left.values), set(right.values)
    return left.kind == right.kind == "choice" and len(a) > 2 and len(a ^ b) <= _WIDEST_LIKERT_GAP  # noqa: PLR2004 - yes and no are no scale


def _covering(sheet: Sheet, table: Found) -> str:
    """Return the name of the Excel table whose reference begins where this table's heading is."""
    corner = written(table.area).partition(":")[0]
    named = {reference.replace("$", "").partition(":")[0]: name for name, reference in sheet.tables}
    return named.get(corner, "")

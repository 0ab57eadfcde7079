"""Faults at the level of responses and cells that have been read: what a careless mover does to them."""

import random
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta

import numpy as np

from flytt.forms.block import NO_ID
from flytt.forms.moving.gathered import Gathered, Line
from flytt.forms.moving.values import Read

_PAGE = 50
Reads = list[Read]


def of_reads(reads: Sequence[Read]) -> Reads:
    """Return copies whose rows can be changed."""
    found: Reads = []
    for one in reads:
        other = copy(one)
        other.rows = [list(row) for row in one.rows]
        other.ids = one.ids.copy()
        found.append(other)
    return found


def of_lines(gathered: Gathered) -> Gathered:
    """Return a copy whose lines can be changed."""
    lines = [Line(one.key, one.says, dict(one.values)) for one in gathered.lines]
    others = [Line(one.key, one.says, dict(one.values)) for one in gathered.others]
    return Gathered(gathered.form, dict(gathered.headings), lines, others)


def _cut(read: Read, first: int, last: int) -> bool:
    if first >= last:
        return False
    read.rows = read.rows[:first] + read.rows[last:]
    read.ids = np.concatenate([read.ids[:first], read.ids[last:]])
    return True


def dropped_page(reads: Reads, rng: random.Random) -> bool:
    """A page of the service is not asked for."""
    service = [one for one in reads if one.block is None and one.rows]
    if not service:
        return False
    read = rng.choice(service)
    size = min(_PAGE, max(1, len(read.rows) // 3))
    first = rng.randrange(0, len(read.rows), size)
    return _cut(read, first, min(first + size, len(read.rows)))


def a1_dimension(reads: Reads, rng: random.Random) -> bool:
    """A workbook is read as the one cell that its dimension promises."""
    files = [one for one in reads if one.block is not None and one.rows]
    return bool(files) and _cut(one := rng.choice(files), 0, len(one.rows))


def truncated_range(reads: Reads, rng: random.Random) -> bool:
    """The last rows are beyond a range or a highest id."""
    some = [one for one in reads if len(one.rows) > 1]
    return bool(some) and _cut(one := rng.choice(some), rng.randrange(1, len(one.rows)), len(one.rows))


def swapped_ids(reads: Reads, rng: random.Random) -> bool:
    """Two responses get each other's ids."""
    some = [one for one in reads if int((one.ids != NO_ID).sum()) > 1]
    if not some:
        return False
    read = rng.choice(some)
    a, b = rng.sample(np.flatnonzero(read.ids != NO_ID).tolist(), 2)
    read.ids[a], read.ids[b] = int(read.ids[b]), int(read.ids[a])
    return True


def hour_shift(reads: Reads, rng: random.Random) -> bool:
    """Every time of a source is some hours off."""
    some = [one for one in reads if one.rows and {"@start", "@completion"} & set(one.names)]
    if not some:
        return False
    read, by = rng.choice(some), timedelta(hours=rng.choice((-2, -1, 1, 2)))
    done = False
    for n, name in enumerate(read.names):
        if name in {"@start", "@completion"}:
            for row in read.rows:
                value = row[n]
                if isinstance(value, datetime):
                    row[n] = value + by
                    done = True
    return done


def edited_cell(reads: Reads, rng: random.Random) -> bool:
    """One answer says something else."""
    return _one_cell(reads, rng, f"endret {rng.randrange(10**6)}")


def emptied_cell(reads: Reads, rng: random.Random) -> bool:
    """One answer is gone, in every source that has the response by its id: one alone changes nothing."""
    filled = _filled(reads)
    if not filled:
        return False
    read, r, n = rng.choice(filled)
    name, number = read.names[n], int(read.ids[r])
    read.rows[r][n] = ""
    for one in reads if number != NO_ID else ():
        if name in one.names:
            for row in np.flatnonzero(one.ids == number).tolist():
                one.rows[row][one.names.index(name)] = ""
    return True


def _one_cell(reads: Reads, rng: random.Random, put: str) -> bool:
    filled = _filled(reads)
    if not filled:
        return False
    read, r, n = rng.choice(filled)
    read.rows[r][n] = put
    return True


def _filled(reads: Reads) -> list[tuple[Read, int, int]]:
    return [
        (one, r, n)
        for one in reads
        for r, row in enumerate(one.rows)
        for n, value in enumerate(row)
        if value != "" and not one.names[n].startswith("@")
    ]


def deleted_question(reads: Reads, rng: random.Random) -> bool:
    """All answers to a question are left out, in every source."""
    names = sorted({name for one in reads for name in one.names if not name.startswith("@")})
    if not names:
        return False
    chosen, done = rng.choice(names), False
    for one in reads:
        for n, name in enumerate(one.names):
            if name == chosen:
                done = done or any(row[n] != "" for row in one.rows)
                for row in one.rows:
                    row[n] = ""
    return done


def swapped_columns(reads: Reads, rng: random.Random) -> bool:
    """Two questions have each other's answers."""
    some = [one for one in reads if one.rows and sum(not name.startswith("@") for name in one.names) > 1]
    if not some:
        return False
    read = rng.choice(some)
    a, b = rng.sample([n for n, name in enumerate(read.names) if not name.startswith("@")], 2)
    for row in read.rows:
        row[a], row[b] = row[b], row[a]
    return True


def lost_row(found: Gathered, rng: random.Random) -> bool:
    """A row is not written."""
    some = [lines for lines in (found.lines, found.others) if lines]
    if not some:
        return False
    lines = rng.choice(some)
    lines.pop(rng.randrange(len(lines)))
    return True


def doubled_row(found: Gathered, rng: random.Random) -> bool:
    """A row is written twice."""
    if not found.lines:
        return False
    found.lines.append(rng.choice(found.lines))
    return True


def swapped_keys(found: Gathered, rng: random.Random) -> bool:
    """Two rows on the target are called by each other's names."""
    if len(found.lines) < 2:  # noqa: PLR2004 - two are swapped
        return False
    one, other = rng.sample(found.lines, 2)
    one.key, other.key = other.key, one.key
    return True


def lost_column(found: Gathered, rng: random.Random) -> bool:
    """A column is not written."""
    if not found.headings:
        return False
    found.headings.pop(rng.choice(list(found.headings)))
    return True


def foreign_row(found: Gathered, rng: random.Random) -> bool:
    """A row that no source has lies on the target."""
    if not found.lines:
        return False
    found.lines.append(Line(str(10**6 + rng.randrange(10**6)), "?", dict(rng.choice(found.lines).values)))
    return True


READ: Mapping[str, Callable[[Reads, random.Random], bool]] = {
    "dropped-page": dropped_page,
    "a1-dimension": a1_dimension,
    "truncated-range": truncated_range,
    "swapped-ids": swapped_ids,
    "hour-shift": hour_shift,
    "edited-cell": edited_cell,
    "emptied-cell": emptied_cell,
    "deleted-question": deleted_question,
    "swapped-columns": swapped_columns,
}
"""Faults between the sources and the mover."""

WRITTEN: Mapping[str, Callable[[Gathered, random.Random], bool]] = {
    "lost-row": lost_row,
    "doubled-row": doubled_row,
    "swapped-keys": swapped_keys,
    "lost-column": lost_column,
    "foreign-row": foreign_row,
}
"""Faults between the mover and the target."""

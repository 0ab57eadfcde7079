"""What is true of one block, from where its rows came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from practice.forms.answers import Gathered
from practice.forms.plan import Plan
from practice.forms.sheet import Block
from practice.forms.table import Origin, Table

__all__ = ["BlockTruth", "judge", "segments"]


@dataclass(frozen=True)
class BlockTruth:
    """One block. `form` is the number of the form of most rows; `runs` tell which response each row is.

    `high` is the newest response there was when it was exported; `digest` is equal for equal content. `keys`
    are what is left to know a row by.
    """

    drive: str
    item: str
    sheet: str
    range: str
    plan: Plan
    form: int | None
    total: int
    matched: int
    runs: tuple[tuple[int | None, int, int], ...]
    relation: str
    high: int
    digest: int
    keys: tuple[str, ...]

    @property
    def forms(self) -> frozenset[int]:
        """The numbers of the forms that rows came from."""
        return frozenset(form for form, _, _ in self.runs if form is not None)

    def ids(self, form: int) -> set[int]:
        """The responses of one form that are in the block."""
        runs = [range(first, first + count) for found, first, count in self.runs if found == form]
        return {number for run in runs for number in run}


def judge(
    plan: Plan,
    place: tuple[str, str],
    sheet: str,
    block: Block,
    number: int,
    gathered: Mapping[int, Gathered],
) -> BlockTruth:
    """The truth of the `number`-th block of a file, as far as the block alone decides it."""
    table = block.table
    counts = Counter(origin[0] for origin in table.origins if origin is not None)
    shot = plan.shots[number if plan.how == "two" else 0] if plan.shots else None
    form = counts.most_common(1)[0][0] if counts else shot.form if shot else None
    ids: dict[int, set[int]] = {}
    for origin in table.origins:
        if origin is not None:
            ids.setdefault(origin[0], set()).add(origin[1])
    high, relation = 0, "none"
    if shot is not None and form is not None:
        taken = next((shot.at for shot in plan.shots if shot.form == form), shot.at)
        if plan.how == "two":
            taken = shot.at
        high = max((r.id for r in gathered[form].responses if r.submit <= taken), default=0)
        shown = {response.id for response in gathered[form].at(taken)}
        relation = _relation(plan, table, ids, shown, form)
    return BlockTruth(
        drive=place[0],
        item=place[1],
        sheet=sheet,
        range=block.range,
        plan=plan,
        form=form,
        total=len(table.rows),
        matched=sum(counts.values()),
        runs=tuple(_runs(table.origins)),
        relation=relation,
        high=high,
        digest=hash((tuple(c.heading for c in table.columns), tuple(tuple(row) for row in table.rows))),
        keys=tuple(_keys(table)),
    )


def segments(runs: Sequence[tuple[int | None, int, int]]) -> Iterator[tuple[int, int, int]]:
    """First row, last row and form of each stretch of rows of one form; rows of nobody's are in none."""
    row = 1
    open_: tuple[int, int, int] | None = None
    for form, _, count in runs:
        if open_ is not None and open_[2] == form:
            open_ = (open_[0], row + count - 1, open_[2])
        else:
            if open_ is not None:
                yield open_
            open_ = (row, row + count - 1, form) if form is not None else None
        row += count
    if open_ is not None:
        yield open_


def _relation(plan: Plan, table: Table, ids: Mapping[int, set[int]], shown: set[int], form: int) -> str:
    """The relation as far as the file itself decides it: `export` may yet turn out older, or a copy."""
    if len(ids) > 1:
        return "merge_of"
    if table.summary:
        return "derived"
    own = ids.get(form, set())
    if plan.how in {"split", "split-sheets"} and len(own) < len(shown):
        return "split_of"
    if plan.how == "live":
        return "live"
    return "partial" if own < shown else "export"


def _runs(origins: Sequence[Origin | None]) -> Iterator[tuple[int | None, int, int]]:
    """Stretches of rows whose responses follow one another: form, first response, how many."""
    form: int | None = None
    first = count = 0
    for origin in origins:
        found, number = origin if origin is not None else (None, 0)
        follows = number == first + count if found is not None else True
        if count and found == form and follows:
            count += 1
            continue
        if count:
            yield form, first, count
        form, first, count = found, number, 1
    if count:
        yield form, first, count


def _keys(table: Table) -> Iterator[str]:
    """What rows can still be known by; a time that became a date is no time any more."""
    if table.places("id"):
        yield "id"
    times = table.places("start", "end")
    if times:
        cells = [row[place] for row in table.rows for place in times]
        yield (
            "dates"
            if cells and all(isinstance(cell, float) and cell.is_integer() for cell in cells)
            else "times"
        )
    if table.places("question"):
        yield "answers"

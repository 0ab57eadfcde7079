"""Signed decisions that leave nothing behind, since what they name is not in the estate: most are slips."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from flytt.forms.block import Block
from flytt.forms.reconcile.excluded import Exclusion, Exclusions, names
from flytt.forms.reconcile.inventoried import Inventoried

_SHOWN = 20


class Nothing(NamedTuple):
    """One decision: its line in the file, and what was expected there."""

    line: int
    says: str


def excluded_nothing(exclusions: Exclusions, stock: Inventoried) -> Iterator[Nothing]:
    """Yield the decisions that name no form, file, table or response of the estate, in their order."""
    for one in exclusions.every:
        if says := _what_is_not_there(one, stock):
            yield Nothing(one.line, says)


def _what_is_not_there(one: Exclusion, stock: Inventoried) -> str:
    if one.form and one.form not in stock.sources:
        now = next((s.form for s in stock.sources.values() if s.line and one.form in s.line.lineage), "")
        return "expected a form of the estate, found none with this id" + (
            f"; it is {now} now" if now else ""
        )
    if one.item_id:
        file = (one.drive_id, one.item_id)
        if not any((item.drive_id, item.item_id) == file for item in stock.estate.items):
            return "expected a file of the estate, found none with this drive_id and item_id"
        if (one.sheet or one.range) and not _blocks(one, stock.estate.blocks):
            return "expected a table of the file, found none with this sheet and range"
        if one.form and not _blocks(one, (part.block for part in stock.sources[one.form].parts)):
            return "expected a file with answers of the form, found none of them in it"
    if lost := sorted(set(one.responses) - _ids(one, stock)):
        shown = ", ".join(map(str, lost[:_SHOWN])) + (", …" if len(lost) > _SHOWN else "")
        return f"expected responses of the estate, found none with the numbers {shown}"
    return ""


def _blocks(one: Exclusion, blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if names(one, block)]


def _ids(one: Exclusion, stock: Inventoried) -> set[int]:
    """The numbers of responses where the decision looks for them."""
    if not one.responses:
        return set()
    if one.item_id:
        rows = [block.rows for block in _blocks(one, stock.estate.blocks)]
    else:
        form = stock.sources[one.form]
        rows = [*(page.rows for page in form.pages), *(part.block.rows for part in form.parts)]
    every = np.concatenate([np.zeros(0, dtype=np.int64), *(there.ids for there in rows)])
    return {number for number in one.responses if bool((every == number).any())}

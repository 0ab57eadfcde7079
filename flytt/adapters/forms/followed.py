"""What people decided about a table in the first pass, said of the same table in the second, grown or not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flytt.adapters.forms.carried import FIRST

if TYPE_CHECKING:
    from flytt.forms.attribution.document import Attribution
    from flytt.forms.block import Block
    from flytt.forms.people_said import Decision

Sheet = tuple[str, str, str]


def followed(
    decisions: Sequence["Decision"], before: Iterable["Block"], now: Iterable["Block"]
) -> tuple["Decision", ...]:
    """Return the decisions, each also for where its table is now, and for the copy of it that was kept.

    It is the same table when it begins in the same cell with the same headings. Their order stays: the last
    word about a table is the last word about what it has become.
    """
    was = {(b.drive_id, b.item_id, b.sheet, b.range): b for b in before}
    sheets = _by_sheet(now)
    found: list[Decision] = []
    for one in decisions:
        found.append(one)
        table = was.get((one.drive_id, one.item_id, one.sheet, one.range))
        if table is not None:
            found += (
                one.changed(item_id=block.item_id, range=block.range)
                for block in _there(sheets, table)
                if _keys(block) == _keys(table)
            )
        elif not one.range:
            found.append(one.changed(item_id=f"{one.item_id}-{FIRST}"))
    return tuple(found)


def undecided_now(
    before: "Attribution", now: "Attribution", tables: Iterable["Block"], tables_now: Iterable["Block"]
) -> int:
    """Return how many tables that were a form's at first are no form's now, or somebody must be asked."""
    decided = {
        (b.drive_id, b.item_id, b.sheet, b.range) for b in before.blocks if b.decision == "auto" and b.form
    }
    open_now = {
        (b.drive_id, b.item_id, b.sheet, b.range) for b in now.blocks if b.decision != "auto" or not b.form
    }
    sheets = _by_sheet(
        one for one in tables_now if (one.drive_id, one.item_id, one.sheet, one.range) in open_now
    )
    own = [one for one in tables if (one.drive_id, one.item_id, one.sheet, one.range) in decided]
    return sum(any(True for _ in _there(sheets, one)) for one in own)


def _by_sheet(blocks: Iterable["Block"]) -> dict[Sheet, list["Block"]]:
    found: defaultdict[Sheet, list[Block]] = defaultdict(list)
    for block in blocks:
        found[block.drive_id, block.item_id, block.sheet].append(block)
    return found


def _there(sheets: Mapping[Sheet, list["Block"]], table: "Block") -> Iterator["Block"]:
    """Yield the tables that begin where this one began, in its file and in the copy kept of it."""
    for item in (table.item_id, f"{table.item_id}-{FIRST}"):
        for block in sheets.get((table.drive_id, item, table.sheet), ()):
            if block.range.partition(":")[0] == table.range.partition(":")[0]:
                yield block


def _keys(block: "Block") -> tuple[str, ...]:
    return tuple(column.key for column in block.columns)

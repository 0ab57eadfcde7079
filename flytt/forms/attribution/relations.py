"""What a block is to its form: from the most specific relation that holds to the least."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from flytt.forms.attribution.document import Relation
from flytt.forms.attribution.wordings import id_range
from flytt.forms.block import Block
from flytt.forms.drive_item import DriveItem


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its form's name, the forms of its rows, and the ids of its own form's rows."""

    block: Block
    item: DriveItem | None
    form: str
    forms: frozenset[str]
    ids: frozenset[int]
    summary: bool
    linked: bool
    has_time: bool


def relations(
    placed: Sequence[Placed], elsewhere: Mapping[str, frozenset[int]], gone: Mapping[str, frozenset[int]]
) -> list[Relation]:
    """Return the relation of each block.

    `elsewhere` has the ids of each form that service and log tell, `gone` those that the log says were
    deleted: an export that lacks them is whole.
    """
    of_form: defaultdict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(placed):
        of_form[one.form].append(n)
    first = _first_of_its_content(placed)
    parts = _parts(placed, of_form)
    live = frozenset(_live(numbers, placed) for form, numbers in of_form.items() if form)
    result: list[Relation] = []
    for n, one in enumerate(placed):
        every = set(elsewhere.get(one.form, frozenset())).union(*(placed[m].ids for m in of_form[one.form]))
        every -= gone.get(one.form, frozenset()) - one.ids
        result.append(_relation(n, one, every, first, parts, live))
    return result


def _relation(
    n: int, one: Placed, every: set[int], first: Mapping[int, int], parts: frozenset[int],
    live: frozenset[int],
) -> Relation:  # fmt: skip
    rules: tuple[tuple[Relation, Callable[[], bool]], ...] = (
        ("merge_of", lambda: len(one.forms) > 1),
        ("derived", lambda: one.summary),
        ("split_of", lambda: n in parts),
        ("live", lambda: n in live),
        ("partial", lambda: _is_partial(one, every)),
        ("older_export", lambda: bool(one.ids and every) and max(every) > max(one.ids)),
        ("copy", lambda: first[n] != n),
        ("derived", lambda: not _has_ids(one) and not one.has_time and len(one.block.rows) > 0),
    )
    for relation, holds in rules:
        if holds():
            return relation
    return "export"


def _live(numbers: Sequence[int], placed: Sequence[Placed]) -> int:
    """Return the one block of a form that the service writes to, -1 for none; copies of it look the same.

    The one that the form names, else one that Forms itself put there, else the oldest.
    """
    alive = [n for n in numbers if placed[n].linked or _looks_alive(placed[n])]
    return min(
        alive,
        key=lambda n: (not placed[n].linked, not _by_forms(placed[n].item), _made(placed[n]), n),
        default=-1,
    )


def _looks_alive(one: Placed) -> bool:
    """Whether it has the table of the workbooks that the service writes to, or else their first heading."""
    head = one.block.columns[0].heading if one.block.columns else ""
    return one.block.table == "OfficeForms.Table" or (head == "Id" and _by_forms(one.item))


def _by_forms(item: DriveItem | None) -> bool:
    return bool(item) and "forms" in item.created_with.casefold()


def _has_ids(one: Placed) -> bool:
    """Whether the block itself tells ids; `ids` are also those that only equal answers tell."""
    return bool((one.block.rows.ids > 0).any())


def _is_partial(one: Placed, every: AbstractSet[int]) -> bool:
    told = id_range(one.item.name) if one.item else None
    top = max([*one.ids, told[1] if told else 0], default=0)
    return bool(one.ids) and one.ids < {i for i in every if i <= top}


def _first_of_its_content(placed: Sequence[Placed]) -> dict[int, int]:
    """Return for each block the oldest with the same headings and the same cells."""
    same: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, one in enumerate(placed):
        rows = one.block.rows
        digest = int(rows.digests().sum(dtype=np.uint64)) if len(rows) else 0
        same[(tuple(c.key for c in one.block.columns), len(rows), digest)].append(n)
    return {n: min(found, key=lambda m: (_made(placed[m]), m)) for found in same.values() for n in found}


def _made(one: Placed) -> float:
    return one.item.created.timestamp() if one.item and one.item.created else float("inf")


def _parts(placed: Sequence[Placed], of_form: Mapping[str, list[int]]) -> frozenset[int]:
    """Return blocks that are parts of one export: no id in common, and one place: sheets, or names alike."""
    found: set[int] = set()
    for numbers in of_form.values():
        near: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for n in numbers:
            one = placed[n]
            if one.ids and len(one.forms) == 1:
                near["file", one.block.drive_id, one.block.item_id].append(n)
                if one.item:
                    stem = "".join(c for c in one.item.name.rpartition(".")[0] if not c.isdigit())
                    near["folder", one.item.drive_id, one.item.path, stem].append(n)
        for together in near.values():
            if len(together) > 1 and _disjoint([placed[n].ids for n in together]):
                found.update(together)
    return frozenset(found)


def _disjoint(sets: Sequence[frozenset[int]]) -> bool:
    return len(frozenset[int]().union(*sets)) == sum(len(one) for one in sets)

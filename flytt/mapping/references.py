"""Ids that are given twice, words that name nothing, and workloads that wait for each other in a ring."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import cast

from flytt.mapping.faults import Fault, nearest, one_of, shown
from flytt.mapping.folder import MERGING, PRACTICE, WORKLOADS, Folder
from flytt.mapping.nodes import Node, Table, select, texts
from flytt.mapping.view import View
from flytt.migration.workload import Place

_LIMIT_RINGS = 100


def references(folder: Folder, view: View) -> Iterator[Fault]:
    """Yield the faults of ids and references. What names a row of a broken file is not judged."""
    rows = tuple(view.rows())
    workloads = [found for row in rows for found in texts(row, "id")]
    calendar = list(texts(view.calendar, "calendar", "*", "id"))
    agreements = list(texts(view.agreements, "agreements", "*", "id"))
    sectors = list(texts(view.municipality, "sectors", "*", "id"))
    approvers = list(texts(view.municipality, "approvers", "*", "id"))
    for noun, ids in (
        ("workload", workloads),
        ("calendar row", calendar),
        ("agreement", agreements),
        ("sector", sectors),
        ("approver", approvers),
    ):
        yield from _twice(noun, ids)

    overlay = folder.nodes.get(PRACTICE)
    if view.municipality is not None:
        named = [f for row in rows for part in (("sector",), ("affects", "*")) for f in texts(row, *part)]
        yield from _unknown(
            "sector", (*named, *texts(view.calendar, "calendar", "*", "sectors", "*")), sectors
        )
        decided = texts(folder.nodes.get(f"{MERGING}/decisions.yaml"), "decisions", "*", "decided_by")
        yield from _unknown("approver", decided, approvers)
    if view.agreements is not None:
        used = [found for row in rows for found in texts(row, "agreement")]
        yield from _unknown("agreement", (*used, *_keys(overlay, "agreements")), agreements)
    if view.calendar is not None:
        yield from _unknown("calendar row", _keys(overlay, "calendar"), calendar)
    if not any(name.startswith(f"{WORKLOADS}/") for name in folder.broken):
        needed = [found for row in rows for found in texts(row, "depends_on", "*", "workload")]
        frozen = texts(view.calendar, "calendar", "*", "workloads", "*")
        yield from _unknown("workload", (*needed, *frozen, *_keys(overlay, "workloads")), workloads)
    yield from _rings(rows)


def _twice(noun: str, ids: Iterable[tuple[str, Place]]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for text, place in ids:
        if text in first:
            what = f"{noun} {shown(text)} is here twice, first at {first[text]}"
            yield Fault(place=place, what=what, expected="an id of its own for each row")
        first.setdefault(text, place)


def _unknown(
    noun: str, named: Iterable[tuple[str, Place]], known: list[tuple[str, Place]]
) -> Iterator[Fault]:
    ids = {text for text, _ in known}
    for text, place in named:
        if text not in ids:
            what = f"there is no {noun} {shown(text)}"
            yield Fault(place=place, what=what, expected=one_of(ids), nearest=nearest(text, ids))


def _keys(overlay: Node | None, part: str) -> Iterator[tuple[str, Place]]:
    for table in select(overlay, part):
        if isinstance(table, Table):
            yield from ((key, entry.place) for key, entry in table.entries.items())


def _rings(rows: Iterable[Table]) -> Iterator[Fault]:
    """Yield one fault for each ring of dependencies, named whole from the row where it is mended."""
    waits: dict[str, dict[str, Place]] = {}
    for row in rows:
        for text, _ in texts(row, "id"):
            waits.setdefault(text, {}).update(texts(row, "depends_on", "*", "workload"))
    for _ in range(_LIMIT_RINGS):
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as cause:
            # graphlib lists the ring from the awaited to the waiting; people read it the other way.
            ring = cast("list[str]", cause.args[1])[::-1]
            start = min(range(len(ring) - 1), key=lambda i: str(waits[ring[i]][ring[i + 1]]))
            ring = [*ring[start:-1], *ring[: start + 1]]
            place = waits[ring[0]].pop(ring[1])
            what = f"workloads wait for each other: {' → '.join(ring)}"
            yield Fault(place=place, what=what, expected="an order in which each can move")
        else:
            return

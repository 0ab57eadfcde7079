"""What a runbook's entries must be to each other: keys, checkpoints, downtime, phases, gates."""

import re
from collections.abc import Iterator
from typing import get_args

from flytt.mapping.faults import Fault, shown
from flytt.mapping.nodes import Node, Scalar, Table, find, texts
from flytt.migration.runbook import Phase
from flytt.migration.workload import Place

_PHASES: tuple[str, ...] = get_args(Phase)
# As the planner fills them.
_PLACEHOLDER = re.compile(r"\{[a-z_]+(\.[a-z_]+)*\}")
_BRACES = re.compile(r"[{}]")
_BY_HAND = ("person", "vendor")


def order_faults(entries: tuple[Table, ...], listed: Place) -> Iterator[Fault]:
    """Yield every fault between entries, and of placeholders within them."""
    yield from _keys(entries)
    yield from _checkpoints(entries, listed)
    yield from _downtime(entries)
    yield from _phases(entries)
    yield from _final(entries)
    for entry in entries:
        yield from _instructions(entry)
        yield from _placeholders(entry)


def _keys(entries: tuple[Table, ...]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for entry in entries:
        for key, place in texts(entry, "key"):
            if key in first:
                what = f"key {shown(key)} is here twice, first at {first[key]}"
                yield Fault(place=place, what=what, expected="a key of its own for each entry: add `key:`")
            first.setdefault(key, place)


def _checkpoints(entries: tuple[Table, ...], listed: Place) -> Iterator[Fault]:
    keys = [_text(entry, "key") if _text(entry, "type") == "checkpoint" else "" for entry in entries]
    if not keys or keys[0] != "before":
        place = entries[0].place if entries else listed
        yield Fault(
            place=place, what="the first entry is not checkpoint before", expected="checkpoint: before"
        )
    for needed in ("open", "retired"):
        if needed not in keys:
            yield Fault(
                place=listed, what=f"checkpoint {needed} is missing", expected=f"checkpoint: {needed}"
            )
    if "open" in keys and "retired" in keys and keys.index("retired") < keys.index("open"):
        place = entries[keys.index("retired")].place
        yield Fault(place=place, what="checkpoint retired comes before open", expected="open, then retired")


def _downtime(entries: tuple[Table, ...]) -> Iterator[Fault]:
    started: Place | None = None
    ended = False
    for entry in entries:
        if _true(entry, "starts_downtime"):
            place = find(entry, ["starts_downtime"])
            if started is not None:
                yield Fault(
                    place=place, what=f"downtime starts twice, first at {started}", expected="one start"
                )
            started = started or place
        if _true(entry, "ends_downtime"):
            if started is None:
                place = find(entry, ["ends_downtime"])
                yield Fault(
                    place=place, what="downtime ends before it starts", expected="starts_downtime earlier"
                )
            ended = True
    if started is not None and not ended:
        yield Fault(
            place=started, what="downtime starts and never ends", expected="ends_downtime on a later step"
        )


def _phases(entries: tuple[Table, ...]) -> Iterator[Fault]:
    latest = 0
    for entry in entries:
        phase = _text(entry, "phase")
        if phase not in _PHASES:
            continue
        index = _PHASES.index(phase)
        if index < latest:
            what = f"phase {phase} after phase {_PHASES[latest]}"
            yield Fault(place=find(entry, ["phase"]), what=what, expected=", then ".join(_PHASES))
        latest = max(latest, index)


def _final(entries: tuple[Table, ...]) -> Iterator[Fault]:
    """A step that cannot be undone stands behind a question in its own phase."""
    asked: set[str] = set()
    for entry in entries:
        phase = _text(entry, "phase")
        if _text(entry, "type") == "gate":
            asked.add(phase)
        elif _text(entry, "reversal") == "final" and phase not in asked:
            what = f"a final step without a gate before it in phase {phase or 'unknown'}"
            yield Fault(
                place=find(entry, ["reversal"]), what=what, expected="gate: … earlier in the same phase"
            )


def _instructions(entry: Table) -> Iterator[Fault]:
    if _text(entry, "by") not in _BY_HAND:
        return
    needed = (
        ["instructions"] if _text(entry, "reversal") == "final" else ["instructions", "undo_instructions"]
    )
    for name in needed:
        said = [text for path in ((name,), ("values", name)) for text, _ in texts(entry, *path)]
        if not any(text.strip() for text in said):
            what = f"{shown(name)} is missing from what a {_text(entry, 'by')} does"
            yield Fault(place=find(entry, ["by"]), what=what, expected=f"{name}: …")


def _placeholders(entry: Table) -> Iterator[Fault]:
    for key in ("values", "instructions", "undo_instructions"):
        for text, place in _texts_below(entry.get(key)):
            rest = _PLACEHOLDER.sub("", text)
            if _BRACES.search(rest):
                what = f"{key}: {shown(text)} has a brace that is no placeholder"
                yield Fault(place=place, what=what, expected="{setting} or {setting.part}")


def _texts_below(node: Node | None) -> Iterator[tuple[str, Place]]:
    if node is None:
        return
    if isinstance(node, Scalar):
        if isinstance(node.value, str):
            yield node.value, node.place
        return
    inner = (e.node for e in node.entries.values()) if isinstance(node, Table) else node.items
    for part in inner:
        yield from _texts_below(part)


def _text(entry: Table, key: str) -> str:
    return next((text for text, _ in texts(entry, key)), "")


def _true(entry: Table, key: str) -> bool:
    node = entry.get(key)
    return isinstance(node, Scalar) and node.value is True

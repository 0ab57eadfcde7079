"""Runbooks read from YAML: each entry is written `- step: …`, `- gate: …` or `- checkpoint: …`."""

from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from flytt.mapping.entry_order import order_faults
from flytt.mapping.faults import Fault, MappingFaults, nearest, one_of, shown
from flytt.mapping.folder import read_folder
from flytt.mapping.nodes import Entry, Items, Node, Scalar, Table, plain, select, texts
from flytt.mapping.shape import validated
from flytt.migration.record import Record
from flytt.migration.runbook import CheckpointEntry, GateEntry, Runbook, StepEntry
from flytt.migration.workload import Kind, Place

FORMS: dict[str, type[Record]] = {"step": StepEntry, "gate": GateEntry, "checkpoint": CheckpointEntry}


class RunbookHead(Record):
    """What a runbook's file says about itself."""

    kind: Kind
    title: str
    title_nb: str
    why: str
    why_nb: str = ""
    proven: str = ""
    proven_nb: str = ""


def load_runbooks(directory: Path) -> dict[Kind, Runbook]:
    """Read every KIND.yaml of a folder. A kind without a file is left out.

    Raises MappingFaults with every fault of every file; no content of the folder raises anything else.
    """
    folder = read_folder(directory)
    faults = list(folder.faults)
    runbooks: dict[Kind, Runbook] = {}
    for name, node in folder.nodes.items():
        runbook, found = _runbook(name, node, folder.digests[name])
        faults.extend(found)
        if runbook is not None:
            runbooks[runbook.kind] = runbook
    if faults:
        raise MappingFaults(faults)
    return runbooks


def _runbook(name: str, node: Node, digest: str) -> tuple[Runbook | None, list[Fault]]:
    head, faults = _head(node)
    for kind, place in texts(node, "kind"):
        if kind in get_args(Kind) and name != f"{kind}.yaml":
            faults.append(
                Fault(place=place, what=f"kind: {kind} in {name}", expected=f"the file {kind}.yaml")
            )
    listed = next(select(node, "entries"), None)
    if not isinstance(listed, Items) or not listed.items:
        if isinstance(node, Table):
            faults.append(Fault(place=node.place, what='"entries" is missing', expected="a list of entries"))
        return None, faults
    entries: list[tuple[Table, BaseModel | None]] = []
    for item in listed.items:
        written, found = _entry(item)
        faults.extend(found)
        if written is None:
            continue
        record, found = validated(FORMS[_form(written)], _domain(written))
        faults.extend(found)
        entries.append((_domain(written), record))
    faults.extend(order_faults(tuple(table for table, _ in entries), listed.place))
    if faults or head is None:
        return None, faults
    records = [record.model_dump() for _, record in entries if record is not None]
    return Runbook.model_validate({**head.model_dump(), "entries": records, "content_hash": digest}), faults


def _head(node: Node) -> tuple[RunbookHead | None, list[Fault]]:
    if not isinstance(node, Table):
        _, found = validated(RunbookHead, node)
        return None, list(found)
    entries = {key: entry for key, entry in node.entries.items() if key != "entries"}
    head, found = validated(RunbookHead, Table(node.place, entries))
    return head, [_with_entries(fault) for fault in found]


def _with_entries(fault: Fault) -> Fault:
    """A misspelt `entries` is named as what it most likely was meant to be."""
    if not fault.what.endswith("is not a key here"):
        return fault
    keys = (*RunbookHead.model_fields, "entries")
    near = fault.nearest or nearest(fault.what.split('"')[1], keys)
    return fault.changed(expected=one_of(keys), nearest=near)


def _form(written: Table) -> str:
    return next(form for form in FORMS if form in written.entries)


def _entry(item: Node) -> tuple[Table | None, list[Fault]]:
    """Return an entry that says which form it has; a fault when it says none, or two."""
    if not isinstance(item, Table):
        what = f"{shown(plain(item))} is not an entry"
        return None, [Fault(place=item.place, what=what, expected="step: …, gate: … or checkpoint: …")]
    said = [form for form in FORMS if form in item.entries]
    if len(said) == 1:
        return item, [_no_type(entry.place) for key, entry in item.entries.items() if key == "type"]
    first = next(iter(item.entries), "")
    what = (
        f"an entry cannot be {' and '.join(said)}"
        if said
        else "an entry says neither step, gate nor checkpoint"
    )
    near = "" if said else nearest(first, FORMS)
    return None, [Fault(place=item.place, what=what, expected="one of step, gate, checkpoint", nearest=near)]


def _no_type(place: Place) -> Fault:
    return Fault(
        place=place, what='"type" is not a key here', expected="step: …, gate: … or checkpoint: … alone"
    )


def _domain(written: Table) -> Table:
    """Return an entry as the domain's record has it: with `type`, and `key` where the file leaves it out."""
    form = _form(written)
    named = written.entries[form]
    entries = {key: entry for key, entry in written.entries.items() if key != "type"}
    if form != "step":
        del entries[form]
        entries["key"] = named
    elif "key" not in entries and isinstance(named.node, Scalar) and isinstance(named.node.value, str):
        key = named.node.value.partition(".")[2]
        entries["key"] = Entry(named.place, Scalar(named.place, key)) if key else named
    return Table(written.place, {**entries, "type": Entry(written.place, Scalar(written.place, form))})

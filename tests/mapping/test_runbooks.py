"""Runbooks: what a file may say, and what its entries must be to each other."""

import re
from pathlib import Path

import pytest

from flytt.mapping import MappingFaults, load_runbooks
from flytt.migration.runbook import CheckpointEntry, GateEntry, StepEntry
from flytt.migration.settings import SETTINGS
from tests.worlds import KINDS, RUNBOOKS

RUNBOOK = """\
kind: integration
title: A route
title_nb: En rute
why: because
entries:
  - checkpoint: before
    title: Before
    title_nb: Før
  - step: route.look
    title: Look
    title_nb: Se
    why: because
    phase: prepare
    values: { a: "{source}", b: ["x {source.part} y", 1] }
  - gate: go
    title: Go
    title_nb: Gå
    why: because
    phase: cutover
  - step: route.switch
    title: Switch
    title_nb: Legg om
    why: because
    phase: cutover
    by: person
    starts_downtime: true
    instructions: Do it.
    undo_instructions: Undo it.
  - step: route.look
    key: look-again
    title: Look
    title_nb: Se
    why: because
    phase: cutover
    ends_downtime: true
  - checkpoint: open
    title: Open
    title_nb: Åpen
  - gate: retire
    title: Retire
    title_nb: Avvikle
    why: because
    phase: retire
  - step: route.remove
    title: Remove
    title_nb: Fjern
    why: because
    phase: retire
    reversal: final
  - checkpoint: retired
    title: Retired
    title_nb: Avviklet
"""
FAULTS = [
    (
        "kind: integration",
        "kind: integrasjon",
        'integration.yaml:1:1: kind: "integrasjon"',
        'nearest: "integration"',
    ),
    ("kind: integration", "kind: manual-change", "manual-change in integration.yaml", "manual-change.yaml"),
    ("entries:", "entris:", '"entris" is not a key here', 'nearest: "entries"'),
    ("  - gate: go\n", "  - gat: go\n", "an entry says neither step, gate nor checkpoint", 'nearest: "gate"'),
    ("  - gate: go\n", "  - gate: go\n    step: a.b\n", "an entry cannot be step and gate", "one of"),
    ("  - gate: go\n", "  - gate: go\n    type: gate\n", '"type" is not a key here', "alone"),
    ("  - gate: go\n", "  - gate: Go\n", 'key: "Go" cannot stand here', "lower-case"),
    ("step: route.switch", "step: switch", "integration.yaml:20:5: step:", "such as application.stop-source"),
    ("    key: look-again\n", "", 'key "look" is here twice, first at', "a key of its own"),
    ("phase: prepare", "phase: prepar", 'phase: "prepar" is not a phase', 'nearest: "prepare"'),
    ("phase: prepare", "phase: retire", "phase cutover after phase retire", "prepare, then cutover"),
    ("checkpoint: before", "checkpoint: start", "the first entry is not checkpoint before", "before"),
    ("checkpoint: retired", "checkpoint: gone", "checkpoint retired is missing", "checkpoint: retired"),
    ("    ends_downtime: true\n", "", "downtime starts and never ends", "ends_downtime"),
    ("    starts_downtime: true\n", "", "downtime ends before it starts", "starts_downtime earlier"),
    (
        "ends_downtime: true",
        "ends_downtime: true\n    starts_downtime: true",
        "downtime starts twice",
        "one start",
    ),
    (
        "phase: retire\n  - step",
        "phase: open\n  - step",
        "a final step without a gate before it in phase retire",
        "",
    ),
    ("    undo_instructions: Undo it.\n", "", '"undo_instructions" is missing from what a person does', ""),
    ("{source}", "{source", "has a brace that is no placeholder", "{setting} or {setting.part}"),
    ("{source.part}", "{source..part}", "has a brace that is no placeholder", ""),
    ("Do it.", '"Do {it or not."', "instructions:", "{setting}"),
    ("    why: because\n    phase: prepare\n", "    phase: prepare\n", '"why" is missing', ""),
    (
        "    phase: prepare\n",
        "    phase: prepare\n    minuts: 2\n",
        '"minuts" is not a key',
        'nearest: "minutes"',
    ),
]


def written(folder: Path, text: str, name: str = "integration.yaml") -> Path:
    """Write one runbook."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_entries_are_read_in_order(tmp_path: Path) -> None:
    """If this failed, steps would run in another order than the one reviewed, or under other keys."""
    runbook = load_runbooks(written(tmp_path, RUNBOOK))["integration"]

    assert [(type(entry), entry.key) for entry in runbook.entries] == [
        (CheckpointEntry, "before"),
        (StepEntry, "look"),
        (GateEntry, "go"),
        (StepEntry, "switch"),
        (StepEntry, "look-again"),
        (CheckpointEntry, "open"),
        (GateEntry, "retire"),
        (StepEntry, "remove"),
        (CheckpointEntry, "retired"),
    ]
    look = runbook.entries[1]
    assert isinstance(look, StepEntry)
    assert look.values == {"a": "{source}", "b": ["x {source.part} y", 1]}
    assert len(runbook.content_hash) == 64


@pytest.mark.parametrize(("old", "new", "what", "expected"), FAULTS)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, what: str, expected: str) -> None:
    """If this failed, a runbook could be run that no plan can trust, or its author would get no help."""
    assert old in RUNBOOK

    with pytest.raises(MappingFaults) as raised:
        load_runbooks(written(tmp_path, RUNBOOK.replace(old, new, 1)))

    said = [str(fault) for fault in raised.value.faults]
    assert any(what in line and expected in line for line in said), said


def test_all_faults_of_all_runbooks_come_at_once(tmp_path: Path) -> None:
    """If this failed, the second runbook's faults would come to light only when the first was mended."""
    written(tmp_path, "kind: [", "manual-change.yaml")

    with pytest.raises(MappingFaults) as raised:
        load_runbooks(written(tmp_path, RUNBOOK.replace("phase: prepare", "phase: now")))

    assert {Path(fault.place.file).name for fault in raised.value.faults} == {
        "integration.yaml",
        "manual-change.yaml",
    }


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """If this failed, a mistyped folder would look like one without runbooks, and nothing would be moved."""
    with pytest.raises(MappingFaults):
        load_runbooks(tmp_path / "runbook")


def test_what_nothing_takes_back_is_said_of_each_step_that_leaves_it() -> None:
    """A lead would say go to letters, refused mail and deleted accounts without having been told of them."""
    untold = [
        f"{kind} {entry.key}"
        for kind in KINDS
        if kind.startswith("tenant-")
        for entry in RUNBOOKS[kind].entries
        if isinstance(entry, StepEntry) and entry.reversal == "compensatable" and not entry.stays_nb
    ]
    assert untold == []


def test_each_setting_of_a_tenants_part_reaches_its_steps() -> None:
    """What Flytt itself tells people to state would change nothing, and the same stop meet them again."""
    unread = [
        f"{kind}: {name}"
        for kind in KINDS
        if kind.startswith("tenant-")
        for name in SETTINGS[kind].model_fields
        if not re.search(rf"\{{{name}[.}}]", RUNBOOKS[kind].model_dump_json())
    ]
    assert unread == []

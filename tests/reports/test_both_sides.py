"""The account of a tenant's move names every drive, mailbox, channel, plan, site and group by itself."""

from dataclasses import replace

import pytest

from flytt.migration.record import Json
from flytt.migration.runbook import StepEntry
from flytt.migration.workload import Kind
from flytt.reports.both_sides import Counted, both_sides
from flytt.reports.both_sides_page import NOTED, SHOWN, both_sides_lines
from flytt.reports.pages import reconciliation_page
from flytt.reports.reconciliation import WorkloadRow, reconcile
from tests.driving import events_of, state_of
from tests.sweeps.ground import opened
from tests.worlds import KINDS, RUNBOOKS, Twins, planned

COMPARED: dict[Kind, set[str]] = {
    "tenant-identity": {"people", "group", "licence"},
    "tenant-files": {"drive"},
    "tenant-mailboxes": {"mailbox"},
    "tenant-teams": {"channel"},
    "tenant-chats": {"chat"},
    "tenant-planner": {"plan"},
    "tenant-intranet": {"site"},
}
"""The domain has no content: its addresses are in what its last step says."""


def _row(scene: Twins) -> WorkloadRow:
    (row,) = reconcile(scene.plan, state_of(scene), events_of(scene), scene.clock.now()).workloads
    return row


@pytest.mark.parametrize("kind", COMPARED)
def test_each_thing_stands_by_itself_on_both_sides(kind: Kind) -> None:
    """Whoever signs for a move would see one sum, behind which a drive that is empty could hide."""
    row = _row(opened(kind))
    assert {one.thing for one in row.both_sides} == COMPARED[kind]
    assert [one.id for one in row.both_sides if not one.alike] == []
    assert sum(one.source for one in row.both_sides) > 0
    assert {name for one in row.both_sides for name in one.noted} <= NOTED.keys()
    assert row.as_json()["both_sides"]


def test_every_kind_that_compares_is_asked() -> None:
    """A new part of a tenant would come into no account, and nobody would miss it."""
    compares = {
        kind
        for kind in KINDS
        if kind.startswith("tenant-")
        and any(isinstance(e, StepEntry) and e.step.endswith(".compare") for e in RUNBOOKS[kind].entries)
    }
    assert compares == COMPARED.keys()


def test_who_accepted_what_was_left_out_is_named() -> None:
    """What was not carried over would stand in the account with nobody who answers for it."""
    scene = opened("tenant-files")
    row = _row(scene)
    assert row.exceptions
    assert row.accepted is not None
    page = reconciliation_page(scene.plan, state_of(scene), events_of(scene), scene.clock.now())
    assert f"Unntakene over er godtatt av {row.accepted.who}" in page
    assert "Filområder: filer, " in page


def test_exceptions_that_nobody_has_accepted_are_said_to_be_so() -> None:
    """A move that waits for an answer would look like one that somebody has signed for."""
    scene = opened("tenant-files")
    at = state_of(scene)
    unanswered = replace(at, gates={})
    (row,) = reconcile(scene.plan, unanswered, (), scene.clock.now()).workloads
    assert (row.exceptions, row.accepted) == (True, None)
    page = reconciliation_page(scene.plan, unanswered, (), scene.clock.now())
    assert "Ingen har ennå godtatt unntakene over" in page


def test_what_was_found_after_the_answer_is_not_laid_on_whoever_gave_it() -> None:
    """A name would stand under what a late pass left out weeks after its bearer had signed."""
    scene = opened("tenant-files")
    at = state_of(scene)
    before = at.workload(planned(scene).id).step("survey").verified_at
    assert before is not None
    early = {key: replace(gate, answered_at=before) for key, gate in at.gates.items()}
    page = reconciliation_page(scene.plan, replace(at, gates=early), events_of(scene), scene.clock.now())
    assert "Det som kom etterpå, har ingen godtatt: «Tell og sammenlign alt»" in page
    assert "Unntakene over er godtatt" not in page


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        ("tenant-teams", "channels", {"extra": 1}),
        ("tenant-chats", "chats", {"unread": True, "source": 0, "target": 0}),
    ],
)
def test_what_a_comparison_stops_at_is_not_called_alike(kind: Kind, rows: str, said: dict[str, Json]) -> None:
    """A channel with foreign messages, or a chat that could not be read, would have a yes beside it."""
    scene = opened(kind)
    at, workload = state_of(scene), planned(scene)
    (key,) = [s.key for s in workload.steps if s.step.endswith(".compare")]
    own = at.workload(workload.id)
    receipt = own.step(key).receipt
    assert receipt is not None
    listed = receipt[rows]
    assert isinstance(listed, list)
    first = listed[0]
    assert isinstance(first, dict)
    wrong: dict[str, Json] = {**receipt, rows: [{**first, **said}]}
    steps = {**own.steps, key: replace(own.step(key), receipt=wrong)}
    state = replace(at, workloads={**at.workloads, workload.id: replace(own, steps=steps)})
    assert [one.alike for one in both_sides(workload, state)] == [False]


def test_what_differs_comes_first_and_the_rest_is_counted() -> None:
    """The one drive that lacks a file would stand on page nine hundred."""
    alike = [Counted(thing="drive", id=f"a{n:03}", source=3, target=3) for n in range(SHOWN + 5)]
    odd = Counted(thing="drive", id="z", source=3, target=2, size_bytes=9, size_bytes_there=6)
    lines = both_sides_lines([*alike, odd])
    assert lines[0] == f"Filområder: filer, {SHOWN + 6} i alt, {SHOWN + 5} like på begge sider:"
    assert lines[4].startswith("| `z` | 3 | 2 | 9 / 6 |")
    assert "Og 6 til, som står i report.json." in lines


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": 2},
        {"size_bytes_there": 8},
        {"rights_there": 1},
        {"target_print": "b"},
        {"differing": 1},
    ],
)
def test_one_number_that_is_not_the_same_is_enough(wrong: dict[str, int | str]) -> None:
    """A drive with all its files and none of its rights would be called alike."""
    same = Counted(
        thing="drive", id="d", source=3, target=3, size_bytes=9, size_bytes_there=9, rights=2, rights_there=2,
        source_print="a", target_print="a", noted={"links": 4},
    )  # fmt: skip
    assert same.alike
    assert not same.changed(**wrong).alike


def test_a_ledger_without_the_rows_is_read() -> None:
    """The account of a move that was made before they were kept could not be printed."""
    scene = opened("tenant-planner")
    at, workload = state_of(scene), planned(scene)
    (key,) = [s.key for s in workload.steps if s.step == "planner.compare"]
    receipt = at.workload(workload.id).steps[key].receipt
    assert receipt is not None
    old = {name: value for name, value in receipt.items() if name != "each"}
    steps = {**at.workload(workload.id).steps}
    steps[key] = replace(steps[key], receipt=old)
    state = replace(at.workload(workload.id), steps=steps)
    assert both_sides(workload, replace(at, workloads={workload.id: state})) == ()

"""A tenant's plans, their life over Graph: what people write meanwhile and since. More: test_tenant_parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done, Stuck
from practice.graph.running import RunningGraph
from practice.graph.things import text
from tests.conformance.graph.plan_ground import with_plans
from tests.conformance.graph.post_ground import make_accounts
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.planner_ground import change, plans, prepare, task, write
from tests.life.tenant_ground import opened, quick

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their plans."""
    with with_plans(tmp_path / "graph") as found:
        make_accounts(found)
        prepare(found, tmp_path)
        yield found


def test_what_is_written_meanwhile_follows_and_what_is_written_after_is_listed_and_kept(
    graph: RunningGraph, tmp_path: Path
) -> None:
    """Tasks of the last days would be lost on the way there, or of the first days on the way back."""
    moving = opened(tmp_path, quick)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    old = plans(graph, "source")[0]
    write(graph, old, "Skrevet mens det ble kopiert")
    change(graph, task(old, 0), title="Endret mens det ble kopiert", percentComplete=25)
    gone = task(old, 1)
    del old.tasks[text(gone, "id")]
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    new = plans(graph, "target")[0]
    titles = [text(one, "title") for one in new.tasks.values()]
    assert titles.count("Skrevet mens det ble kopiert") == titles.count("Endret mens det ble kopiert") == 1
    assert text(gone, "title") not in titles
    write(graph, new, "Skrevet på ny side")
    change(graph, task(new, 2), percentComplete=100)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    says = [
        line
        for r in events_of(moving.scene)
        if isinstance(r.event, UndoStarted)
        for line in r.event.written_since
    ]
    assert [line for line in says if "1 changed, 1 made by people; the new plan is kept" in line]
    (kept,) = plans(graph, "target")  # the other is gone
    assert text(kept.head, "title") == f"{text(old.head, 'title')} (ført tilbake)"
    assert "Skrevet på ny side" in [text(one, "title") for one in kept.tasks.values()]
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert len(plans(graph, "target")) == 3
    moving.close()


def test_what_is_written_in_an_old_plan_afterwards_is_named(graph: RunningGraph, tmp_path: Path) -> None:
    """Planner cannot be closed: what somebody does there all the same would be lost without a word."""
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    late = write(graph, plans(graph, "source")[0], "Skrevet på gammel side")
    outcome = move(moving.scene, "retired", wires=moving.wires())
    assert isinstance(outcome, Stuck)
    assert f"task {text(late, 'id')}: made on the old side after it was copied" in outcome.why
    moving.close()

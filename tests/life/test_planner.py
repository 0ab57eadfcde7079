"""A tenant's plans, their whole life, over Graph: calm, at its worst, written in, killed, damaged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done, Stuck
from practice.graph.planner_state import Plan
from practice.graph.running import RunningGraph
from practice.graph.things import part, text
from tests.conformance.graph.ground import mailed
from tests.conformance.graph.plan_ground import with_plans
from tests.conformance.graph.post_ground import make_accounts
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.killing import killed_at, killed_when
from tests.life.planner_ground import change, plans, prepare, task, write
from tests.life.tenant_ground import opened, quick, there_and_back_at_its_worst

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def lines(graph: RunningGraph) -> dict[str, list[str]]:
    """Return what the plans of both tenants mean, without ids."""
    service = graph.service
    return {one.name: sorted(service.planner.lines(one)) for one in service.tenants.values()}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with with_plans(home / "graph") as graph:
        make_accounts(graph)
        prepare(graph, home)
        moving = opened(home, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return lines(graph)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their plans."""
    with with_plans(tmp_path / "graph") as found:
        make_accounts(found)
        prepare(found, tmp_path)
        yield found


def test_there_back_there_again_and_retired(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A second attempt would meet what the first left, or somebody be told twice of one task."""
    before = lines(graph)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    for old, new in zip(plans(graph, "source"), plans(graph, "target"), strict=True):
        _says_the_same(old, new)
    told = list(graph.service.planner.told)
    assert told, "nobody got a task: nothing was tried"
    assert len(told) == len(set(told)), "somebody was told twice"
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert lines(graph) == calm
    assert mailed(graph) == []
    said = (tmp_path / "ledger.db").read_bytes()
    assert "Bestille bøker".encode() not in said
    assert b"Husk vedtak" not in said
    moving.close()


def _says_the_same(old: Plan, new: Plan) -> None:
    """Each task stands once, with all that it said, whatever the service calls it."""
    assert text(old.head, "title") == f"{text(new.head, 'title')} (flyttet)"
    names = ("title", "percentComplete", "priority", "dueDateTime", "appliedCategories", "checklistItemCount")

    def said(plan: Plan) -> list[str]:
        return sorted(
            f"{[one.get(name) for name in names]} {text(plan.said[key], 'description')} "
            f"{sorted(part(plan.said[key], 'references'))} {len(part(one, 'assignments'))}"
            for key, one in plan.tasks.items()
        )

    assert said(old) == said(new)
    assert any("%2E" in line for line in said(new))


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A task whose answer was lost, or that arrived twice, would stand there twice or not at all."""
    before = lines(graph)
    moving = opened(tmp_path, quick)
    there_and_back_at_its_worst(graph, moving, lambda: lines(graph), calm=calm, before=before)
    told = graph.service.planner.told
    assert len(told) == len(set(told)), "somebody was told twice"


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


@pytest.mark.parametrize("key", ["mark-old", "assign-tasks", "open-plans"])
def test_a_mover_killed_in_any_step_is_taken_over(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]], key: str
) -> None:
    """A power cut would leave two plans, a task given twice, or a plan that no rollback finds."""
    before = lines(graph)
    killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    moving.close()
    killed_at("tenant_ground", tmp_path, key, "before", "back")
    moving = opened(tmp_path, quick)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    moving.close()


def test_a_mover_killed_among_tasks_goes_on(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A power cut within a plan would leave tasks that are made again, or half said for ever."""

    def begun() -> bool:
        return any(len(one.tasks) > 2 for one in plans(graph, "target"))

    killed_when("tenant_ground", tmp_path, begun)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    moving.close()


def _lose(plan: Plan) -> None:
    key = next(iter(plan.tasks))
    del plan.tasks[key], plan.said[key]


def _forge(plan: Plan) -> None:
    task(plan, 0)["percentComplete"] = 99


def _untick(plan: Plan) -> None:
    details = next(one for one in plan.said.values() if part(one, "checklist"))
    details["checklist"] = {}


def _disorder(plan: Plan) -> None:
    bucket = task(plan, 0)["bucketId"]
    first, second, *_ = (one for one in plan.tasks.values() if one["bucketId"] == bucket)
    first["orderHint"], second["orderHint"] = second["orderHint"], first["orderHint"]


def _foreign(plan: Plan) -> None:
    one = task(plan, 0)
    plan.tasks["fremmed"] = {**one, "id": "fremmed"}
    plan.said["fremmed"] = {**plan.said[text(one, "id")], "id": "fremmed"}


@pytest.mark.parametrize("damage", [_lose, _forge, _untick, _disorder, _foreign])
def test_damage_is_named_before_anybody_is_given_a_task(
    graph: RunningGraph, tmp_path: Path, damage: Callable[[Plan], None]
) -> None:
    """People would be given plans in which something is lost, changed, out of order or somebody else's."""
    moving = opened(tmp_path, quick)
    due = [damage]

    def begins(key: str) -> None:
        if key == "compare" and due:
            due.pop()(plans(graph, "target")[0])

    outcome = move(moving.scene, wires=moving.wires(begins))
    assert due == [], "it stopped before anything was damaged"
    assert isinstance(outcome, Stuck)
    assert outcome.step is not None
    assert outcome.step.key == "compare"
    assert "expected" in outcome.why
    assert graph.service.planner.told == []
    moving.close()

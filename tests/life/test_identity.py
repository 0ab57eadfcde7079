"""A tenant's people and groups, their whole life, over Graph: calm, with the worst faults, and killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.next_action import Done
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import mailed, names, running, world
from tests.driving import events_of, move, roll_back
from tests.life.identity_ground import prepare
from tests.life.killing import killed_at
from tests.life.tenant_ground import opened, there_and_back_at_its_worst

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PEOPLE = 40


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with running(home / "graph", people=PEOPLE) as graph:
        prepare(graph, home)
        moving = opened(home)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return world(graph)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants of which nothing has been moved, and what is needed to move them."""
    with running(tmp_path / "graph", people=PEOPLE) as found:
        prepare(found, tmp_path)
        yield found


def test_there_back_there_again_and_retired(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """A second attempt would meet what the first left, or somebody would hear of it by mail."""
    before, people_before = world(graph), names(graph, "target")
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert world(graph) == calm
    assert len(names(graph, "target") - people_before) > PEOPLE * 0.8
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert world(graph) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert world(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert world(graph)["source users"] != before["source users"]
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert world(graph) == before
    assert mailed(graph) == []
    moving.close()


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """A request lost or delivered twice would make an account twice, lose a member, or write to somebody."""
    before = world(graph)
    moving = opened(tmp_path)
    there_and_back_at_its_worst(graph, moving, lambda: world(graph), calm=calm, before=before)


def test_a_killed_mover_is_taken_over(graph: RunningGraph, tmp_path: Path, calm: dict[str, object]) -> None:
    """A power cut would leave accounts that the next program makes again, or that no rollback finds."""
    before = world(graph)
    for key in ("create-people", "add-members"):
        killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert world(graph) == calm
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert world(graph) == before
    moving.close()


def test_no_name_or_address_comes_into_the_ledger(graph: RunningGraph, tmp_path: Path) -> None:
    """People's names would stand in a ledger that is kept for years."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    written = "".join(r.event.model_dump_json() for r in events_of(moving.scene))
    plan = moving.scene.plan.model_dump_json()
    moving.close()
    local = {name.split("@")[0] for name in names(graph, "source")}
    assert local
    assert [name for name in local if name in written or name in plan] == []

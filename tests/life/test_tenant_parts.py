"""Teams, plans and chats of a tenant, their whole life, over Graph: calm, at its worst, killed, damaged."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import cast

import pytest

from flytt.migration.next_action import Done, Stuck
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import mailed
from tests.conformance.graph.post_ground import make_accounts
from tests.driving import bring_on, move, roll_back, set_goal
from tests.life.chats_ground import CHATS
from tests.life.killing import killed_at, killed_when
from tests.life.planner_ground import PLANNER
from tests.life.teams_ground import TEAMS
from tests.life.tenant_ground import Damage, Part, opened, quick, there_and_back_at_its_worst

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PARTS = (TEAMS, PLANNER, CHATS)
KILLS = [pytest.param(part, key, id=f"{part.name}-{key}") for part in PARTS for key in part.kills]


@pytest.fixture(scope="module", params=PARTS, ids=lambda one: cast("Part", one).name)
def part(request: pytest.FixtureRequest) -> Part:
    """Return each of them."""
    return cast("Part", request.param)


@pytest.fixture(scope="module")
def calm(part: Part, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with part.started(home / "graph") as graph:
        make_accounts(graph)
        part.prepare(graph, home)
        moving = opened(home, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return part.lines(graph)


@pytest.fixture
def graph(part: Part, tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move the part."""
    with part.started(tmp_path / "graph") as found:
        make_accounts(found)
        part.prepare(found, tmp_path)
        yield found


def test_there_back_there_again_and_retired(
    part: Part, graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A second attempt would meet what the first left, or somebody would hear of it by mail."""
    before = part.lines(graph)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert part.lines(graph) == calm
    part.as_written(graph, moving)
    assert part.once(graph), "somebody was told twice"
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert part.lines(graph) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert part.lines(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert part.lines(graph) == calm
    assert mailed(graph) == []
    kept = (tmp_path / "ledger.db").read_bytes()
    assert not [one for one in part.secrets if one.encode() in kept]
    moving.close()


def test_the_worst_faults_end_as_a_calm_move_does(
    part: Part, graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A message, chat or task whose answer was lost, or that arrived twice, would be there twice or never."""
    before = part.lines(graph)
    moving = opened(tmp_path, quick)
    there_and_back_at_its_worst(graph, moving, lambda: part.lines(graph), calm=calm, before=before)
    assert part.once(graph), "somebody was told twice"


@pytest.mark.parametrize(("part", "key"), KILLS, indirect=["part"], scope="module")
def test_a_mover_killed_in_any_step_is_taken_over(
    part: Part, graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]], key: str
) -> None:
    """A power cut would leave something twice, nobody in it, or what no rollback finds."""
    before = part.lines(graph)
    killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert part.lines(graph) == calm
    moving.close()
    killed_at("tenant_ground", tmp_path, key, "before", "back")
    moving = opened(tmp_path, quick)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert part.lines(graph) == before
    moving.close()


def test_a_mover_killed_in_the_middle_of_what_people_wrote_goes_on(
    part: Part, graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A power cut within a channel, chat or plan would leave what is put in again, half said, or never."""
    killed_when("tenant_ground", tmp_path, lambda: part.begun(graph))
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert part.lines(graph) == calm
    moving.close()


def test_damage_is_named_before_anybody_is_let_in(part: Part, graph: RunningGraph, tmp_path: Path) -> None:
    """People would be let in where something is lost, changed, out of order, or put in somebody's mouth."""
    moving = opened(tmp_path, quick)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    place, due = part.place(graph), list[Damage]()

    def begins(key: str) -> None:
        if key == "compare" and due:
            due.pop().do(place)

    for damage in part.damages(graph):
        due.append(damage)
        whole = deepcopy(vars(place))
        outcome = move(moving.scene, wires=moving.wires(begins))
        assert isinstance(outcome, Stuck), damage.name
        assert outcome.step is not None
        assert outcome.step.key == "compare"
        assert damage.told in outcome.why, damage.name
        assert due == [], "it stopped before anything was damaged"
        vars(place).update(whole)
    assert part.closed(graph)
    moving.close()

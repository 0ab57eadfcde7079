"""An intranet's whole life over Graph: calm, with the worst faults, edited meanwhile, damaged, and killed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.cli.intranet import moved_of
from flytt.migration.events import UndoStarted
from flytt.migration.kept_aside import kept_aside
from flytt.migration.next_action import Done, Stuck
from practice.graph.running import RunningGraph
from practice.graph.site_estate import EVENTS
from practice.graph.things import Thing, part, text
from tasks.pages_back import pages_back
from tests.conformance.graph.ground import mailed, running
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.intranet_ground import edited, pages, prepare, site_url
from tests.life.killing import killed_at
from tests.life.tenant_ground import opened, tenant, there_and_back_at_its_worst

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
HOME = "hjem-fra-gammel-side.aspx"


def lines(graph: RunningGraph) -> dict[str, object]:
    """Return what every site holds, and how far it is closed."""
    return {
        one.name: (one.root_lock, sorted(graph.service.sites.lines(one)))
        for one in graph.service.tenants.values()
    }


def level(page: Thing) -> str:
    """Return whether readers see a page."""
    return text(part(page, "publishingState"), "level")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with running(home / "graph", people=2, pages=12) as graph:
        prepare(graph, home)
        moving = opened(home)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return lines(graph)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants of which nothing has been moved, and what is needed to move them."""
    with running(tmp_path / "graph", people=2, pages=12) as found:
        prepare(found, tmp_path)
        yield found


def test_there_back_there_again_and_retired(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """A second attempt would meet what the first left, or pages would lead to the tenant that is left."""
    moving, before = opened(tmp_path), lines(graph)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    old, new = pages(graph, "source"), pages(graph, "target")
    assert new.keys() == {*old, HOME}
    assert {name: level(new[name]) for name in old if name != "Home.aspx"} == {
        name: "draft" if name == "halv.aspx" else level(page)
        for name, page in old.items()
        if name != "Home.aspx"
    }
    moved = json.dumps([page for name, page in new.items() if name != "Home.aspx"])
    assert f"{site_url(graph, 'target')}/SitePages/{HOME}" in moved
    assert moved.count(f"{site_url(graph, 'source')}/SitePages") == 0
    assert f"{site_url(graph, 'source')}/SiteAssets/bilde-1.jpg" in moved, (
        "a picture nobody moves leads there"
    )
    assert EVENTS in json.dumps(list(old.values()))
    assert EVENTS not in moved
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert tenant(graph, "source").root_lock == "NoAccess"
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    assert mailed(graph) == []
    moving.close()


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """A request lost or delivered twice would make a page twice, or leave a former state of it."""
    moving, before = opened(tmp_path), lines(graph)
    there_and_back_at_its_worst(graph, moving, lambda: lines(graph), calm=calm, before=before)


def test_a_page_for_a_few_is_published_to_nobody_else(graph: RunningGraph, tmp_path: Path) -> None:
    """A page that the leaders alone may read would be open to all on the day that the intranet is."""
    page = pages(graph, "source")["side-2.aspx"]
    graph.service.sites.keep_for(text(page, "id"), "leader")
    moving = opened(tmp_path)
    outcome = move(moving.scene, wires=moving.wires())
    assert isinstance(outcome, Stuck)
    assert f"page {text(page, 'id')}: has rights of its own" in outcome.why
    assert pages(graph, "target").keys() == {"Home.aspx"}
    moving.close()


def test_what_is_edited_while_it_is_copied_comes_along(graph: RunningGraph, tmp_path: Path) -> None:
    """Editors would find the state of the first copy, and pages that they had removed."""
    moving = opened(tmp_path)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    assert {level(page) for name, page in pages(graph, "target").items() if name != "Home.aspx"} == {"draft"}
    edited(graph, "source", "side-2.aspx", "Ny tekst")
    edited(graph, "source", "heilt-ny.aspx", "Ny side")
    root = tenant(graph, "source")
    gone = pages(graph, "source")["side-3.aspx"]
    graph.service.sites.drop(root, text(gone, "id"))
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    there = pages(graph, "target")
    assert text(there["side-2.aspx"], "title") == "Ny tekst"
    assert "heilt-ny.aspx" in there
    assert "side-3.aspx" not in there
    moving.close()


def test_what_editors_wrote_on_the_new_side_is_listed_kept_and_offered(
    graph: RunningGraph, tmp_path: Path
) -> None:
    """A rollback would throw away what editors have written since they were let in."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    edited(graph, "target", "side-1.aspx", "Skrive om her")
    edited(graph, "target", "laga-her.aspx", "Laga her")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    says = [line for r in events_of(moving.scene) if isinstance(r.event, UndoStarted)
            for line in r.event.written_since]  # fmt: skip
    assert [line for line in says if "1 pages changed, 1 made, 0 removed" in line] == says != []
    there = pages(graph, "target")
    assert "side-1.aspx" not in there
    assert {text(page, "title") for page in there.values()} == {"Intranett", "Skrive om her", "Laga her"}
    planned = moving.scene.plan.workloads[0]
    (aside,) = kept_aside(moving.scene.plan.municipality, planned, events_of(moving.scene))
    assert aside.next_command.startswith("flytt intranet back ")
    world = moving.wires().world
    assert world is not None
    for _ in range(2):
        made = pages_back(moved_of(moving.scene.plan, planned.id), "FRA-NY-SIDE", world)
        assert (made.pages, made.gone, made.thinned) == (2, (), ())
    back = {name: page for name, page in pages(graph, "source").items() if name.startswith("FRA-NY-SIDE-")}
    assert {text(page, "title"): level(page) for page in back.values()} == {
        "Skrive om her": "draft",
        "Laga her": "draft",
    }
    moving.close()


@pytest.mark.parametrize("damage", ["other text", "another title"])
def test_a_damaged_page_is_named_before_anybody_sees_it(
    graph: RunningGraph, tmp_path: Path, damage: str
) -> None:
    """Readers would be the first to find what is missing."""
    moving = opened(tmp_path)

    def spoil(key: str) -> None:
        page = pages(graph, "target").get("side-1.aspx")
        if key != "compare" or page is None:
            return
        if damage == "another title":
            page["title"] = "Noe annet"
        else:
            page["canvasLayout"] = {"horizontalSections": []}

    stuck = move(moving.scene, wires=moving.wires(spoil))
    assert isinstance(stuck, Stuck)
    assert text(pages(graph, "source")["side-1.aspx"], "id") in stuck.why
    assert level(pages(graph, "target")["side-2.aspx"]) == "draft"
    moving.close()


def test_a_page_that_is_removed_before_readers_come_is_made_again(
    graph: RunningGraph, tmp_path: Path
) -> None:
    """Readers would miss it, or an administrator's slip would cost the night."""
    moving, removed = opened(tmp_path), list[str]()

    def spoil(key: str) -> None:
        if key == "compare" and not removed:
            removed.append(text(pages(graph, "target")["side-1.aspx"], "id"))
            graph.service.sites.drop(tenant(graph, "target"), removed[0])

    assert move(moving.scene, wires=moving.wires(spoil)) == Done("open")
    made = pages(graph, "target")["side-1.aspx"]
    assert text(made, "id") not in removed
    assert level(made) == "published"
    moving.close()


def test_a_killed_mover_goes_on_where_it_came_to(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, object]
) -> None:
    """A power cut would leave pages that the next program makes again."""
    before = lines(graph)
    for key in ("copy-all", "freeze", "publish"):
        killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    moving.close()


def test_nothing_of_a_page_comes_into_the_ledger(graph: RunningGraph, tmp_path: Path) -> None:
    """What an intranet says would stand in a ledger that is kept for years."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    moving.close()
    said = {text(page, key) for page in pages(graph, "source").values() for key in ("name", "title")}
    content = (tmp_path / "ledger.db").read_bytes()
    assert len(said) > 10
    assert [one for one in said if one.encode() in content] == []

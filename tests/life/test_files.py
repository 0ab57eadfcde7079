"""A tenant's drives, their whole life, over Graph: calm, with the worst faults, written in, and killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.cli.files import moved_of
from flytt.migration.events import UndoStarted
from flytt.migration.kept_aside import kept_aside
from flytt.migration.next_action import Done
from practice.graph.drive import Drive
from practice.graph.running import RunningGraph
from tasks.bringing_back import bring_back
from tasks.link_map import link_map
from tests.conformance.graph.ground import mailed, running
from tests.driving import events_of, move, roll_back
from tests.life.files_ground import prepare
from tests.life.killing import killed_at
from tests.life.tenant_ground import opened, quick, quickly

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PEOPLE = 2
INTO, KEPT = "Fra gammel side", "Lagret her før tilbakeføringen"


def lines(graph: RunningGraph) -> dict[str, list[str]]:
    """Return what every drive that was touched holds: paths, contents and rights; none twice."""
    return {
        f"{tenant.name} {drive.owner_id}": [f"{drive.lock}", *sorted(drive.digest_lines())]
        for tenant in graph.service.tenants.values()
        for drive in tenant.drives.values()
    }


def new_drives(graph: RunningGraph) -> list[Drive]:
    """Return the drives of the new side that Flytt has copied into."""
    (tenant,) = (one for one in graph.service.tenants.values() if one.name == "target")
    return [one for one in tenant.drives.values() if one.child(one.root_id, INTO) is not None]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with running(home / "graph", people=PEOPLE, rich=True) as graph:
        prepare(graph, home)
        moving = opened(home)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return lines(graph)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants of which nothing has been moved, and what is needed to move them."""
    with running(tmp_path / "graph", people=PEOPLE, rich=True) as found:
        prepare(found, tmp_path)
        yield found


def test_there_back_there_again_and_retired(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A second attempt would meet what the first left, or somebody would hear of it by mail."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    there = lines(graph)
    assert there == calm
    world = moving.wires().world
    assert world is not None
    links = dict(link_map(moved_of(moving.scene.plan, moving.scene.plan.workloads[0].id), world))
    assert len(links) == len({*links.values()}) > len(new_drives(graph)) * 10
    assert all(old.rsplit("/", 1)[1] == new.rsplit("/", 1)[1] for old, new in links.items())
    assert any("Opptak frå kommunestyret.mp4" in line for found in there.values() for line in found)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert new_drives(graph) == []
    assert {found[0] for name, found in lines(graph).items() if name.startswith("source")} == {"Unlock"}
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert "NoAccess" in {found[0] for found in lines(graph).values()}
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert new_drives(graph) == []
    assert mailed(graph) == []
    moving.close()


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A request lost or delivered twice would make a file twice, or leave one cut off."""
    moving = opened(tmp_path, quick, quickly)
    graph.service.set_profile("worst")
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    graph.service.set_profile("calm")
    assert lines(graph) == calm
    graph.service.set_profile("worst")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    graph.service.set_profile("calm")
    assert new_drives(graph) == []
    assert mailed(graph) == []
    failed = sum(count for status, count in graph.service.answered.items() if int(status) >= 429)
    assert failed > 10, "hardly anything went wrong: nothing was tried"
    moving.close()


def test_what_people_wrote_on_the_new_side_is_listed_and_kept(graph: RunningGraph, tmp_path: Path) -> None:
    """A rollback would throw away what people have written since they were let in."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    drive = new_drives(graph)[0]
    into = drive.child(drive.root_id, INTO)
    assert into is not None
    theirs = drive.children(into.id)
    edited = next(one for one in theirs if not one.is_folder)
    drive.write(into, edited.name, b"skrevet om", 1.8e9, conflict="replace")
    drive.write(into, "Helt nytt.docx", b"nytt", 1.8e9, conflict="fail")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    says = [
        line
        for r in events_of(moving.scene)
        if isinstance(r.event, UndoStarted)
        for line in r.event.written_since
    ]
    assert [line for line in says if "2 files written" in line] == says
    kept = drive.child(into.id, KEPT)
    assert kept is not None
    held = {one.name: one.versions[-1].content for one in drive.children(kept.id)}
    assert held == {edited.name: b"skrevet om", "Helt nytt.docx": b"nytt"}
    assert [one.name for one in drive.children(into.id)] == [KEPT]
    planned = moving.scene.plan.workloads[0]
    (aside,) = kept_aside(moving.scene.plan.municipality, planned, events_of(moving.scene))
    assert aside.next_command.startswith("flytt files back ")
    world = moving.wires().world
    assert world is not None
    for _ in range(2):
        made = bring_back(moved_of(moving.scene.plan, planned.id), "FRA-NY-SIDE", world)
        assert made.left == ()
    back = {
        one.name: one.versions[-1].content
        for source in graph.service.tenants.values()
        for old in source.drives.values()
        if (folder := old.child(old.root_id, "FRA-NY-SIDE")) is not None
        for one in old.children(folder.id)
    }
    assert back == held
    moving.close()


def test_a_killed_mover_goes_on_where_it_came_to(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A power cut would leave files that the next program copies again, or a large one begun anew."""
    for key in ("copy-all", "grant-rights"):
        killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert new_drives(graph) == []
    moving.close()


def test_no_name_of_a_file_comes_into_the_ledger(graph: RunningGraph, tmp_path: Path) -> None:
    """What people call their files would stand in a ledger that is kept for years."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    moving.close()
    names = {
        item.name
        for tenant in graph.service.tenants.values()
        for drive in tenant.drives.values()
        for item in drive.items.values()
        if item.parent
    }
    assert len(names) > 10
    content = (tmp_path / "ledger.db").read_bytes()
    assert [name for name in names - {INTO} if name.encode() in content] == []

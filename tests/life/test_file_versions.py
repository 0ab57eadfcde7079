"""Files with older versions, their whole life over Graph: calm, with the worst faults, and killed."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from flytt.migration.next_action import Done
from practice.graph.clock import EPOCH
from practice.graph.drive import Drive, drive_id
from practice.graph.running import RunningGraph
from practice.graph.things import text
from tests.conformance.graph.ground import mailed, running
from tests.driving import move, roll_back
from tests.life.files_ground import settings
from tests.life.killing import killed_at
from tests.life.tenant_ground import opened, prepare, quick, quickly

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
INTO = "Fra gammel side"
SAVED = ("Årshjul.xlsx", "Vedtak.docx", "Referat.docx")


def drives(graph: RunningGraph, tenant: str) -> list[Drive]:
    """Return all drives of a tenant: each is there once it has been asked for."""
    (found,) = (one for one in graph.service.tenants.values() if one.name == tenant)
    owners = [text(one, "id") for one in (*found.users.values(), *found.groups.values())]
    return [drive for one in owners if (drive := found.drive(drive_id(one))) is not None]


def states(drive: Drive, folder: str = "") -> dict[str, list[bytes]]:
    """Return what each file has held, oldest first; the same twice in a row is one."""
    top, above = drive.at(drive.item("root"), folder), f"/{folder}" if folder else ""
    files = [one for one in drive.below(top) if one.versions] if top is not None else []
    return {
        drive.path(one).removeprefix(above): [key for key, _ in groupby(v.content for v in one.versions)]
        for one in files
    }


def both(graph: RunningGraph) -> tuple[list[str], list[str]]:
    """Return what all old drives hold, and all new ones, in one order."""
    old = [str(sorted(states(one).items())) for one in drives(graph, "source") if states(one)]
    there = [str(sorted(states(one, INTO).items())) for one in drives(graph, "target")]
    return sorted(old), sorted(one for one in there if one != "[]")


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants in which files have been saved several times, and what is needed to move them."""
    with running(tmp_path / "graph", people=2, rich=True) as found:
        for drive in drives(found, "source"):
            for number, name in enumerate(SAVED):
                for state in range(number + 2):
                    content = f"{name} {drive.owner_name} {state % 3}".encode() * (state % 3)
                    drive.write(drive.item("root"), name, content, EPOCH + state, conflict="replace")
        prepare(found, tmp_path, "tenant-files", {**settings(found), "versions": "all"})
        yield found


def test_versions_move_and_go_back_with_their_files(graph: RunningGraph, tmp_path: Path) -> None:
    """What a document said before would be lost on the way, or stay behind when it goes back."""
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    old, there = both(graph)
    assert there == old
    assert sum(len(one.versions) > 1 for drive in drives(graph, "target") for one in drive.items.values()) > 5
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert both(graph) == (old, [])
    assert mailed(graph) == []
    moving.close()


def test_the_worst_faults_lose_no_version(graph: RunningGraph, tmp_path: Path) -> None:
    """A request lost or delivered twice would leave a version out, or one that nobody wrote."""
    moving = opened(tmp_path, quick, quickly)
    graph.service.set_profile("worst")
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    graph.service.set_profile("calm")
    old, there = both(graph)
    assert there == old
    failed = sum(count for status, count in graph.service.answered.items() if int(status) >= 429)
    assert failed > 10, "hardly anything went wrong: nothing was tried"
    moving.close()


def test_a_killed_mover_doubles_no_version(graph: RunningGraph, tmp_path: Path) -> None:
    """A power cut would leave a document's history with states that it never had in that order."""
    killed_at("tenant_ground", tmp_path, "copy-all")
    moving = opened(tmp_path)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    old, there = both(graph)
    assert there == old
    moving.close()

"""What somebody must decide of an intranet is named weeks before, by id; nothing is dropped in silence."""

import pytest

from flytt.migration.record import Json
from tasks.intranet.survey import Survey
from tasks.site_pairs import Moved
from tests.pages import EVENTS, HALF, NEW_SITE, OLD_SITE, body, page_named, text
from tests.sweeps.ground import entry
from tests.worlds import Twins, twins

pytestmark = pytest.mark.slow


def named(scene: Twins, **changes: Json) -> list[str]:
    """Return what the survey names."""
    want = Moved.model_validate({**entry("tenant-intranet", "survey").values, **changes})
    step = Survey()
    return list(step.judge(want, step.see(want, scene.world), scene.world).differing)


@pytest.fixture
def scene() -> Twins:
    """Return a world of which nothing has been moved."""
    return twins("tenant-intranet")


def test_a_mapping_that_decides_all_is_let_through(scene: Twins) -> None:
    """The survey would stop every move."""
    assert named(scene) == []


def test_a_web_part_that_graph_does_not_write_is_decided(scene: Twins) -> None:
    """A calendar would be gone from a page, and nobody would know."""
    page = page_named(scene.tenants.sites("old").sites[OLD_SITE.id], "Kalender.aspx")
    (line,) = named(scene, web_parts=[])
    assert page.id in line
    assert EVENTS in line
    left: Json = {"source": page.id, "leave": True, "why": "Built anew."}
    half = entry("tenant-intranet", "survey").values["decisions"]
    assert isinstance(half, list)
    assert named(scene, web_parts=[], decisions=[*half, left]) == []


def test_a_draft_on_top_of_what_readers_see_is_decided(scene: Twins) -> None:
    """What is not ready would be published, or what is published would vanish."""
    page = page_named(scene.tenants.sites("old").sites[OLD_SITE.id], HALF)
    (line,) = named(scene, decisions=[])
    assert page.id in line
    assert "newest" in line


def test_names_that_are_taken_or_wanted_twice_are_decided(scene: Twins) -> None:
    """A page would not arrive, or be laid over somebody's."""
    there = scene.tenants.sites("new").sites[NEW_SITE.id]
    taken = there.put("ferie.aspx", body("Noe annet", text("x")))
    lines = named(scene, home="Kalender.aspx")
    assert sum("its name is wanted by 2 pages" in line for line in lines) == 2
    assert [line for line in lines if f"is taken by {taken.id}" in line]


def test_a_decision_about_nothing_and_files_that_are_not_ready_are_named(scene: Twins) -> None:
    """A page would move against a decision whose id has been mistyped, or pages lead to where files were."""
    nobody: Json = {"source": "nobody", "leave": True, "why": "A slip."}
    half = entry("tenant-intranet", "survey").values["decisions"]
    assert isinstance(half, list)
    assert named(scene, decisions=[*half, nobody]) == ["page nobody: decided, and on no old site"]
    assert "files of filer" in "".join(named(scene, files="filer"))


def test_a_site_that_is_closed_already_is_named(scene: Twins) -> None:
    """It would be opened by going back, and was not Flytt's to open."""
    scene.tenants.sites("old").sites[OLD_SITE.id].lock = "ReadOnly"
    assert "closed already" in "".join(named(scene))


def test_a_page_that_only_some_may_read_is_decided(scene: Twins) -> None:
    """What was written for the leaders alone would be published to everybody who may read the new site."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    page = page_named(site, "Ferie.aspx")
    site.apart.add(page.id)
    (line,) = named(scene)
    assert page.id in line
    assert "read_by_all" in line
    half = entry("tenant-intranet", "survey").values["decisions"]
    assert isinstance(half, list)
    for decided in ({"leave": True}, {"read_by_all": True}):
        row: Json = {"source": page.id, "why": "Asked the leader.", **decided}
        assert named(scene, decisions=[*half, row]) == []
    assert named(scene, page_rights="looked") == []

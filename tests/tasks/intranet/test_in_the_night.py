"""What happens between the last pass and the readers' first page: the night goes on, and says so."""

from collections.abc import Iterable

import pytest

from flytt.adapters.memory.sites import MemorySites
from flytt.migration.errors import NotFound
from flytt.migration.intranet import Page
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from tests.driving import Wires, journal_of, move, roll_back, state_of
from tests.pages import INTRANET_SETTINGS, NEW_SITE, OLD_SITE, page_named
from tests.worlds import MORNING, RUNBOOKS, SETTINGS_OF, Twins, municipality, twins, workload


def removing(scene: Twins, key: str, nth: int) -> Wires:
    """Return wires by which somebody removes a page there when the step is acted on for that time."""
    seen: list[str] = []

    def begins(step: str) -> None:
        seen.append(step)
        if (step, seen.count(step)) == (key, nth):
            site = scene.tenants.sites("new").sites[NEW_SITE.id]
            del site.there[page_named(site, "Ferie.aspx").id]

    return Wires(begins=begins)


def skipped(scene: Twins, key: str) -> str:
    """Return what a step's verification says that it left out."""
    seen = state_of(scene).workload(scene.plan.workloads[0].id).step(key).verification
    assert seen is not None
    return "; ".join(seen.skipped)


def adopt(scene: Twins, said: dict[str, Json]) -> None:
    """Go over to a plan whose mapping says this too."""
    whole = SETTINGS["tenant-intranet"].model_validate({**SETTINGS_OF["tenant-intranet"], **said}).as_json()
    plan = make_plan(municipality([workload("tenant-intranet", settings=whole)]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(plan)
    scene.plan = plan


@pytest.mark.parametrize(("key", "nth"), [("last-delta", 2), ("compare", 1), ("compare", 2), ("publish", 1)])
def test_a_page_that_vanishes_after_the_last_pass_is_made_again_before_readers_come(
    key: str, nth: int
) -> None:
    """One page that an administrator removes would cost the whole night."""
    scene = twins("tenant-intranet")
    assert move(scene, wires=removing(scene, key, nth)) == Done("open")
    made = page_named(scene.tenants.sites("new").sites[NEW_SITE.id], "Ferie.aspx")
    assert (made.level, made.body["title"]) == ("published", "Ferie")
    if key == "last-delta":
        old = page_named(scene.tenants.sites("old").sites[OLD_SITE.id], "Ferie.aspx").id
        assert f"1 × copy that others have removed on the new side since it was made: page {old}" in skipped(
            scene, "last-delta"
        )
    assert roll_back(scene) == Done("before")


def test_a_page_that_vanishes_after_it_was_published_is_named() -> None:
    """Readers would miss a page, and the report say that all of them are there."""
    scene = twins("tenant-intranet")
    assert move(scene, wires=removing(scene, "publish", 2)) == Done("open")
    assert "1 × copy that others have removed" in skipped(scene, "publish")


def test_a_draft_that_appears_in_the_window_can_be_decided_there() -> None:
    """An editor who forgot to publish would send everybody back to the beginning."""
    scene = twins("tenant-intranet")
    site = scene.tenants.sites("old").sites[OLD_SITE.id]

    def begins(step: str) -> None:
        if step == "compare":
            page = page_named(site, "Ferie.aspx")
            if not page.half_said:
                said = {**page.as_json(), "level": "draft", "version": "1.1"}
                site.there[page.id] = Page.model_validate(said)

    stuck = move(scene, wires=Wires(begins=begins))
    assert isinstance(stuck, Stuck)
    page = page_named(site, "Ferie.aspx")
    assert page.id in stuck.why
    known = INTRANET_SETTINGS["decisions"]
    assert isinstance(known, list)
    decision: Json = {"source": page.id, "newest": "publish", "why": "The editor says so."}
    adopt(scene, {"decisions": [*known, decision]})
    assert move(scene) == Done("open")
    assert page_named(scene.tenants.sites("new").sites[NEW_SITE.id], "Ferie.aspx").level == "published"


def test_that_people_have_looked_for_pages_of_a_few_can_be_said_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A tenant that stops telling who may read a page would hold the move for ever, whatever people state."""

    def untold(sites: MemorySites, site: str, pages: Iterable[str]) -> frozenset[str]:
        del sites, site, pages
        raise NotFound("Rights were asked for.", still_true="Nothing was touched.", next_command="look")

    def begins(step: str) -> None:
        if step == "compare":
            monkeypatch.setattr(MemorySites, "rights_apart", untold)

    scene = twins("tenant-intranet")
    assert isinstance(move(scene, wires=Wires(begins=begins)), Stuck)
    adopt(scene, {"page_rights": "looked"})
    assert move(scene) == Done("open")

"""What editors do between the survey and the last pass is neither lost nor let through by the comparison."""

from collections.abc import Iterator

import pytest

from flytt.migration.errors import ChangedByOthers
from flytt.migration.intranet import Page
from flytt.migration.next_action import Done, Stuck
from flytt.migration.record import Json
from flytt.migration.step import Nothing
from tasks.intranet.compare import Compare
from tasks.intranet.copy_all import CopyAll
from tasks.page_passes import converge
from tasks.site_pairs import Moved, Sites
from tests.driving import Wires, move
from tests.pages import NEW_SITE, OLD_SITE, body, page_named, standard, text
from tests.sweeps.ground import entry
from tests.worlds import Twins, twins

pytestmark = pytest.mark.slow
SOME_FORM = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def scene() -> Twins:
    """Return a world of which nothing has been moved."""
    return twins("tenant-intranet")


def differing(scene: Twins, **changes: Json) -> list[str]:
    """Carry all over, and return what the comparison names."""
    want, step = Moved.model_validate({**entry("tenant-intranet", "compare").values, **changes}), Compare()
    CopyAll().do(want, Nothing(), scene.world)
    return list(step.judge(want, step.see(want, scene.world), scene.world).differing)


@pytest.mark.parametrize(("level", "version"), [("draft", "1.1"), ("checkout", "2.3"), ("checkout", "0.2")])
def test_a_page_that_somebody_has_begun_to_edit_is_named(scene: Twins, level: str, version: str) -> None:
    """A page that everybody read would be a draft that nobody sees, without a word."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    assert differing(scene) == []
    page = page_named(site, "Ferie.aspx")
    site.there[page.id] = Page.model_validate({**page.as_json(), "level": level, "version": version})
    (line,) = differing(scene)
    assert page.id in line
    known = entry("tenant-intranet", "compare").values["decisions"]
    assert isinstance(known, list)
    decision: Json = {"source": page.id, "newest": "publish", "why": "The editor says so."}
    assert differing(scene, decisions=[*known, decision]) == []


def test_a_page_that_was_closed_to_most_after_the_survey_is_named(scene: Twins) -> None:
    """What an editor kept for a few the day before would be published to everybody in the night."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    page = page_named(site, "Ferie.aspx")
    site.apart.add(page.id)
    (line,) = differing(scene)
    assert f"page {page.id}: has rights of its own" in line


def test_a_web_part_that_came_after_the_survey_is_named_before_sites_are_closed(scene: Twins) -> None:
    """A form that an editor put on a page would be gone from it, and the comparison would be content."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    closing = list[str]()

    def edit(key: str) -> None:
        closing.append(key)
        if key == "evening-delta":
            site.put("Ferie.aspx", body("Ferie", text("Søk her"), standard(SOME_FORM, {"form": "1"})))

    stuck = move(scene, wires=Wires(begins=edit))
    assert isinstance(stuck, Stuck)
    assert SOME_FORM in stuck.why
    assert "freeze" not in closing
    assert [line for line in differing(scene) if SOME_FORM in line]


def test_what_a_listing_does_not_tell_is_missed(scene: Twins) -> None:
    """An empty page would be held against the same empty page."""
    sites = scene.tenants.sites("old")
    whole = sites.pages

    def without_canvas(site: str) -> Iterator[Page]:
        for page in whole(site):
            said = {name: one for name, one in page.body.items() if name != "canvasLayout"}
            yield page.changed(body=said) if page.name == "Ferie.aspx" else page

    sites.pages = without_canvas  # type: ignore[method-assign]
    (line,) = differing(scene)
    assert "asked for alone" in line


def carried(scene: Twins) -> dict[str, str]:
    """Carry all over once more; return titles on the new side by name, and see that both sides are alike."""
    want, step = Moved.model_validate(entry("tenant-intranet", "compare").values), Compare()
    left = converge(Sites(want, scene.world)).left
    assert left == {} == dict.fromkeys(step.judge(want, step.see(want, scene.world), scene.world).differing)
    there = scene.tenants.sites("new").sites[NEW_SITE.id]
    return {page.name: str(page.body["title"]) for page in there.there.values()}


def test_names_that_go_from_page_to_page_come_along_in_one_pass(scene: Twins) -> None:
    """The last pass before readers come would stop at them, or take away what it has just written."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    assert differing(scene) == []
    one, other = page_named(site, "Ferie.aspx"), page_named(site, "Kalender.aspx")
    site.there[one.id] = one.changed(name=other.name)
    site.there[other.id] = other.changed(name=one.name)
    titles = carried(scene)
    assert (titles["Ferie.aspx"], titles["Kalender.aspx"]) == ("Kalender", "Ferie")


@pytest.mark.parametrize("said", ["Ikkje ferdig", "Ferdig"])
def test_a_page_that_was_removed_and_written_anew_comes_along(scene: Twins, said: str) -> None:
    """Its copy would be taken away as that of the page that is gone."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    assert differing(scene) == []
    former = page_named(site, "Utkast.aspx")
    del site.there[former.id]
    site.put("Utkast.aspx", body("Utkast", text(said)), level="draft")
    for _ in range(2):
        assert carried(scene)["Utkast.aspx"] == "Utkast"


def test_two_pages_that_want_one_name_are_not_laid_over_each_other(scene: Twins) -> None:
    """One of them would be gone, and which would be left to chance."""
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    site.put("hjem-fra-gammel-side.aspx", body("En annen", text("x")))
    with pytest.raises(ChangedByOthers, match="another page wants its name"):
        differing(scene)


def test_a_page_that_had_to_be_left_is_carried_when_somebody_has_seen_to_it(scene: Twins) -> None:
    """The move would stop at a page of others for ever, and in the window all would have to be taken back."""
    there = scene.tenants.sites("new").sites[NEW_SITE.id]

    def meddle(key: str) -> None:
        if key == "copy-all" and there.named("Ferie.aspx") is None:
            there.put("Ferie.aspx", body("Noe annet", text("x")))

    stuck = move(scene, wires=Wires(begins=meddle))
    assert isinstance(stuck, Stuck)
    theirs = page_named(there, "Ferie.aspx")
    assert theirs.id in stuck.why
    assert theirs.body["title"] == "Noe annet"
    del there.there[theirs.id]
    assert move(scene) == Done("open")
    assert page_named(there, "Ferie.aspx").body["title"] == "Ferie"

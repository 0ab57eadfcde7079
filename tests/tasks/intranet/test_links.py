"""Addresses in pages lead to where things are now; what has no counterpart is counted and left."""

import pytest

from flytt.migration.intranet import digest_of
from flytt.migration.next_action import Done
from flytt.migration.page_links import Links
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from flytt.migration.step import Nothing
from tasks.intranet.copy_all import CopyAll
from tasks.site_pairs import Moved
from tests.driving import move
from tests.pages import NEW_SITE, OLD_SITE, body, page_named, standard, text
from tests.worlds import SETTINGS_OF, twins

OLD, NEW = "https://old.example", "https://new.example"
TABLE = {
    f"{OLD}/sitepages/ferie & fri.aspx": f"{NEW}/SitePages/Ferie%20%26%20fri.aspx",
    f"{OLD}/sites/a": f"{NEW}/sites/b",
    f"{OLD}/_layouts/15/doc.aspx?sourcedoc={{a1}}": f"{NEW}/_layouts/15/Doc.aspx?sourcedoc=B",
    f"{OLD}/docs/plan": f"{NEW}/Arkiv/Plan",
    f"{OLD}/docs/plan (1).docx": f"{NEW}/Docs/Plan%20(1).docx",
    f"{OLD}/docs/ola's.docx": f"{NEW}/Docs/Ola's.docx",
}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{OLD}/SitePages/Ferie%20%26%20fri.aspx", f"{NEW}/SitePages/Ferie%20%26%20fri.aspx"),
        (f'<a href="{OLD}/sites/A/">', f'<a href="{NEW}/sites/b">'),
        (f"<p>Sjå {OLD}/sites/a.</p>", f"<p>Sjå {NEW}/sites/b.</p>"),
        (f'<a href="{OLD}/sites/a?x=1&amp;y=2#z">', f'<a href="{NEW}/sites/b?x=1&amp;y=2#z">'),
        ("<a href='/sites/a'>", f"<a href='{NEW}/sites/b'>"),
        ("/sites/a", f"{NEW}/sites/b"),
        ("og/eller /sites/a", "og/eller /sites/a"),
        (f"{OLD}.elsewhere.example/sites/a", f"{OLD}.elsewhere.example/sites/a"),
        ("https://other.example/sites/a", "https://other.example/sites/a"),
        ("id-of-old", "id-of-new"),
        (
            f"{OLD}/_layouts/15/Doc.aspx?sourcedoc=%7BA1%7D&action=view",
            f"{NEW}/_layouts/15/Doc.aspx?sourcedoc=B",
        ),
        (f"{OLD}/Docs/Plan%20(1).docx", f"{NEW}/Docs/Plan%20(1).docx"),
        (f'<a href="{OLD}/Docs/Plan%20(1).docx?web=1">', f'<a href="{NEW}/Docs/Plan%20(1).docx?web=1">'),
        (f'<a href="{OLD}/Docs/Plan (1).docx">', f'<a href="{NEW}/Docs/Plan%20(1).docx">'),
        (f'<a href="{OLD}/Docs/Ola\'s.docx">', f'<a href="{NEW}/Docs/Ola\'s.docx">'),
        ('<a href="https&#58;//old.example/sites/a">', f'<a href="{NEW}/sites/b">'),
        ('<img src="//old.example/sites/a">', f'<img src="{NEW}/sites/b">'),
        ('<img src="//cdn.example/sites/a">', '<img src="//cdn.example/sites/a">'),
        ("https://[sites/a", "https://[sites/a"),
        (
            f"<a href='https://other.example/?to={OLD}/sites/a'>",
            f"<a href='https://other.example/?to={NEW}/sites/b'>",
        ),
    ],
)
def test_an_address_is_found_however_it_is_written(written: str, expected: str) -> None:
    """A link would lead to the tenant that is left, or a text that is none would be changed."""
    links = Links((OLD,), TABLE, {"id-of-old": "id-of-new"})
    assert links.rewrite({"at": [written]}) == {"at": [expected]}
    assert links.unmet == set()


def test_what_has_no_counterpart_is_left_and_counted() -> None:
    """A link would be made up, or a dead one would be found by a reader."""
    links = Links((OLD,), TABLE)
    said: Json = f'<img src="{OLD}/SiteAssets/skog.jpg"> <a href="/borte">'
    assert links.rewrite(said) == said
    assert links.unmet == {f"{OLD}/siteassets/skog.jpg", f"{OLD}/borte"}


def test_a_page_that_stays_is_led_to_where_it_is() -> None:
    """A link would lead to a page that nobody has made, and be counted as mended."""
    scene = twins("tenant-intranet")
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    stays = page_named(site, "Kalender.aspx")
    site.put("peikar.aspx", body("Peikar", text(f'<a href="{stays.url}">Kalender</a>')))
    decision: Json = {"source": stays.id, "leave": True, "why": "Built anew."}
    said = {**SETTINGS_OF["tenant-intranet"], "decisions": [decision], "kept_as": "fjordvik_intranett"}
    want = Moved.model_validate(said)
    tally = CopyAll().do(want, Nothing(), scene.world)
    there = page_named(scene.tenants.sites("new").sites[NEW_SITE.id], "peikar.aspx")
    assert f'href="{stays.url}"' in str(there.body)
    assert tally.links_unmet == 2, "the picture in Site Assets, and this one"


def test_ids_and_empty_values_do_not_make_pages_differ_and_text_does() -> None:
    """Every page would differ from its copy, or none."""
    one, other = body("Ferie", text("<p>a</p>")), body("Ferie", text("<p>a</p>"))
    canvas = other["canvasLayout"]
    assert isinstance(canvas, dict)
    assert digest_of({**other, "canvasLayout": {**canvas, "id": "9"}, "titleArea": None}) == digest_of(one)
    assert digest_of(body("Ferie", text("<p>b</p>"))) != digest_of(one)
    assert digest_of(body("Fri", text("<p>a</p>"))) != digest_of(one)


def test_who_is_named_and_where_a_part_stands_make_pages_differ() -> None:
    """An editor's change would be carried by no pass, and no comparison would miss it."""
    people = "7f718435-ee4d-431c-bdbf-9c4ff326f46e"

    def naming(who: str) -> dict[str, Json]:
        return body("Kontakt", standard(people, {"persons": [{"id": who}]}))

    def two(left: list[Json], right: list[Json]) -> dict[str, Json]:
        columns: Json = [{"width": 6, "webparts": left}, {"width": 6, "webparts": right}]
        return {"title": "To", "canvasLayout": {"horizontalSections": [{"columns": columns}]}}

    assert digest_of(naming("kari")) != digest_of(naming("ola"))
    first, other = text("<p>a</p>"), text("<p>b</p>")
    assert digest_of(two([first, other], [])) != digest_of(two([first], [other]))


@pytest.mark.slow
def test_pages_lead_to_files_where_they_have_been_moved() -> None:
    """Pictures and documents of the intranet would lie in the tenant that is left."""
    said = SETTINGS["tenant-intranet"].model_validate(
        {**SETTINGS_OF["tenant-intranet"], "files": "tenant-files"}
    )
    scene = twins("tenant-files")
    want = Moved.model_validate({**said.as_json(), "kept_as": "fjordvik_intranett"})
    drive = next(iter(scene.drives.tenants["old"].drives.values()))
    file = drive.write("Årsplan.docx", b"plan")
    site = scene.tenants.sites("old").sites[OLD_SITE.id]
    site.put("filer.aspx", body("Filer", text(f'<a href="{file.url}">Årsplan</a> <a href="{file.url}x">')))
    pasted = f"{drive.items[file.parent].url}/%C3%85rsplan.docx?web=1"
    site.put("limt-inn.aspx", body("Limt inn", text(f'<a href="{pasted}">Årsplan</a>')))
    assert move(scene) == Done("open")
    assert CopyAll().do(want, Nothing(), scene.world).left == {}
    new = page_named(scene.tenants.sites("new").sites[NEW_SITE.id], "filer.aspx")
    there = [one for held in scene.drives.tenants["new"].drives.values() for one in held.items.values()]
    urls = [one.url for one in there if one.name == "Årsplan.docx"]
    assert any(f'href="{url}"' in str(new.body) for url in urls)
    other = page_named(scene.tenants.sites("new").sites[NEW_SITE.id], "limt-inn.aspx")
    assert any(f'href="{url}?web=1"' in str(other.body) for url in urls)
    assert f'href="{file.url}x"' in str(new.body), "what nobody moves leads where it led"

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
from tests.pages import NEW_SITE, OLD_SITE, body, page_named, text
from tests.worlds import SETTINGS_OF, twins

OLD, NEW = "https://old.example", "https://new.example"
TABLE = {
    f"{OLD}/sitepages/ferie & fri.aspx": f"{NEW}/SitePages/Ferie%20%26%20fri.aspx",
    f"{OLD}/sites/a": f"{NEW}/sites/b",
    f"{OLD}/_layouts/15/doc.aspx?sourcedoc={{a1}}": f"{NEW}/_layouts/15/Doc.aspx?sourcedoc=B",
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


def test_ids_and_empty_values_do_not_make_pages_differ_and_text_does() -> None:
    """Every page would differ from its copy, or none."""
    one, other = body("Ferie", text("<p>a</p>")), body("Ferie", text("<p>a</p>"))
    canvas = other["canvasLayout"]
    assert isinstance(canvas, dict)
    assert digest_of({**other, "canvasLayout": {**canvas, "id": "9"}, "titleArea": None}) == digest_of(one)
    assert digest_of(body("Ferie", text("<p>b</p>"))) != digest_of(one)
    assert digest_of(body("Fri", text("<p>a</p>"))) != digest_of(one)


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

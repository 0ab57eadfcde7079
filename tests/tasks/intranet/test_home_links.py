"""Pages that people wrote on the new side lead home again when they are brought back."""

import pytest

from flytt.migration.next_action import Done
from flytt.migration.settings import SETTINGS
from tasks.pages_back import pages_back
from tasks.site_pairs import Moved, Sites
from tests.driving import move
from tests.pages import NEW_SITE, NEW_URL, OLD_SITE, body, page_named, text
from tests.worlds import SETTINGS_OF, twins


@pytest.mark.slow
def test_a_page_that_is_brought_back_leads_to_the_old_files_and_pages() -> None:
    """Its readers would be led into the tenant that has just been left again, and nobody be told."""
    said = SETTINGS["tenant-intranet"].model_validate(
        {**SETTINGS_OF["tenant-intranet"], "files": "tenant-files"}
    )
    scene = twins("tenant-files")
    want = Moved.model_validate({**said.as_json(), "kept_as": "fjordvik_intranett"})
    drive = next(iter(scene.drives.tenants["old"].drives.values()))
    file = drive.write("Møter/Møteplan 12.docx", b"plan")
    assert move(scene) == Done("open")
    there = [one for held in scene.drives.tenants["new"].drives.values() for one in held.items.values()]
    (moved,) = [one for one in there if one.name == "Møteplan 12.docx"]
    elsewhere = f"{NEW_URL}/SitePages/Finst-ikkje.aspx"
    site = scene.tenants.sites("new").sites[NEW_SITE.id]
    written = site.put(
        "ny.aspx",
        body(
            "Ny",
            text(f'<a href="{moved.url}">plan</a> <a href="{NEW_URL}/SitePages/Ferie.aspx">ferie</a>'),
            text(f'<a href="{elsewhere}">borte</a>'),
        ),
    )
    (pair,) = Sites(want, scene.world).pairs
    pair.book.offer(written.id)
    made = pages_back(want, "TILBAKE", scene.world)
    old = scene.tenants.sites("old").sites[OLD_SITE.id]
    (back,) = [one for one in old.there.values() if one.name.startswith("TILBAKE-")]
    assert f'href="{file.url}"' in str(back.body)
    assert f'href="{page_named(old, "Ferie.aspx").url}"' in str(back.body)
    assert elsewhere in str(back.body)
    assert (made.pages, made.links_unmet) == (1, 1)

"""Sites of the twins' two tenants: pages that lead to each other, drafts, and what Graph does not write."""

from flytt.adapters.memory.directory import MemoryDirectories
from flytt.adapters.memory.sites import MemorySite, MemorySites
from flytt.migration.intranet import STANDARD_PART, TEXT_PART, Page, Site
from flytt.migration.record import Json
from tests.tenants import object_id

IMAGE, EVENTS = "d1d91016-032f-456d-98a4-721247c305e8", "20745d7d-8581-4a6c-bf26-68279bc123fc"
OLD_URL, NEW_URL = (
    "https://old.sharepoint.example/sites/intranett",
    "https://new.sharepoint.example/sites/hva",
)


def site_id(tenant: str) -> str:
    """Return the id of a tenant's one site."""
    return f"{tenant}.sharepoint.example,{object_id(f'{tenant}/collection')},{object_id(f'{tenant}/web')}"


def text(html: str) -> Json:
    """Return a web part with this text."""
    return {"@odata.type": TEXT_PART, "id": object_id(html), "innerHtml": html}


def standard(kind: str, properties: dict[str, Json]) -> Json:
    """Return another web part."""
    data: Json = {"dataVersion": "1.9", "properties": properties}
    return {"@odata.type": STANDARD_PART, "id": object_id(kind), "webPartType": kind, "data": data}


def body(title: str, *parts: Json) -> dict[str, Json]:
    """Return a page with these web parts in one column."""
    column: Json = {"id": "1", "width": 12, "webparts": list(parts)}
    section: Json = {"id": "1", "layout": "oneColumn", "emphasis": "none", "columns": [column]}
    return {
        "title": title,
        "description": "",
        "pageLayout": "article",
        "promotionKind": "page",
        "showComments": True,
        "showRecommendedPages": False,
        "canvasLayout": {"horizontalSections": [section]},
    }


OLD_SITE = Site(id=site_id("old"), collection=object_id("old/collection"), url=OLD_URL)
NEW_SITE = Site(id=site_id("new"), collection=object_id("new/collection"), url=NEW_URL)
HALF = "halvferdig.aspx"


def with_sites(tenants: MemoryDirectories) -> MemoryDirectories:
    """Return the tenants with a site each."""
    old, new = MemorySite(OLD_SITE), MemorySite(NEW_SITE)
    old.put("Home.aspx", body("Hjem", text(f'<a href="{OLD_URL}/SitePages/Ferie.aspx?web=1">Ferie</a>')))
    image = standard(IMAGE, {"siteId": OLD_SITE.collection, "imageSource": f"{OLD_URL}/SiteAssets/skog.jpg"})
    old.put(
        "Ferie.aspx",
        body("Ferie", text("Se <a href='/sites/intranett/SitePages/Home.aspx#to'>hjem</a>"), image),
    )
    old.put("Kalender.aspx", body("Kalender", text("Møter"), standard(EVENTS, {"list": "1"})))
    old.put("Utkast.aspx", body("Utkast", text("Ikkje ferdig")), level="draft")
    half = old.put(HALF, body("Halvferdig", text("Nytt")), level="draft")
    old.there[half.id] = half.changed(version="2.1")
    new.put("Home.aspx", body("Velkommen", text("Den nye sida")))
    tenants.site_estates = {
        "old": MemorySites("old", {OLD_SITE.id: old}),
        "new": MemorySites("new", {NEW_SITE.id: new}),
    }
    return tenants


def page_named(site: MemorySite, name: str) -> Page:
    """Return a page by its name."""
    found = site.named(name)
    assert found is not None
    return found


def _half_id() -> str:
    return page_named(with_sites(MemoryDirectories()).sites("old").sites[OLD_SITE.id], HALF).id


INTRANET_SETTINGS: dict[str, Json] = {
    "source": "old",
    "target": "new",
    "sites": [{"source": OLD_SITE.id, "target": NEW_SITE.id}],
    "web_parts": [{"type": EVENTS, "why": "The calendar is in Outlook."}],
    "decisions": [{"source": _half_id(), "newest": "publish", "why": "It is ready."}],
    "instructions": "Sett vlan.",
    "undo_instructions": "Sett vlan tilbake.",
    "checks": [
        {"kind": "document", "subject": "net/sone", "field": "vlan", "expected": 20, "says": "the zone"}
    ],
}
"""What a mapping would say."""

"""An intranet from a seed: pages that lead to each other, pictures, drafts, and what Graph does not write."""

from __future__ import annotations

from pydantic import JsonValue

from practice.graph.clock import EPOCH
from practice.graph.site_addresses import address_of, root_collection, root_id
from practice.graph.site_pages import Sites
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, moment
from practice.people import Draw

__all__ = ["seed_pages", "site_page", "standard_part", "text_part"]

IMAGE, EVENTS = "d1d91016-032f-456d-98a4-721247c305e8", "20745d7d-8581-4a6c-bf26-68279bc123fc"
_SUBJECTS = ("Ferie", "Årshjul", "Lønn & reise", "Ny her", "Varsling", "Bedriftslag", "Kantine")


def text_part(html: str) -> Thing:
    """A web part with text."""
    return {"@odata.type": "#microsoft.graph.textWebPart", "id": identifier("part", html), "innerHtml": html}


def standard_part(kind: str, properties: Thing, *, links: dict[str, str]) -> Thing:
    """Another web part; `links` are those that the service keeps beside its properties, by place."""
    pairs: list[JsonValue] = [{"key": key, "value": value} for key, value in links.items()]
    return {
        "@odata.type": "#microsoft.graph.standardWebPart",
        "id": identifier("part", kind, str(links)),
        "webPartType": kind,
        "data": {
            "dataVersion": "1.9",
            "title": "",
            "properties": properties,
            "serverProcessedContent": {"htmlStrings": [], "imageSources": pairs},
        },
    }


def site_page(name: str, title: str, *found: Thing) -> Thing:
    """A page with these web parts in one column."""
    held: list[JsonValue] = [*found]
    columns: list[JsonValue] = [{"id": "1", "width": 12, "webparts": held}]
    sections: list[JsonValue] = [{"id": "1", "layout": "oneColumn", "emphasis": "none", "columns": columns}]
    return {"name": name, "title": title, "canvasLayout": {"horizontalSections": sections}}


def seed_pages(sites: Sites, tenant: Tenant, *, pages: int) -> None:
    """The root site's start page, and so many others in the tenant that people leave."""
    root, draw = root_id(tenant), Draw(f"{tenant.seed}/pages")
    url, now = address_of(tenant, root), moment(EPOCH)
    start = text_part(f'<p>Velkommen. <a href="{url}/SitePages/{"side-1.aspx"}?web=1&amp;a=b">Først</a></p>')
    sites.write(tenant, root, site_page("Home.aspx", "Intranett", start), now=now, published=True)
    for number in range(pages if tenant.name == "source" else 0):
        subject, following = draw.pick(_SUBJECTS, number), (number + 1) % pages
        html = f"<p>{subject} nr. {number}.</p><a href='/SitePages/side-{following}.aspx#topp'>Neste</a>"
        parts = [text_part(f'{html} <a href="{url}">Hjem</a>')]
        if number % 2:
            image = f"{url}/SiteAssets/bilde-{number}.jpg"
            links = {"imageSource": image, "link": f"{url}/SitePages/Home.aspx"}
            parts.append(standard_part(IMAGE, {"siteId": root_collection(tenant)}, links=links))
        if number == 0:
            parts.append(standard_part(EVENTS, {"listId": identifier(root, "events")}, links={}))
        page = site_page(f"side-{number}.aspx", f"{subject} {number}", *parts)
        sites.write(tenant, root, page, now=now, published=number % 5 != 4)  # noqa: PLR2004

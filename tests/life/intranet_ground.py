"""An intranet of a practice tenant, what people write there, and what a mapping would say of it."""

from pathlib import Path

from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from practice.graph.site_addresses import address_of, root_id
from practice.graph.site_estate import EVENTS, site_page, text_part
from practice.graph.things import Thing, text
from tests.life import tenant_ground
from tests.life.tenant_ground import tenant
from tests.pages import INTRANET_SETTINGS

NOW = "2023-05-02T06:00:00Z"


def edited(graph: RunningGraph, of: str, name: str, said: str, *, published: bool = True) -> Thing:
    """Write a page as people do, and return it."""
    there = tenant(graph, of)
    page = site_page(name, said, text_part(f"<p>{said}</p>"))
    return graph.service.sites.write(there, root_id(there), page, now=NOW, published=published)


def pages(graph: RunningGraph, of: str) -> dict[str, Thing]:
    """Return the pages of a tenant's root site by name: a name is there once."""
    found = graph.service.sites.pages(root_id(tenant(graph, of)))
    named = {text(one, "name"): one for one in found}
    assert len(named) == len(found)
    return named


def settings(graph: RunningGraph) -> dict[str, Json]:
    """Return what a mapping would say; one page has a draft on top of what readers see."""
    edited(graph, "source", "halv.aspx", "Slik lesarane ser ho")
    half = edited(graph, "source", "halv.aspx", "Ikkje klar", published=False)
    hand = {name: INTRANET_SETTINGS[name] for name in ("instructions", "undo_instructions", "checks")}
    return {
        **hand,
        "source": "source",
        "target": "target",
        "sites": [{"source": "root", "target": "root"}],
        "web_parts": [{"type": EVENTS, "why": "The calendar is in Outlook."}],
        "decisions": [{"source": text(half, "id"), "newest": "draft", "why": "It is not ready."}],
    }


def site_url(graph: RunningGraph, of: str) -> str:
    """Return the address of a tenant's root site."""
    return address_of(tenant(graph, of), root_id(tenant(graph, of)))


def prepare(graph: RunningGraph, home: Path) -> None:
    """Write down what another program needs to move it."""
    tenant_ground.prepare(graph, home, "tenant-intranet", settings(graph))

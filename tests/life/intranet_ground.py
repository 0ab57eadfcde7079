"""An intranet of a practice tenant, moved by the whole engine over Graph.

`python -m tests.life.intranet_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.intranet_settings import TenantIntranet
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from practice.graph.site_addresses import address_of, root_id
from practice.graph.site_estate import EVENTS, site_page, text_part
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, text
from tests.conformance.graph.ground import addresses, never
from tests.driving import Wires
from tests.life.killing import program
from tests.pages import INTRANET_SETTINGS
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

WORKLOAD = "tenant-intranet"
NOW = "2023-05-02T06:00:00Z"


def tenant(graph: RunningGraph, name: str) -> Tenant:
    """Return a tenant by its name."""
    return next(one for one in graph.service.tenants.values() if one.name == name)


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


def plan(said: dict[str, Json]) -> Plan:
    """Return the plan of one intranet."""
    whole = TenantIntranet.model_validate(said).as_json()
    return make_plan(municipality([workload(WORKLOAD, settings=whole)]), RUNBOOKS, MORNING)


@dataclass
class Moving:
    """One intranet on its way, over the ledger in a folder."""

    scene: Twins
    tenants: GraphDirectories

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to both tenants."""
        kept = LedgerKept(self.scene.store, self.scene.vault)
        return Wires(world=replace(self.scene.world, tenants=self.tenants, kept=kept), begins=begins)

    def close(self) -> None:
        """Let go of all connections."""
        self.tenants.close()


def prepare(graph: RunningGraph, home: Path) -> None:
    """Write down what another program needs to go on."""
    reach = {name: at.as_json() for name, at in addresses(graph).items()}
    (home / "reach.json").write_text(json.dumps({"tenants": reach, "settings": settings(graph)}))


def opened(home: Path) -> Moving:
    """Open the ledger and the tenants as a new program does."""
    said = json.loads((home / "reach.json").read_text())
    tenants = {name: TenantAddress.model_validate(at) for name, at in said["tenants"].items()}
    scene = twins(plan=plan(said["settings"]))
    scene.store = open_store(str(home / "ledger.db"), scene.plan.municipality)  # type: ignore[assignment]
    scene.vault = EncryptedVault(scene.store, vault_key(home / "vault.key", create=True))  # type: ignore[assignment]
    return Moving(scene, GraphDirectories(tenants, never))


if __name__ == "__main__":
    program(opened)

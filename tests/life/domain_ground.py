"""A practice tenant's domain, moved by the whole engine over Graph, Exchange's administration and DNS.

`python -m tests.life.domain_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.dns import ZoneNames
from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.domain_settings import TenantDomain
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from practice.graph.running import GraphAddresses, RunningGraph
from tests.conformance.graph.domain_ground import domain_settings, zone_of
from tests.conformance.graph.ground import never
from tests.conformance.graph.post_ground import post_addresses
from tests.driving import Wires
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

KIND = "tenant-domain"


@dataclass
class Moving:
    """A domain on its way, over the ledger in a folder."""

    scene: Twins
    tenants: GraphDirectories
    zone: ZoneNames

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to both tenants and the zone."""
        kept = LedgerKept(self.scene.store, self.scene.vault)
        world = replace(self.scene.world, tenants=self.tenants, names=self.zone, kept=kept)
        return Wires(world=world, begins=begins)

    def close(self) -> None:
        """Let go of all connections."""
        self.tenants.close()


def prepare(graph: RunningGraph, home: Path, **changes: Json) -> None:
    """Write down what another program needs to go on."""
    reach = {name: at.as_json() for name, at in post_addresses(graph).items()}
    domain = str(changes.pop("domain", ""))
    said = {"tenants": reach, "settings": {**domain_settings(graph, domain), **changes}}
    (home / "reach.json").write_text(json.dumps(said))
    (home / "graph.json").write_text(graph.addresses.model_dump_json())


def opened(home: Path, wait: Callable[[float], None] = time.sleep) -> Moving:
    """Open the ledger, the tenants and the zone as a new program does."""
    said = json.loads((home / "reach.json").read_text())
    tenants = {name: TenantAddress.model_validate(at) for name, at in said["tenants"].items()}
    settings = TenantDomain.model_validate(said["settings"]).as_json()
    plan = make_plan(municipality([workload(KIND, settings=settings)]), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    scene.store = open_store(str(home / "ledger.db"), scene.plan.municipality)  # type: ignore[assignment]
    scene.vault = EncryptedVault(scene.store, vault_key(home / "vault.key", create=True))  # type: ignore[assignment]
    zone = zone_of(GraphAddresses.model_validate_json((home / "graph.json").read_text()))
    return Moving(scene, GraphDirectories(tenants, never, wait=wait), zone)


if __name__ == "__main__":
    program(opened)

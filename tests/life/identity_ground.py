"""People of a practice tenant, moved by the whole engine over Graph.

`python -m tests.life.identity_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.identity_settings import Identity
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import addresses, never, settings
from tests.driving import Wires
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload


def plan(said: dict[str, Json]) -> Plan:
    """Return the plan of one tenant."""
    whole = Identity.model_validate(said).as_json()
    return make_plan(municipality([workload("tenant-identity", settings=whole)]), RUNBOOKS, MORNING)


@dataclass
class Moving:
    """One tenant's people on their way, over the ledger in a folder."""

    scene: Twins
    tenants: GraphDirectories

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to both tenants."""
        return Wires(world=replace(self.scene.world, tenants=self.tenants), begins=begins)

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

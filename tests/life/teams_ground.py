"""Teams of a practice tenant, moved by the whole engine over Graph.

`python -m tests.life.teams_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.drives import GraphDrives
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.team_settings import TenantTeams
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import addresses, never
from tests.conformance.graph.team_ground import team_settings
from tests.driving import Wires
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

KIND = "tenant-teams"


@dataclass
class Moving:
    """Their teams on their way, over the ledger in a folder."""

    scene: Twins
    tenants: GraphDirectories
    drives: GraphDrives

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to both tenants."""
        kept = LedgerKept(self.scene.store, self.scene.vault)
        world = replace(self.scene.world, tenants=self.tenants, drives=self.drives, kept=kept)
        return Wires(world=world, begins=begins)

    def close(self) -> None:
        """Let go of all connections."""
        self.tenants.close()
        self.drives.close()


def prepare(graph: RunningGraph, home: Path, **changes: Json) -> None:
    """Write down what another program needs to go on."""
    reach = {name: at.as_json() for name, at in addresses(graph).items()}
    said = {"tenants": reach, "settings": {**team_settings(), **changes}}
    (home / "reach.json").write_text(json.dumps(said))


def opened(home: Path, wait: Callable[[float], None] = time.sleep) -> Moving:
    """Open the ledger and the tenants as a new program does."""
    said = json.loads((home / "reach.json").read_text())
    tenants = {name: TenantAddress.model_validate(at) for name, at in said["tenants"].items()}
    settings = TenantTeams.model_validate(said["settings"]).as_json()
    plan = make_plan(municipality([workload(KIND, settings=settings)]), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    scene.store = open_store(str(home / "ledger.db"), scene.plan.municipality)  # type: ignore[assignment]
    scene.vault = EncryptedVault(scene.store, vault_key(home / "vault.key", create=True))  # type: ignore[assignment]
    return Moving(scene, GraphDirectories(tenants, never, wait=wait), GraphDrives(tenants, never, wait=wait))


if __name__ == "__main__":
    program(opened)

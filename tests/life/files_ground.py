"""Drives of a practice tenant, moved by the whole engine over Graph.

`python -m tests.life.files_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.drives import GraphDrives
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.drive_settings import TenantFiles
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from practice.graph.running import RunningGraph
from practice.graph.things import Thing, text, texts
from tests.conformance.graph.ground import addresses, never
from tests.driving import Wires
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

WORKLOAD = "tenant-files"


def settings(graph: RunningGraph) -> dict[str, Json]:
    """Return what a mapping would say: each person, and each group with a library, is one on the new side."""
    tenants = {tenant.name: tenant for tenant in graph.service.tenants.values()}
    old, new = tenants["source"], tenants["target"]
    people = zip(_members(old.users.values()), _members(new.users.values()), strict=False)
    libraries = zip(_unified(old.groups.values()), _unified(new.groups.values()), strict=False)
    decisions: list[Json] = [
        {"source": source, "choice": "same-as", "target": target, "why": "The same."}
        for source, target in (*people, *libraries)
    ]
    return {
        "source": "source",
        "target": "target",
        "people": [{"id": "alle", "into": "Fra gammel side"}],
        "groups": "move",
        "groups_into": "Fra gammel side",
        "decisions": decisions,
    }


def plan(said: dict[str, Json]) -> Plan:
    """Return the plan of one tenant's files."""
    whole = TenantFiles.model_validate(said).as_json()
    return make_plan(municipality([workload(WORKLOAD, settings=whole)]), RUNBOOKS, MORNING)


@dataclass
class Moving:
    """One tenant's files on their way, over the ledger in a folder."""

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
    return Moving(scene, GraphDirectories(tenants, never), GraphDrives(tenants, never))


def _members(users: Iterable[Thing]) -> list[str]:
    return sorted(text(one, "id") for one in users if one.get("userType") == "Member")


def _unified(groups: Iterable[Thing]) -> list[str]:
    return sorted(text(one, "id") for one in groups if "Unified" in texts(one, "groupTypes"))


if __name__ == "__main__":
    program(opened)

"""A part of a practice tenant, moved by the whole engine over Graph: what all such parts have in common.

A part's own ground says what a mapping would say of it, and calls `prepare`.
`python -m tests.life.tenant_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.dns import ZoneNames
from flytt.adapters.graph.address import TenantAddress
from flytt.adapters.graph.drives import GraphDrives
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.opening import open_store
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.next_action import Done
from flytt.migration.planner import make_plan
from flytt.migration.record import Json, Record
from flytt.migration.settings import SETTINGS
from flytt.migration.workload import Kind
from practice.graph.running import GraphAddresses, RunningGraph
from practice.graph.tenant import Tenant
from tests.conformance.graph.domain_ground import zone_of
from tests.conformance.graph.ground import addresses, mailed, never
from tests.driving import Wires, move, roll_back
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

_PREPARED = "prepared.json"


class Prepared(Record):
    """What another program needs to go on. With `zone`, the practice zone is moved as well."""

    kind: Kind
    tenants: dict[str, TenantAddress]
    settings: dict[str, Json]
    zone: GraphAddresses | None = None


@dataclass(frozen=True)
class Damage:
    """What is done to the new side right before it is compared, and what the comparison is to say then."""

    name: str
    do: Callable[[object], None]
    told: str


@dataclass(frozen=True)
class Part:
    """A part of a tenant that is filled while people use the old one, as its life is tried.

    `begun`: something has been copied. `place`: what is damaged. `secrets`: what people wrote, which no
    ledger holds. `once`: nobody was told twice of one thing. `closed`: nobody was let in yet.
    """

    name: str
    started: Callable[[Path], AbstractContextManager[RunningGraph]]
    prepare: Callable[[RunningGraph, Path], None]
    lines: Callable[[RunningGraph], dict[str, list[str]]]
    as_written: Callable[[RunningGraph, "Moving"], None]
    secrets: tuple[str, ...]
    kills: tuple[str, ...]
    begun: Callable[[RunningGraph], bool]
    place: Callable[[RunningGraph], object]
    damages: Callable[[RunningGraph], tuple[Damage, ...]]
    closed: Callable[[RunningGraph], bool]
    once: Callable[[RunningGraph], bool] = lambda _: True


@dataclass
class Moving:
    """One tenant's part on its way, over the ledger in a folder."""

    scene: Twins
    tenants: GraphDirectories
    drives: GraphDrives
    zone: ZoneNames | None

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to both tenants."""
        kept = LedgerKept(self.scene.store, self.scene.vault)
        world = replace(self.scene.world, tenants=self.tenants, drives=self.drives, kept=kept)
        return Wires(world=replace(world, names=self.zone) if self.zone else world, begins=begins)

    def close(self) -> None:
        """Let go of all connections."""
        self.tenants.close()
        self.drives.close()


def prepare(
    graph: RunningGraph,
    home: Path,
    kind: Kind,
    settings: dict[str, Json],
    *,
    tenants: dict[str, TenantAddress] | None = None,
    zone: bool = False,
) -> None:
    """Write down what another program needs to go on. `tenants` where Graph alone is not enough."""
    said = Prepared(
        kind=kind,
        tenants=tenants or addresses(graph),
        settings=settings,
        zone=graph.addresses if zone else None,
    )
    (home / _PREPARED).write_text(said.model_dump_json())


def opened(
    home: Path,
    wait: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Moving:
    """Open the ledger and the tenants as a new program does. `now`: the clock that limits are counted by."""
    said = Prepared.model_validate_json((home / _PREPARED).read_text())
    settings = SETTINGS[said.kind].model_validate(said.settings).as_json()
    plan = make_plan(municipality([workload(said.kind, settings=settings)]), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    scene.store = open_store(str(home / "ledger.db"), plan.municipality)  # type: ignore[assignment]
    scene.vault = EncryptedVault(scene.store, vault_key(home / "vault.key", create=True))  # type: ignore[assignment]
    return Moving(
        scene,
        GraphDirectories(said.tenants, never, wait=wait, now=now),
        GraphDrives(said.tenants, never, wait=wait, now=now),
        zone_of(said.zone) if said.zone else None,
    )


def quick(seconds: float) -> None:
    """Let little of a wait pass: the worst faults ask for a second each time."""
    time.sleep(seconds / 50)


def quickly() -> float:
    """Return a clock by which those waits are as long as they were meant to be: a lane opens in time."""
    return time.monotonic() * 50


def tenant(graph: RunningGraph, name: str) -> Tenant:
    """Return one of the two."""
    return next(one for one in graph.service.tenants.values() if one.name == name)


def there_and_back_at_its_worst(
    graph: RunningGraph, moving: Moving, seen: Callable[[], object], *, calm: object, before: object
) -> None:
    """Move it there and back with the worst faults. `seen` says what came of it, and is asked in calm."""
    graph.service.set_profile("worst")
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    graph.service.set_profile("calm")
    assert seen() == calm
    graph.service.set_profile("worst")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    graph.service.set_profile("calm")
    assert seen() == before
    assert mailed(graph) == []
    failed = sum(count for status, count in graph.service.answered.items() if int(status) >= 429)
    assert failed > 10, "hardly anything went wrong: nothing was tried"
    moving.close()


if __name__ == "__main__":
    program(opened)

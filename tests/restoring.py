"""Putting an older ledger beside a newer world, as restoring a backup does."""

from flytt.adapters.ledger.contents import LEASES, META, PARTS, Filling, Reading, lease_of, row_of
from flytt.adapters.ledger.memory import MemoryStore
from flytt.migration.events import Restored, StepStarted
from flytt.migration.record import Json
from tests.driving import events_of, journal_of
from tests.worlds import Twins

FLOOR = 1_000_000
"""Fences go on above every one that was given out after the backup was made."""


def restored(world: Twins, ledger: Twins) -> Twins:
    """Return `world` as it stands, with the ledger and the vault of `ledger` restored beside it."""
    scene, then = world.fork(), ledger.fork()
    scene.vault, scene.store = then.vault, MemoryStore(then.store.municipality)
    after = len(list(then.store.rows()))

    def fill(reading: Reading, filling: Filling) -> None:
        for part in PARTS.values():
            rows = list(reading.part(part))
            if part is LEASES:
                rows = [row_of(lease_of(row).changed(released=True)) for row in rows]
            filling.add(part, rows)
        notes = {"restored_at": scene.clock.now().isoformat(), "restored_after": str(after)}
        filling.add(META, [*notes.items(), ("fence_floor", str(FLOOR))])

    then.store.read_whole(lambda reading: scene.store.fill(lambda filling: fill(reading, filling)))
    journal_of(scene).append(Restored(from_backup="ledger.backup"))
    scene.remembered = stood_before(world)
    return scene


def stood_before(scene: Twins) -> dict[str, dict[str, Json]]:
    """Return by step how it stood before Flytt, from a ledger that still knows it."""
    return {
        r.event.step: {**r.event.was, **(scene.vault.get(r.event.vaulted) if r.event.vaulted else {})}
        for r in events_of(scene)
        if isinstance(r.event, StepStarted)
    }

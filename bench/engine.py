"""What one act of the engine costs: in memory, with its ledger on disk, over SSH, and as a Prefect task."""

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measured import ROOT, Measured
from flytt.adapters.ledger.opening import open_store
from flytt.migration.action import Act
from flytt.migration.drive import drive
from flytt.migration.events import GoalSet
from flytt.migration.journal import Journal
from flytt.migration.next_action import Ask, Done
from flytt.migration.perform import Performer
from flytt.migration.plan import PlannedWorkload
from flytt.migration.ports import LedgerStore
from tasks.catalogue import find
from tests.driving import respond
from tests.killed.ground import ENVIRONMENT, only
from tests.killed.ground import new_vik as practice_vik
from tests.killed.mover import bring_all_on, opened
from tests.worlds import planned, twins

ROUNDS = 5
"""How often a workload is moved there and back for one number."""


def engine(folder: Path) -> Iterator[Measured]:
    """Measure an act (a step done, verified or taken back), all its events and questions included."""
    memory = _in_twins(None)
    on_disk = _in_twins(open_store(str(folder / "engine.db"), "fjordvik"))
    yield Measured("An act of the engine, ledger in SQLite", on_disk, "ms", "ledger in memory", memory)
    over_ssh, ready = _over_ssh(folder / "ssh")
    note = "two to twelve commands each, rows hashed"
    yield Measured(
        "An act over SSH in practice", over_ssh, "ms", "asking for a service's state", ready, note=note
    )
    through, plain = _through_prefect(folder / "prefect")
    note = "its own server on SQLite, same machine"
    yield Measured("An act as a Prefect task", through, "ms", "an empty Prefect task", plain, note=note)


def _in_twins(store: LedgerStore | None) -> float:
    scene = twins("server-application")
    workload = planned(scene)
    journal = Journal(store or scene.store, scene.clock, "bench")
    journal.adopt(scene.plan)
    acts = itertools.count()
    began = time.perf_counter()
    for _ in range(ROUNDS):
        for checkpoint, backward in (("open", False), ("before", True)):
            journal.append(GoalSet(workload=workload.id, checkpoint=checkpoint, backward=backward))
            lease = journal.take_lease(workload.id, "bench", "bench", takeover=True)
            performer = Performer(journal, scene.world, scene.vault, find, lease)

            def perform(workload: PlannedWorkload, action: Act, performer: Performer = performer) -> None:
                next(acts)
                performer.perform(workload, action)

            while isinstance(outcome := drive(scene.plan, workload, journal, perform, scene.clock), Ask):
                respond(scene, workload, journal, outcome)
            assert isinstance(outcome, Done)
            journal.release_lease(lease)
    return (time.perf_counter() - began) / next(acts) * 1000


def _over_ssh(folder: Path) -> tuple[float, float]:
    os.environ |= ENVIRONMENT
    folder.mkdir()
    with practice_vik(folder):
        move = opened(folder)
        chosen = tuple(w for w in move.plan.workloads if w.id in only("skole"))
        for workload in chosen:
            move.journal.append(GoalSet(workload=workload.id, checkpoint="open"))
        began = time.perf_counter()
        outcomes = bring_all_on(move, chosen)
        taken = time.perf_counter() - began
        assert all(isinstance(outcome, Done) for outcome in outcomes.values())
        done = sum(r.event.kind in {"step-done", "step-verified"} for r in move.journal.events)
        host = move.world.hosts.on("gammel-app01")
        began = time.perf_counter()
        for _ in range(20):
            host.services.state("elevboka")
        return taken / done * 1000, (time.perf_counter() - began) / 20 * 1000


def _through_prefect(home: Path) -> tuple[float, float]:
    ended = subprocess.run(
        [sys.executable, "-m", "bench.through_prefect", str(home)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    page = json.loads(ended.stdout.splitlines()[-1])
    return float(page["act"]), float(page["plain"])

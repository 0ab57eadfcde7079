"""A fresh process takes a large ledger up: `python -m bench.resume MUNICIPALITY LEDGER` is that process."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from bench.large import MANY_EVENTS, MANY_ITEMS, large_step, write_large
from bench.measured import ROOT, Measured
from flytt.migration.next_action import next_action
from flytt.migration.plan import Plan
from flytt.wiring import Where, open_journal

NEXT_ACTION_SECONDS, PEAK_MB = 2.0, 300.0


class Taken(TypedDict):
    """What the fresh process says of itself."""

    seconds: float
    wall_seconds: float
    peak_mb: float
    counts: dict[str, int]


def resume(folder: Path, plan: Plan) -> Iterator[Measured]:
    """Write a large ledger and have a fresh process decide what every workload needs."""
    ledger = folder / "large.db"
    write_large(ledger, plan)
    ended = subprocess.run(
        [sys.executable, "-m", "bench.resume", plan.municipality, str(ledger)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    taken: Taken = json.loads(ended.stdout)
    assert sum(taken["counts"].values()) == MANY_ITEMS
    what = f"a ledger of {MANY_EVENTS:,} events and {MANY_ITEMS:,} items"
    note = f"{taken['wall_seconds']:.2f} s by the clock; chain verified, items counted per state"
    yield Measured(f"Next action of {what}", taken["seconds"], "s CPU", goal=NEXT_ACTION_SECONDS, note=note)
    yield Measured("Peak memory of the same", taken["peak_mb"], "MB", goal=PEAK_MB)


def take_up(municipality: str, ledger: str) -> Taken:
    """Open, verify, fold, decide, count: what `flytt resume` does before it touches anything."""
    began, began_cpu = time.perf_counter(), time.process_time()
    journal = open_journal(Where(municipality, Path("mappings"), ledger))
    plan, state = journal.plan(), journal.refresh()
    for workload in plan.workloads:
        next_action(plan, workload, state, journal.clock.now())
    counts = journal.store.item_counts(*large_step(plan))
    return {
        "seconds": time.process_time() - began_cpu,
        "wall_seconds": time.perf_counter() - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "counts": counts,
    }


if __name__ == "__main__":
    print(json.dumps(take_up(sys.argv[1], sys.argv[2])))

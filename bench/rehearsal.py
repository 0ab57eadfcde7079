"""A whole rehearsal of Hustadvika by the wall clock, or what an earlier one took."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measured import ROOT, Measured
from flytt.wiring import Where, open_journal

MUNICIPALITY = "hustadvika"
GIVEN = "FLYTT_BENCH_LEDGER"


def rehearsed(folder: Path) -> Path:
    """Return the ledger of a rehearsal: the one that the environment names, or a new one's."""
    if given := os.environ.get(GIVEN, ""):
        return Path(given).absolute()
    out = folder / "rehearsal"
    words = [sys.executable, "-m", "flytt.cli.main", "rehearse", MUNICIPALITY, "--out", str(out)]
    subprocess.run(words, cwd=ROOT, stdout=sys.stderr, check=True)
    return out / "ledger.db"


def rehearsal(ledger: Path) -> Iterator[Measured]:
    """Measure from the world file, which a rehearsal writes first, to the run's id, which it writes last."""
    home = ledger.parent
    seconds = (home / "run").stat().st_mtime - (home / "world.json").stat().st_mtime
    journal = open_journal(Where(MUNICIPALITY, Path("mappings"), str(ledger)))
    journal.refresh()
    acts = sum(r.event.kind in {"step-done", "step-verified"} for r in journal.events)
    moved = len(journal.plan().workloads)
    note = f"{moved} workloads, {acts} acts, {len(journal.events)} events, Prefect's own server started"
    made = time.strftime("%Y-%m-%d %H:%M", time.localtime((home / "run").stat().st_mtime))
    yield Measured(f"Rehearsal of {MUNICIPALITY.capitalize()}", seconds, "s", note=f"{note}; ended {made}")

"""`python -m bench`: every measurement in one run, as a table here and in docs/measurements.md.

`FLYTT_BENCH_LEDGER` names the ledger of an earlier rehearsal of Hustadvika, which is then not made again.
"""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.appending import appending
from bench.engine import engine
from bench.measured import ROOT, Measured, table
from bench.rehearsal import MUNICIPALITY, rehearsal, rehearsed
from bench.resume import resume
from bench.starting import starting
from flytt.wiring import Where, new_plan

PAGE = """\
# Measurements

Made with `make bench` on {day}: {cores} cores, {memory:.0f} GB, {system}, Python {python}, Prefect {prefect}.
The machine's load when it began was {load}. Each number and what stands beside it were measured in the same
run, so the ratios mean more than the times. No test depends on any of them.

{table}

- *s CPU* is processor time, user and system together, the median of ten runs for the command line.
- *An act* is a step done, verified or taken back, with all its ledger events, leases and questions.
- The large ledger is Hustadvika's plan moved there and back until it has its events; one step has all items.
"""


def main() -> int:
    """Measure, print, write."""
    load = f"{os.getloadavg()[0]:.1f}"
    with TemporaryDirectory(prefix="flytt-bench-") as name:
        folder = Path(name)
        rows: list[Measured] = []
        ledger = rehearsed(folder)
        at = Where(MUNICIPALITY, ROOT / "mappings", str(folder / "none.db"))
        plan = new_plan(at, practice=True, now=datetime.now(UTC))
        for part in (
            starting(ledger, MUNICIPALITY),
            resume(folder, plan),
            appending(folder),
            engine(folder),
            rehearsal(ledger),
        ):
            for row in part:
                rows.append(row)
                print("  ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
    text = table(rows)
    print(text)
    (ROOT / "docs" / "measurements.md").write_text(_page(text, load), encoding="utf-8")
    return 0


def _page(text: str, load: str) -> str:
    return PAGE.format(
        day=f"{datetime.now(UTC):%-d %B %Y}",
        cores=os.cpu_count(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        system=platform.system(),
        python=platform.python_version(),
        prefect=version("prefect"),
        load=load,
        table=text,
    )


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bench.forms.scale [FORMS …]`: three sizes of estate attributed, and how the cost grows.

Makes estates of 500, 1,200 and 3,000 forms (about 10,000 workbooks and a million rows), or of the sizes
given, then reads and attributes each in a process of its own with two readers. The largest is read once more
from what an interrupted reading kept. Writes docs/measurements-forms-scale.md unless sizes are given.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.forms.scale_one import Run
from bench.measured import ROOT

SIZES, RESPONSES = (500, 1_200, 3_000), 40
_SAMPLED_SECONDS, _PAGE_BYTES = 0.1, os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 1_000_000
GOAL_SECONDS, GOAL_BYTES = 600, 2 * 1024**3
PAGE = """\
# Attribution of Forms answers at scale, measured

Made with `python -m bench.forms.scale` on {cores} processors: estates of `practice/forms`, tier T3 with API
and audit, read by two processes and attributed, from nothing. *Processor* counts all processes of a run;
*memory* is the highest sum of what all of them held in RAM at once (pages that they share count for each).

{table}

{growth}

Goal: 3,000 forms, 10,000 workbooks and a million rows within {goal_seconds} s and {goal_memory} MB.
The largest: {verdict}.

**Resumed.** The largest was read again with `--cache`, killed (SIGKILL, readers too) after {killed:.0f} s,
and started anew: reading took {resumed} s of processor time instead of {fresh} s, and {kept:,} files were
not opened again. What is kept is one file for each workbook, by the hash of its bytes and the key; one that
was being written when the kill came is not there at all. The service's pages and the log are read anew.
"""


class Measured(NamedTuple):
    """One size. `wall_seconds` is of the whole run; `peak_bytes` of all its processes together."""

    run: Run
    wall_seconds: float
    peak_bytes: int


def main() -> int:
    """Make, measure, print, write. Exits 1 when a goal is missed."""
    sizes = tuple(int(one) for one in sys.argv[1:]) or SIZES
    with TemporaryDirectory(prefix="forms-scale-", dir=os.environ.get("FLYTT_BENCH_FOLDER")) as folder:
        with ThreadPoolExecutor(2) as two:
            list(two.map(partial(_make, Path(folder)), sorted(sizes, reverse=True)))
        found = [_measured(Path(folder) / f"e{forms}", None) for forms in sizes]
        killed = max(2.0, found[-1].run.reading_wall / 2)
        cache = Path(folder) / "kept"
        _kill_after(killed, Path(folder) / f"e{sizes[-1]}", cache)
        kept = sum(1 for _ in cache.rglob("*.npz"))
        again = _measured(Path(folder) / f"e{sizes[-1]}", cache)
    last = found[-1]
    within = last.wall_seconds <= GOAL_SECONDS and last.peak_bytes <= GOAL_BYTES
    text = PAGE.format(
        cores=len(os.sched_getaffinity(0)),
        table=_table(found),
        growth=_growth(found),
        goal_seconds=GOAL_SECONDS,
        goal_memory=f"{GOAL_BYTES / _MEGABYTE:,.0f}",
        verdict="reached" if within else "not reached",
        killed=killed,
        resumed=f"{again.run.reading:.0f}",
        fresh=f"{last.run.reading:.0f}",
        kept=kept,
    )
    print(text)
    if sizes == SIZES:
        (ROOT / "docs" / "measurements-forms-scale.md").write_text(text, encoding="utf-8")
    return 0 if within else 1


def _make(folder: Path, forms: int) -> None:
    given = ["--seed", "71", "--tier", "T3", "--forms", str(forms), "--responses", str(RESPONSES)]
    places = ["--out", str(folder / f"e{forms}"), "--truth", str(folder / f"t{forms}")]
    subprocess.run(
        [sys.executable, "-m", "practice.forms", *given, *places],
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )


def _start(estate: Path, cache: Path | None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.forms.scale_one", str(estate), *([str(cache)] if cache else [])]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def _measured(estate: Path, cache: Path | None) -> Measured:
    began, peak = time.monotonic(), 0
    with _start(estate, cache) as running:
        while running.poll() is None:
            peak = max(peak, sum(map(_resident, _family(running.pid))))
            time.sleep(_SAMPLED_SECONDS)
        said = running.stdout.read() if running.stdout else ""
    if running.returncode:
        raise RuntimeError(f"{estate.name} ended with {running.returncode}")
    return Measured(Run.model_validate_json(said), time.monotonic() - began, peak)


def _kill_after(seconds: float, estate: Path, cache: Path) -> None:
    with _start(estate, cache) as running:
        time.sleep(seconds)
        os.killpg(running.pid, signal.SIGKILL)


def _family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        for path in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in path.read_text("ascii").split()]
            except OSError:
                continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


def _table(found: Sequence[Measured]) -> str:
    lines = [
        "| Forms | Workbooks | Tables | Rows | Time | Processor: reading | Processor: attribution | Memory |",
        "|---:" * 8 + "|",
    ]
    for one in found:
        run = one.run
        lines.append(
            f"| {run.forms:,} | {run.workbooks:,} | {run.tables:,} | {run.rows:,} | {one.wall_seconds:.0f} s "
            f"| {run.reading:.0f} s | {run.attribution:.0f} s | {one.peak_bytes / _MEGABYTE:,.0f} MB |"
        )
    return "\n".join(lines)


def _growth(found: Sequence[Measured]) -> str:
    lines = ["| From – to (forms) | Rows | Tables | Reading | Attribution | Memory |", "|---|" + "---:|" * 5]
    for a, b in pairwise(found):
        times = (
            b.run.rows / a.run.rows,
            b.run.tables / a.run.tables,
            b.run.reading / a.run.reading,
            b.run.attribution / a.run.attribution,
            b.peak_bytes / a.peak_bytes,
        )
        shown = " | ".join(f"× {one:.2f}" for one in times)
        lines.append(f"| {a.run.forms:,} – {b.run.forms:,} | {shown} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

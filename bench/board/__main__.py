"""`python -m bench.board`: a board beside a move, asked by readers; written to docs/measurements-board.md."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from urllib.parse import urlsplit

import httpx

from bench.board.cost import cost, processor_seconds
from bench.board.freshness import freshness
from bench.board.mover import COUNT, counted
from bench.board.town import MUNICIPALITY, SYSTEMS, adopt, town
from bench.measured import ROOT, Measured, table
from flytt.notices.board.beside import board_beside
from flytt.wiring import Where

LIMITS = "What limits it,"
"""Where the part of the page begins that a person has written: it is kept."""
RATE = 100.0
WARM_SECONDS = 4.0
PATHS = 18
PAGE = """\
# Measurements of the notice board

Made with `make bench-board` on {day}: {cores} cores, the machine's load {load} when it began. Move,
board and readers are three programs on one machine. No Prefect runs meanwhile: the board knows none.

{table}

- *The move* is the engine at full speed, without pause: {systems} applications in memory, one after the other
  there and back, with its ledger in SQLite on disk, which is the ledger that the board shows. A move over SSH
  waits most of its time and feels less.
- *Processor time* is counted by the kernel for the board's process alone: other work on the machine changes
  it little, and the other numbers much.
- *Slowed* is the median of {pairs} pairs of {seconds:g} seconds each, with readers and without, by turns:
  seconds an act took with readers, divided by seconds without. The board follows the ledger in both.
- *Readers* ask 100 times a second on 16 kept connections, going round {paths} pages and feeds; every other
  request knows the tag of its last answer. A request's time counts from when it was due. They run at low
  priority (nice 15), since real ones sit at other machines; the board runs at 5, the move at 0.
- *Fresh* is from the return of the ledger's write until the new page, calendar, feed and data have all been
  fetched; the slowest of the four, each of {events} events.
{notes}
"""


@dataclass(frozen=True)
class Slice:
    """Some seconds of the move: acts, and seconds for each."""

    acts: int
    seconds_each: float


class Readers:
    """The program that asks."""

    def __init__(self, address: str, paths: list[str]) -> None:
        there = urlsplit(address)
        words = [sys.executable, "-m", "bench.board.readers", str(there.hostname), str(there.port), str(RATE)]
        self._program = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        assert self._program.stdin is not None
        self._program.stdin.writelines(f"{path}\n" for path in paths)

    def ask(self, seconds: float) -> None:
        """Ask that long."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{seconds}\n")
        self._program.stdin.flush()
        said = cast("dict[str, object]", json.loads(self._program.stdout.readline()))
        self.milliseconds += cast("list[float]", said["milliseconds"])
        self.statuses.update(cast("dict[str, int]", said["statuses"]))
        self.statuses["no answer"] += cast("int", said["missed"])

    def forget(self) -> None:
        """Leave out what was met so far."""
        self.milliseconds, self.statuses = [], Counter()

    def close(self) -> None:
        """End the program."""
        self._program.terminate()
        self._program.wait()


@contextmanager
def moving(folder: Path) -> Generator[tuple[Where, Path]]:
    """Let a move go on; yield where its ledger is, and what it counts."""
    ledger, counts = folder / "home" / "ledger.db", folder / "counts"
    ledger.parent.mkdir(parents=True)
    counts.write_bytes(bytes(COUNT.size))
    start = folder / "start.db"
    adopt(start, town().plan)
    words = [sys.executable, "-m", "bench.board.mover", str(ledger), str(start), str(counts)]
    program = subprocess.Popen(words, cwd=ROOT)
    try:
        while counted(counts)[0] == 0:
            assert program.poll() is None, "the move ended"
            time.sleep(0.2)
        yield Where(MUNICIPALITY, folder / "mappings", str(ledger)), counts
    finally:
        program.terminate()
        program.wait()


def paths_of(address: str) -> list[str]:
    """Return what readers ask for: pages of both kinds of readers, feeds, some notices, a history."""
    base = f"/{MUNICIPALITY}/staff/nb/"
    plan = [f"{base}sektor-{n:02}.ics" for n in range(0, SYSTEMS, 6)]
    names = [n["id"] for n in httpx.get(f"{address}{base}alle.json").json()["notices"]][:6]
    pages = [f"{base}{name}.html" for name in names] + [f"{base}{names[0]}/historikk"]
    feeds = [f"{base}alle.{kind}" for kind in ("ics", "atom", "json")]
    found = [
        base,
        f"{base}sektorer",
        f"/{MUNICIPALITY}/residents/nb/",
        f"{base}abonner",
        *pages,
        *feeds,
        *plan,
    ]
    assert len(found) == PATHS
    return found


def beside(folder: Path, pairs: int, seconds: float) -> Iterator[Measured]:
    """Measure what 100 requests a second cost a move that runs at full speed."""
    with moving(folder) as (at, counts), board_beside(at) as address:
        assert address, (at.home / "board.log").read_text(encoding="utf-8")
        board = int(httpx.get(f"{address}/helse").json()["process"])
        readers = Readers(address, paths_of(address))
        try:
            readers.ask(WARM_SECONDS)
            readers.forget()
            ratios: list[float] = []
            alone: list[float] = []
            used: dict[bool, list[float]] = {True: [], False: []}
            for number in range(pairs):
                found: dict[bool, Slice] = {}
                for asked in (number % 2 == 0, number % 2 == 1):
                    before, began = processor_seconds(board), time.perf_counter()
                    found[asked] = _slice(counts, readers if asked else None, seconds)
                    used[asked].append(
                        (processor_seconds(board) - before) / (time.perf_counter() - began) * 100
                    )
                ratios.append(found[True].seconds_each / found[False].seconds_each)
                alone.append(found[False].seconds_each * 1000)
        finally:
            readers.close()
    times = sorted(readers.milliseconds)
    busy, idle = statistics.mean(used[True]), statistics.mean(used[False])
    cost = f"of one core; without readers, following the move: {idle:.0f} %"
    slowed = (statistics.median(ratios) - 1) * 100
    low, high = _middle([(r - 1) * 100 for r in ratios])
    note = (
        f"middle half of the pairs {low:.1f} to {high:.1f} %; an act takes {statistics.median(alone):.1f} ms"
    )
    bad = sum(n for status, n in readers.statuses.items() if status not in {"200", "304"})
    # A board that cannot answer slows nobody: then this shows nothing.
    goal, note = (None, f"shows nothing: too few were answered; {note}") if bad else (5.0, note)
    yield Measured("A move slowed by 100 requests a second", slowed, "%", goal=goal, note=note)
    yield Measured("Processor time of the board meanwhile", busy, "%", note=cost)
    said = ", ".join(f"{n:,} × {status}" for status, n in sorted(readers.statuses.items()))
    yield Measured("Requests that were not answered with a page", float(bad), "", goal=1.0, note=said)
    yield Measured("A request, median", times[len(times) // 2], "ms")
    yield Measured("A request, 95 of 100", times[len(times) * 95 // 100], "ms", goal=1000.0)


def _slice(counts: Path, readers: Readers | None, seconds: float) -> Slice:
    before = counted(counts)
    if readers is None:
        time.sleep(seconds)
    else:
        readers.ask(seconds)
    after = counted(counts)
    acts = after[0] - before[0]
    return Slice(acts, (after[1] - before[1]) / max(1, acts))


def _middle(values: list[float]) -> tuple[float, float]:
    first, _, last = statistics.quantiles(values, n=4)
    return first, last


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="bench.board", description=__doc__)
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=2.5, help="of each half of a pair")
    parser.add_argument("--events", type=int, default=8)
    given = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f}"
    rows: list[Measured] = []
    with TemporaryDirectory(prefix="flytt-bench-board-") as name:
        parts = (
            cost(Path(name) / "cost"),
            beside(Path(name) / "move", given.pairs, given.seconds),
            freshness(Path(name) / "fresh", given.events),
        )
        for part in parts:
            for row in part:
                rows.append(row)
                print("  ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
    page = ROOT / "docs" / "measurements-board.md"
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    kept = before.partition(f"\n{LIMITS}")[2]
    text = PAGE.format(
        day=f"{datetime.now(UTC):%-d %B %Y}",
        cores=os.cpu_count(),
        load=load,
        table=table(rows),
        systems=SYSTEMS,
        pairs=given.pairs,
        seconds=given.seconds,
        paths=PATHS,
        events=given.events,
        notes=f"\n{LIMITS}{kept.rstrip()}" if kept else "",
    )
    page.write_text(text.rstrip() + "\n", encoding="utf-8")
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bench.shares`: moving shares beside the tools people would use, over the same SSH, in one run.

Source and target are two OpenSSH servers on loopback, as root. `--sizes small medium large` chooses; `--on
DIR` says where everything is laid: without it in memory, where no tool pays for the state in which the one
before left a disk. `--names N` is how many names are listed to see the memory. `--try` takes every row once,
so small that it says nothing but whether it works.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.measured import ROOT, Measured, table
from bench.shares_costs import costs
from bench.shares_ground import Ground
from bench.shares_streams import streams
from bench.shares_work import SIZES, TRIED, Size, control, large_file, million, small_files
from flytt.migration.errors import FlyttError
from tests.conformance.shares.ground import sshd

PAGE = ROOT / "docs" / "measurements-shares.md"
TEXT = Path(__file__).with_name("shares.md")
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a random name is made in it
DISK = Path("/var/tmp")  # noqa: S108 - as above
CONTROL_MIB = 1024
ROOM = 3
"""Source, target and what programs hold, as a multiple of the largest thing that is laid."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that is measured in one run. `control_mib` 0 and `names` 0 leave that out."""

    sizes: Sequence[Size]
    names: int
    control_mib: int
    control_seconds: int = 60
    streams_mib: int = 128
    costs_files: int = 10_000
    costs_times: int = 5


TRY = Whole([TRIED], 2_000, 8, control_seconds=4, streams_mib=16, costs_files=200, costs_times=1)


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", nargs="+", choices=tuple(SIZES), default=list(SIZES))
    parser.add_argument("--on", type=Path, default=MEMORY if MEMORY.is_dir() else DISK)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--no-minute", action="store_true", help="leave the run of a minute out")
    parser.add_argument("--no-page", action="store_true")
    parser.add_argument("--try", dest="tried", action="store_true", help="every row, small; no page")
    given = parser.parse_args()
    load, began = os.getloadavg()[0], time.monotonic()
    rows: list[Measured] = []
    stopped = ""
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="flytt-bench-", dir=given.on)
        folder = Path(stack.enter_context(made))
        folder.chmod(0o755)
        ground = Ground(stack.enter_context(sshd("old")), stack.enter_context(sshd("new")), folder)
        sizes = [SIZES[name] for name in given.sizes]
        whole = Whole(sizes, given.names, 0 if given.no_minute else CONTROL_MIB)
        for part in parts(ground, TRY if given.tried else whole):
            try:
                for row in part:
                    rows.append(row)
                    print("  ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
            except (RuntimeError, OSError, FlyttError) as error:
                stopped += f"\n\n**Not measured to its end**: {type(error).__name__}, {str(error)[:99]}"
                print(error, file=sys.stderr)
                ground.cleared()
    text = table(rows)
    print(text)
    if not (given.no_page or given.tried):
        page = TEXT.read_text(encoding="utf-8").format(
            arguments=" ".join(sys.argv[1:]),
            day=f"{datetime.now(UTC):%-d %B %Y}",
            cores=os.cpu_count(),
            load=f"{load:.1f}",
            minutes=f"{(time.monotonic() - began) / 60:.0f}",
            after=f"{os.getloadavg()[0]:.1f}",
            place="in memory (tmpfs)" if given.on == MEMORY else f"in {given.on}",
            table=text + stopped,
            commands="\n".join(commands(ground.told)),
        )
        PAGE.write_text(page, encoding="utf-8")
    return 1 if stopped else 0


def parts(ground: Ground, whole: Whole) -> Iterator[Iterator[Measured]]:
    """Yield what is measured: every size there is room for, what it costs, streams, a minute, memory."""
    for size in whole.sizes:
        free = os.statvfs(ground.folder)
        if free.f_bavail * free.f_frsize < ROOM * size.mib << 20:
            print(f"{size.name}: there is no room for it", file=sys.stderr)
            continue
        yield large_file(ground, size)
        yield small_files(ground, size)
    yield costs(ground, whole.costs_files, whole.costs_times)
    yield streams(ground, whole.streams_mib)
    if whole.control_mib:
        yield control(ground, whole.control_mib, whole.control_seconds)
    if whole.names:
        yield million(ground, whole.names)


def commands(told: Iterable[str]) -> Iterator[str]:
    """Return every command line that was measured, once."""
    return iter(dict.fromkeys(told))


if __name__ == "__main__":
    sys.exit(main())

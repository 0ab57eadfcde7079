"""What it is made of, by processors: a start, a folder for what is unfinished, a line of a list."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator

from bench.measured import Measured
from bench.shares_ground import Ground, Taken, python
from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.order import BESIDE
from tests.conformance.shares.trees import many

FEW = 200
_MICRO = 1_000_000


def costs(ground: Ground, files: int, times: int) -> Iterator[Measured]:
    """Take each some times, and the one in the middle by processors."""
    yield from start(ground, times)
    yield from unfinished(ground, files, times)
    yield from line(ground, files, times)


def start(ground: Ground, times: int) -> Iterator[Measured]:
    """A pass over next to nothing, and what of it is Python and its libraries being read in."""
    source, theirs, ours = (ground.folder / part for part in ("source", "theirs", "ours"))
    many(source, FEW)
    peer = _middle(times, lambda: ground.rsync("-aHAX", source, theirs))
    still = _middle(times, lambda: ground.flytt("copy", source, ours))
    proof = _middle(times, lambda: ground.flytt("verify", source, ours))
    load = "import flytt.cli.main, flytt.adapters.shares.copying, flytt.adapters.shares.rsync"
    read_in = _middle(times, lambda: ground.timed([sys.executable, "-c", load]))
    for folder in (source, theirs, ours):
        shutil.rmtree(folder)
    name, note = f"A start: {FEW} small files", f"of it Python being read in: {read_in:.2f} s"
    yield Measured(f"{name}, a pass without changes, processors", still, "s", "rsync -aHAX", peer, note=note)
    yield Measured(f"{name}, verified, processors", proof, "s", note=note)


def unfinished(ground: Ground, files: int, times: int) -> Iterator[Measured]:
    """Give rsync a folder for what is unfinished, and nothing else of what Flytt asks for."""
    source, theirs = ground.folder / "source", ground.folder / "theirs"
    many(source, files)

    def copied(options: str) -> Taken:
        shutil.rmtree(theirs, ignore_errors=True)
        (theirs / BESIDE).mkdir(parents=True)
        return ground.rsync(options, source, theirs)

    apart = _middle(times, lambda: copied(f"-a --temp-dir={BESIDE}"))
    plain = _middle(times, lambda: copied("-a"))
    for folder in (source, theirs):
        shutil.rmtree(folder)
    name = f"{files:,} small files: rsync -a with a folder for what is unfinished, processors"
    yield Measured(name, apart, "s", "without", plain)


def line(ground: Ground, files: int, times: int) -> Iterator[Measured]:
    """List a folder on one host, and an empty one."""
    source, empty = ground.folder / "source", ground.folder / "theirs"
    many(source, files)
    empty.mkdir()
    agent = ground.folder / "agent"
    agent.write_bytes(program("manifest"))
    taken: dict[str, float] = {}
    for algorithm in ("sha256", "blake2b-256"):
        for folder in (source, empty):
            words = f"root={os.fsencode(folder).hex()} algorithm={algorithm}"
            listing = f"{python()} -I -S - {words} <{shlex.quote(str(agent))} >/dev/null"
            taken[f"{algorithm}{folder}"] = _middle(times, lambda it=listing: ground.timed(["sh", "-c", it]))
    agent.unlink()
    for folder in (source, empty):
        shutil.rmtree(folder)
    for algorithm in ("sha256", "blake2b-256"):
        begun = taken[f"{algorithm}{empty}"]
        each = (taken[f"{algorithm}{source}"] - begun) / files * _MICRO
        note = f"{begun * 1000:.0f} ms to begin"
        yield Measured(f"A line of a list by {algorithm}, on one host, processors", each, "µs", note=note)


def _middle(times: int, take: Callable[[], Taken]) -> float:
    return sorted(take().cpu for _ in range(times))[(times - 1) // 2]

"""What is moved, and what is measured of it: one large file, many small ones, a million names."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.measured import Measured
from bench.shares_ground import Ground, Taken, middle, processors, python
from flytt.adapters.shares.agent_program import program
from tests.conformance.shares.trees import big, many

MOST_MEMORY_MB = 200
RCLONE_FILES = 20_000
"""More small files than these rclone is not given: it would take longer than everything else."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is moved; `times` is how often the short measurements are taken for their median."""

    name: str
    files: int
    mib: int
    times: int = 1


TRIED = Size("try", 200, 8)
SIZES = {
    size.name: size
    for size in (Size("small", 2_000, 256, 3), Size("medium", 20_000, 1024, 3), Size("large", 50_000, 4096))
}


def copied_and_verified(
    name: str, ours: Taken, apart: tuple[Taken, Taken], theirs: tuple[Taken, Taken]
) -> Measured:
    """Return the goal that counts: a copy with its proof in one command, beside rsync with its own."""
    two, peers = (sum(one.seconds for one in taken) for taken in (apart, theirs))
    note = f"{ours.seconds:.1f} s / {peers:.1f} s; {processors(ours.cpu, sum(one.cpu for one in theirs))}"
    return Measured(
        f"{name}: copy --verify / rsync -a and -ac",
        ours.seconds / peers,
        "×",
        goal=1.0,
        note=f"{note}; by two commands {two:.1f} s",
    )


def beside(what: str, ours: Taken, peer: str, theirs: Taken, note: str = "") -> Measured:
    """Return the clock's seconds of both, and the processors' in the note."""
    told = processors(ours.cpu, theirs.cpu)
    both = f"{told}; {note}" if note else told
    return Measured(what, ours.seconds, "s", peer, theirs.seconds, note=both)


def large_file(ground: Ground, size: Size) -> Iterator[Measured]:
    """One file that does not compress."""
    mib = size.mib
    name = f"{size.name}: {mib:,} MiB in one file"
    source, theirs, ours = (ground.folder / part for part in ("source", "theirs", "ours"))
    big(source / "file", mib << 20)
    raw = ground.timed(["cp", "-a", str(source), str(theirs)]).seconds
    shutil.rmtree(theirs)
    stream = ground.stream(mib)
    peer, peer_proof = ground.rsync("-a", source, theirs), ground.rsync("-ac", source, theirs)
    shutil.rmtree(theirs)
    copy = ground.flytt("copy", source, ours)
    proof = ground.flytt("verify", source, ours)
    shutil.rmtree(ours)
    both = ground.flytt("copy", source, ours, "--verify")
    for folder in (source, ours):
        shutil.rmtree(folder)
    yield beside(f"{name}: copied", copy, "rsync -a", peer)
    yield beside(f"{name}: verified", proof, "rsync -ac", peer_proof)
    yield copied_and_verified(name, both, (copy, proof), (peer, peer_proof))
    rates = ", ".join(
        f"{what} {mib / seconds:.0f}"
        for what, seconds in (("copied", copy.seconds), ("zeros through one ssh", stream), ("cp -a", raw))
    )
    yield Measured(f"{name}: of the raw limit", stream / copy.seconds, "×", note=f"MiB/s: {rates}")


def control(ground: Ground, mib: int, seconds: int = 60) -> Iterator[Measured]:
    """A run that lasts a minute for its limit: what Flytt itself adds to it."""
    source, target = ground.folder / "source", ground.folder / "target"
    big(source / "file", mib << 20)
    limit = str(int(mib * 1024 / seconds))
    bare = ground.rsync(f"-aHx --bwlimit={limit}", source, target).seconds
    shutil.rmtree(target)
    controlled = ground.flytt("copy", source, target, "--limit", limit).seconds
    for folder in (source, target):
        shutil.rmtree(folder)
    over = 100 * (controlled - bare) / bare
    note = f"{controlled:.1f} s / {bare:.1f} s at {limit} KiB/s"
    yield Measured("A run of a minute: control over the bare mover", over, "%", goal=5, note=note)


def small_files(ground: Ground, size: Size) -> Iterator[Measured]:
    """Many files of a few KiB: the first copy, its proof, a pass without changes, one with 1 % changed."""
    name = f"{size.name}: {size.files:,} small files"
    source, theirs, ours = (ground.folder / part for part in ("source", "theirs", "ours"))
    many(source, size.files)
    like = ground.rsync("-aHAX", source, theirs)
    like_still = middle(size.times, lambda: ground.rsync("-aHAX", source, theirs))
    shutil.rmtree(theirs)
    rclone = 0.0
    if size.files <= RCLONE_FILES:
        rclone = ground.rclone(source, theirs)
        shutil.rmtree(theirs)
    both = ground.flytt("copy", source, ours, "--verify")
    shutil.rmtree(ours)
    peer = ground.rsync("-a", source, theirs)
    peer_proof = middle(size.times, lambda: ground.rsync("-ac", source, theirs))
    peer_still = middle(size.times, lambda: ground.rsync("-a", source, theirs))
    copy = ground.flytt("copy", source, ours)
    proof = middle(size.times, lambda: ground.flytt("verify", source, ours))
    still = middle(size.times, lambda: ground.flytt("copy", source, ours))
    changed = one_percent(source, size.files)
    peer_delta = ground.rsync("-aHAX --delete", source, theirs)
    delta = ground.flytt("copy", source, ours, "--delete")
    for folder in (source, theirs, ours):
        shutil.rmtree(folder)
    yield beside(f"{name}: copied", copy, "rsync -a", peer)
    yield beside(f"{name}: copied", copy, "rsync -aHAX", like)
    if rclone:
        told = f"rclone {rclone:.1f} s; three times as fast is the goal"
        ratio = copy.seconds / rclone
        yield Measured(f"{name}: copied / rclone, 16 transfers", ratio, "×", goal=0.333, note=told)
    yield beside(f"{name}: verified", proof, "rsync -ac", peer_proof)
    yield copied_and_verified(name, both, (copy, proof), (peer, peer_proof))
    note = f"{still.seconds:.2f} s / {like_still.seconds:.2f} s; {processors(still.cpu, like_still.cpu)}"
    yield Measured(
        f"{name}: a pass without changes / rsync -aHAX, which looks at as much",
        still.seconds / like_still.seconds,
        "×",
        goal=1.2,
        note=f"{note}; rsync -a {peer_still.seconds:.2f} s",
    )
    yield beside(f"{name}: 1 % changed", delta, "rsync -aHAX --delete", peer_delta, f"{changed:,} files")


def one_percent(source: Path, files: int) -> int:
    """Change, add and delete one file in a hundred."""
    step = max(1, files // max(1, files // 100))
    paths = sorted(path for path in source.rglob("*") if path.is_file())[::step]
    for number, path in enumerate(paths):
        if number % 3 == 0:
            path.write_bytes(b"changed")
        elif number % 3 == 1:
            path.with_name(f"new {number}").write_bytes(b"new")
        else:
            path.unlink()
    return len(paths)


def million(ground: Ground, entries: int) -> Iterator[Measured]:
    """Empty files, listed and compared from end to end: what Flytt's program holds, and the one on a host."""
    source = ground.folder / "source"
    for number in range(0, entries, 1000):
        folder = source / f"{number // 100_000}" / f"mappe {number // 1000}"
        folder.mkdir(parents=True)
        for each in range(min(1000, entries - number)):
            os.close(os.open(folder / f"fil {each}", os.O_CREAT | os.O_WRONLY))
    words = [sys.executable, "-m", "bench.shares_compared", str(source), str(ground.key), str(ground.known)]
    here = ground.timed([*words, str(ground.old.port), str(ground.new.port), ground.new.user])
    agent = ground.folder / "agent"
    agent.write_bytes(program("manifest"))
    options = f"root={os.fsencode(source).hex()}"
    there = ground.timed(["sh", "-c", f"exec {python()} -I -S - {shlex.quote(options)} <{agent} >/dev/null"])
    shutil.rmtree(source)
    name = f"{entries:,} files on each side, listed and compared"
    for what, taken in (("memory of Flytt's program", here), ("memory of the program on each host", there)):
        note = f"{taken.seconds:.0f} s"
        yield Measured(f"{name}: {what}", taken.peak_mb, "MB", goal=MOST_MEMORY_MB, note=note)

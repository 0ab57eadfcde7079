"""Several streams beside one, over a line that gives each connection so much and no more.

That is what a line with latency does to one stream, and all that one machine can show.
"""

import shutil
from collections.abc import Iterator

from bench.measured import Measured
from bench.shares_ground import Ground
from flytt.adapters.shares.order import Order
from flytt.adapters.shares.trial import measure
from flytt.shares.movers import Choice
from tests.conformance.shares.proxy import Proxy
from tests.conformance.shares.trees import big
from tests.conformance.shares.ways import side

EACH_MIB = 6
FILES = 16


def streams(ground: Ground, mib: int) -> Iterator[Measured]:
    """Copy some large files in one stream and in four, and ask the trial what it advises."""
    source, target = ground.folder / "source", ground.folder / "target"
    for number in range(FILES):
        big(source / f"folder {number}" / "file", (mib << 20) // FILES, seed=number)
    with Proxy(ground.new.port, bytes_per_second=EACH_MIB << 20) as line:
        ground.known_too(line.port)
        taken: dict[int, float] = {}
        for number in (1, 4):
            told = ("--streams", str(number))
            taken[number] = ground.flytt("copy", source, target, *told, port=line.port).seconds
            shutil.rmtree(target)
        old, new = side(ground.old, source), side(ground.new, target, port=line.port)
        try:
            choice = Choice(mover="rsync", direction="push", why="measured", fast_cipher=True)
            advice = measure(Order("bench-trial", old, new), choice)
        finally:
            old.shell.close()
            new.shell.close()
    here = {n: ground.flytt("copy", source, target / str(n), "--streams", str(n)).seconds for n in (1, 4)}
    for folder in (source, target):
        shutil.rmtree(folder)
    name = f"{mib:,} MiB in {FILES} files"
    line_name = f"{EACH_MIB} MiB/s for each connection"
    yield Measured(
        f"{name}, {line_name}: four streams", taken[4], "s", "one stream", taken[1], note=advice.why
    )
    yield Measured(f"{name}, loopback: four streams", here[4], "s", "one stream", here[1])

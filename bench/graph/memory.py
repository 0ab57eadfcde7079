"""Peak memory of reading directories: account by account, as the identity's steps hold both, and held whole.

`python -m bench.graph.memory PAGE streamed|met|whole` is the child whose memory is measured.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bench.graph.program import running, tenants
from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.identity import collisions
from tasks.tenancy import Met, Tenancy
from tests.worlds import twins

SIZES = (1_000, 10_000, 100_000)
FLAT = 1.3
"""Times the memory of the smallest, that the largest may take to be called flat."""
WAYS = {
    "streamed": "one directory, account by account",
    "met": "both, as identity's steps hold them",
    "whole": "one held whole, for comparison",
}
_WANT = Tenancy.model_validate(
    {
        "source": "source",
        "target": "target",
        "populations": [{"id": "all", "domain": "target.onmicrosoft.practice"}],
        "marked_as": "measured",
    }
)


def rows() -> list[tuple[str, ...]]:
    """Return a row for each way of reading. There are as many accounts on both sides."""
    peaks: dict[str, list[int]] = {way: [] for way in WAYS}
    for size in SIZES:
        with running(size, there=size) as page:
            for way, found in peaks.items():
                command = [sys.executable, "-m", "bench.graph.memory", str(page), way]
                said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                found.append(int(said))
    return [
        (WAYS[way], *(f"{one / 1024:.0f} MiB" for one in found), _flat(found)) for way, found in peaks.items()
    ]


def _flat(found: list[int]) -> str:
    times = found[-1] / found[0]
    return f"{times:.1f} ×, {'flat' if times <= FLAT else 'NOT flat'}"


def main() -> None:
    """Read, and say what it took at the most, in KiB."""
    page, way = sys.argv[1:]
    directories, held = tenants(Path(page)), None
    if way == "met":
        _met(directories)
    elif way == "whole":
        held = tuple(directories.on("source").people())
    else:
        assert sum(1 for _ in directories.on("source").people())
    print(_peak())
    directories.close()
    del held


def _peak() -> str:
    """Return the most KiB that this program held. `getrusage` would count who started it, which held more."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:"))


def _met(directories: GraphDirectories) -> None:
    """What every step of identity begins with, and the search for names that are in the way."""
    met = Met(_WANT, replace(twins().world, tenants=directories))
    assert len(met.moving.people) > len(met.moving.left)
    assert isinstance(collisions(_WANT.marked_as, met.moving, met.sides), tuple)


if __name__ == "__main__":
    main()

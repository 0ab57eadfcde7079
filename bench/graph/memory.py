"""Peak memory of reading a directory: account by account, and held whole as the identity's steps do.

`python -m bench.graph.memory PAGE streamed|held` is the child whose memory is measured.
"""

import resource
import subprocess
import sys
from pathlib import Path

from bench.graph.program import running, tenants

SIZES = (1_000, 10_000, 100_000)
FLAT = 1.2
"""Times the memory of the smallest, that the largest may take to be called flat."""


def rows() -> list[tuple[str, ...]]:
    """Return a row for each way of reading."""
    peaks: dict[str, list[int]] = {"streamed": [], "held": []}
    for size in SIZES:
        with running(size) as page:
            for way, found in peaks.items():
                command = [sys.executable, "-m", "bench.graph.memory", str(page), way]
                said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                found.append(int(said))
    says = {"streamed": "account by account", "held": "held whole, once"}
    return [
        (says[way], *(f"{one / 1024:.0f} MiB" for one in found), _flat(found)) for way, found in peaks.items()
    ]


def _flat(found: list[int]) -> str:
    times = found[-1] / found[0]
    return f"{times:.1f} ×, {'flat' if times <= FLAT else 'NOT flat'}"


def main() -> None:
    """Read one directory, and say what it took at the most, in KiB."""
    page, way = sys.argv[1:]
    directories = tenants(Path(page))
    people = directories.on("source").people()
    held = tuple(people) if way == "held" else sum(1 for _ in people)
    assert held
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    directories.close()


if __name__ == "__main__":
    main()

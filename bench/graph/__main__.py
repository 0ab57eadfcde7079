"""`python -m bench.graph [PART …]` prints the tables of docs/measurements-graph.md: all of them, or some."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bench.graph import cost, downtime, memory, rates, reading, resume
from bench.graph.services import SERVICES


@dataclass(frozen=True)
class Part:
    """One table."""

    heads: tuple[str, ...]
    rows: Callable[[], list[tuple[str, ...]]]


_RATES = (
    "Service",
    "The limit that binds",
    "At a time",
    "Items a second",
    "Of what it lets through",
    "Refused",
)
_COST = ("What", "Flytt", "Plain httpx", "Flytt / plain")
_PARTS = {
    **{f"rates {name}": Part(_RATES, partial(rates.rows, name)) for name in SERVICES},
    "cost": Part(_COST, lambda: [*reading.rows(), *cost.rows()]),
    "memory": Part(
        ("Reading", *(f"{size:,} accounts" for size in memory.SIZES), "Largest / smallest"), memory.rows
    ),
    "resume": Part(("Service", "Requests, calm", "More after a kill", "Part", "Goal: 0.1 %"), resume.rows),
    "downtime": Part(("A mailbox of", "Closed for", "Requests"), downtime.rows),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", help=f"of: {', '.join(_PARTS)}")
    wanted: list[str] = parser.parse_args().parts or [*_PARTS]
    for name, part in _PARTS.items():
        if not any(name.startswith(one) for one in wanted):
            continue
        print(f"\n{name}: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}\n")
        print(f"| {' | '.join(part.heads)} |\n|{'---|' * len(part.heads)}")
        for row in part.rows():
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()

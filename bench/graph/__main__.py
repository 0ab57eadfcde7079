"""`python -m bench.graph`: all measurements in one run; writes docs/measurements-graph.md.

With PART …, those tables alone are printed, and nothing is written.
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.graph import cost, downtime, memory, rates, reading, resume
from bench.graph.services import SERVICES
from bench.measured import ROOT

PAGE = ROOT / "docs" / "measurements-graph.md"
TEXT = Path(__file__).with_name("page.md")


@dataclass(frozen=True)
class Part:
    """One table: its name in the page, its heads, and what it is made of, piece by piece."""

    heads: tuple[str, ...]
    rows: tuple[Callable[[], list[tuple[str, ...]]], ...]


_PARTS = {
    "rates": Part(
        (
            "Service",
            "The limit that binds",
            "At a time",
            "Items a second",
            "Of what it lets through",
            "Refused",
        ),
        tuple(partial(rates.rows, name) for name in SERVICES),
    ),
    "cost": Part(("What", "Flytt", "Plain httpx", "Flytt / plain"), (reading.rows, cost.rows)),
    "memory": Part(
        ("Reading", *(f"{size:,} accounts" for size in memory.SIZES), "Largest / smallest"), (memory.rows,)
    ),
    "resume": Part(
        ("Service", "At a time", "Requests, calm", "More after a kill", "Part", "0.1 % of so many"),
        (resume.rows,),
    ),
    "downtime": Part(("A mailbox of", "Closed for", "Requests"), (downtime.rows,)),
}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, []], help="these tables alone, and no page")
    wanted: list[str] = parser.parse_args().parts
    began, load, tables = time.monotonic(), os.getloadavg()[0], dict[str, str]()
    for name in wanted or _PARTS:
        print(f"\n{name}: {datetime.now(UTC):%H:%M} UTC, load {os.getloadavg()[0]:.1f}\n", flush=True)
        tables[name] = _table(_PARTS[name])
    minutes = (time.monotonic() - began) / 60
    print(f"\n{minutes:.0f} minutes")
    if not wanted:
        facts = {
            "day": f"{datetime.now(UTC):%Y-%m-%d}",
            "minutes": f"{minutes:.0f}",
            "cores": f"{os.cpu_count()}",
            "load": f"{load:.1f}",
            "after": f"{os.getloadavg()[0]:.1f}",
        }
        PAGE.write_text(TEXT.read_text(encoding="utf-8").format(**facts, **tables), encoding="utf-8")


def _table(part: Part) -> str:
    lines = [f"| {' | '.join(part.heads)} |", f"|{'---|' * len(part.heads)}"]
    print("\n".join(lines), flush=True)
    for rows in part.rows:
        for row in rows():
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], flush=True)
    return "\n".join(lines)


if __name__ == "__main__":
    main()

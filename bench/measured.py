"""What a measurement is, how it is taken, and how it is shown."""

import resource
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """One number, and beside it what people would use instead. `goal` is an upper limit."""

    what: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float = 0.0
    goal: float | None = None
    note: str = ""

    @property
    def ratio(self) -> str:
        """Return how many times the peer it is."""
        return f"{self.value / self.peer_value:.1f} ×" if self.peer_value else ""

    @property
    def verdict(self) -> str:
        """Return whether the goal was met."""
        if self.goal is None:
            return ""
        return f"< {self.goal:g}: {'met' if self.value < self.goal else 'NOT met'}"

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        beside = f"{self.peer}: {shown(self.peer_value)} {self.unit}" if self.peer else ""
        return self.what, f"{shown(self.value)} {self.unit}", beside, self.ratio, self.verdict, self.note


HEADINGS = ("What", "Flytt", "Beside it", "Ratio", "Goal", "Note")


def table(rows: Sequence[Measured]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(value: float) -> str:
    """Return a number with three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


def median_of(times: int, take: Callable[[], float]) -> float:
    """Return the median of a measurement taken several times."""
    return statistics.median(take() for _ in range(times))


def cpu_seconds(words: Sequence[str]) -> float:
    """Run a program and return the processor time it used, user and system together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

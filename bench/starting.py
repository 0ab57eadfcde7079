"""How soon the command line is there: processor seconds, median of ten, beside Python and pydantic alone."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measured import Measured, cpu_seconds, median_of

TIMES = 10
HELP_SECONDS, STATUS_SECONDS = 0.3, 0.7


def starting(ledger: Path, municipality: str) -> Iterator[Measured]:
    """Measure `flytt --help`, and `flytt status` on a ledger of a whole rehearsal."""
    flytt = [sys.executable, "-m", "flytt.cli.main"]
    bare = _median([sys.executable, "-c", "pass"])
    pydantic = _median([sys.executable, "-c", "from pydantic import BaseModel"])
    shows = _median([*flytt, "--help"])
    status = _median([*flytt, "status", municipality, "--ledger", str(ledger)])
    yield Measured("`flytt --help`", shows, "s CPU", "`python -c pass`", bare, HELP_SECONDS)
    note = "most of it is building the records' validators"
    yield Measured("`flytt status`", status, "s CPU", "`import pydantic`", pydantic, STATUS_SECONDS, note)


def _median(words: list[str]) -> float:
    return median_of(TIMES, lambda: cpu_seconds(words))

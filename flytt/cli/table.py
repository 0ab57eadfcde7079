"""A table that a command writes to a file, readable by nobody else."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path


def written(out: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write it as CSV over what is there, and return how many rows it has under its head."""
    count, handle = 0, os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        for row in rows:
            table.writerow(row)
            count += 1
    return count

"""`python -m bench.forms.scale_one ESTATE [CACHE]`: one estate read and attributed; what it cost, as JSON."""

import resource
import sys
import time
from pathlib import Path

from flytt.forms.attribution.attribute import attribute
from flytt.forms.reading.content import WORKBOOKS
from flytt.forms.reading.estate import read_estate
from flytt.migration.record import Record

_KEY = b"a key for measurements only"


class Run(Record):
    """One run. `reading` and `attribution` are processor seconds of all processes; `reading_wall` is not."""

    forms: int
    workbooks: int
    tables: int
    rows: int
    reading: float
    reading_wall: float
    attribution: float


def main() -> int:
    """Run and print."""
    began = time.monotonic()
    folder, *cache = map(Path, sys.argv[1:])
    estate = read_estate(folder, key=_KEY, workers=2, cache=cache[0] if cache else None)
    read, wall = _processor_seconds(), time.monotonic() - began
    document = attribute(estate)
    run = Run(
        forms=len(estate.lineages),
        workbooks=sum(one.format in WORKBOOKS for one in estate.contents),
        tables=len(document.blocks),
        rows=sum(one.rows.total for one in document.blocks),
        reading=read,
        reading_wall=wall,
        attribution=_processor_seconds() - read,
    )
    print(run.model_dump_json())
    return 0


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main())

"""What one workload would remove while another still lives in it."""

from collections.abc import Iterable, Iterator

from flytt.migration.plan import PlannedWorkload
from flytt.migration.record import Json, canonical
from flytt.migration.runbook import StepEntry

_PARTS = ("", "source_", "first_", "second_")
"""A step names a database and its host as `host` and `database`, or with one of these before both."""


def removed_under_others(planned: Iterable[PlannedWorkload]) -> Iterator[tuple[str, str, Json]]:
    """Yield who removes, who uses it too, and the database, for every one that is retired under another."""
    workloads = tuple(planned)
    gone = {
        place: (w.id, database)
        for w in workloads
        for s in w.steps
        if s.reversal == "final"
        for place, database in _databases(s)
    }
    for other in workloads:
        used = dict.fromkeys(place for s in other.steps for place, _ in _databases(s))
        for place in used:
            if place in gone and gone[place][0] != other.id:
                remover, database = gone[place]
                yield remover, other.id, database


def _databases(step: StepEntry) -> Iterator[tuple[bytes, Json]]:
    for part in _PARTS:
        host, database = step.values.get(f"{part}host"), step.values.get(f"{part}database")
        if host is not None and isinstance(database, dict):
            yield canonical([host, database]), database.get("name")

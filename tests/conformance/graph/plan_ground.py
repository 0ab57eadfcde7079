"""Practice tenants with plans: what a mapping would say of them."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flytt.migration.record import Json
from practice.graph.clock import Clock
from practice.graph.estate import Plan
from practice.graph.running import RunningGraph, start_graph
from practice.graph.things import text
from tests.conformance.graph.ground import SCALE
from tests.conformance.graph.post_ground import ACCOUNTS

PEOPLE, PLANS, TASKS = 12, 2, 6


@contextmanager
def with_plans(directory: Path, *, plans: int = PLANS, tasks: int = TASKS) -> Generator[RunningGraph]:
    """Start two tenants: plans in the groups of the old one."""
    said = {"people": PEOPLE, "people_there": 4, "scale": SCALE, "plans": plans, "tasks": tasks}
    with start_graph(Plan.model_validate(said), directory, clock=Clock(scale=SCALE)) as graph:
        yield graph


def unified(graph: RunningGraph, tenant: str) -> list[str]:
    """Return the Microsoft 365 groups of a tenant, by id."""
    (own,) = (one for one in graph.service.tenants.values() if one.name == tenant)
    return [text(one, "id") for one in own.groups.values() if one.get("groupTypes")]


def plan_settings(graph: RunningGraph) -> dict[str, Json]:
    """Return what a mapping would say: the groups of both sides in turn."""
    new = unified(graph, "target")
    rows: list[Json] = [
        {"source": group, "target": new[number % len(new)]}
        for number, group in enumerate(unified(graph, "source"))
    ]
    return {"source": "source", "target": "target", "accounts": ACCOUNTS, "groups": rows}

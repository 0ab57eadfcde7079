"""Plans of a practice tenant, what people write in them, and what a mapping would say of them."""

from pathlib import Path

from practice.graph.planner import PlannerApi
from practice.graph.planner_state import Plan
from practice.graph.running import RunningGraph
from practice.graph.things import Thing, text
from tests.conformance.graph.plan_ground import plan_settings
from tests.life import tenant_ground
from tests.life.tenant_ground import tenant

NOW = "2023-05-02T06:00:00Z"
PEOPLE: Thing = {"user": {"displayName": "Planlegger"}}


def plans(graph: RunningGraph, of: str) -> list[Plan]:
    """Return the plans of a tenant, by their titles."""
    found = graph.service.planner.of(tenant(graph, of))
    return sorted(found, key=lambda one: text(one.head, "title"))


def task(plan: Plan, number: int) -> Thing:
    """Return one of a plan's tasks, in the order in which they were made."""
    return list(plan.tasks.values())[number]


def write(graph: RunningGraph, plan: Plan, title: str) -> Thing:
    """Make a task as people do."""
    api = PlannerApi(graph.service.planner)
    bucket = next(iter(plan.buckets))
    return api.put_task(plan, {"title": title, "bucketId": bucket}, NOW, PEOPLE)


def change(graph: RunningGraph, thing: Thing, **said: str | int) -> None:
    """Change a task or a bucket as people do."""
    thing.update(said)
    graph.service.planner.tag(thing)


def prepare(graph: RunningGraph, home: Path) -> None:
    """Write down what another program needs to move them."""
    tenant_ground.prepare(graph, home, "tenant-planner", plan_settings(graph))

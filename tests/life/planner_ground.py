"""Plans of a practice tenant, what people write in them, and what a mapping would say of them."""

from pathlib import Path
from typing import cast

from practice.graph.planner import PlannerApi
from practice.graph.planner_state import Plan
from practice.graph.running import RunningGraph
from practice.graph.things import Thing, part, text
from tests.conformance.graph.plan_ground import plan_settings, with_plans
from tests.life import tenant_ground
from tests.life.tenant_ground import Damage, Moving, Part, tenant

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


def lines(graph: RunningGraph) -> dict[str, list[str]]:
    """Return what the plans of both tenants mean, without ids."""
    service = graph.service
    return {one.name: sorted(service.planner.lines(one)) for one in service.tenants.values()}


def _as_written(graph: RunningGraph, moving: Moving) -> None:
    del moving
    for old, new in zip(plans(graph, "source"), plans(graph, "target"), strict=True):
        _says_the_same(old, new)
    assert graph.service.planner.told, "nobody got a task: nothing was tried"


def _says_the_same(old: Plan, new: Plan) -> None:
    """Each task stands once, with all that it said, whatever the service calls it."""
    assert text(old.head, "title") == f"{text(new.head, 'title')} (flyttet)"
    names = ("title", "percentComplete", "priority", "dueDateTime", "appliedCategories", "checklistItemCount")

    def said(plan: Plan) -> list[str]:
        return sorted(
            f"{[one.get(name) for name in names]} {text(plan.said[key], 'description')} "
            f"{sorted(part(plan.said[key], 'references'))} {len(part(one, 'assignments'))}"
            for key, one in plan.tasks.items()
        )

    assert said(old) == said(new)
    assert any("%2E" in line for line in said(new))


def _lose(place: object) -> None:
    plan = cast("Plan", place)
    key = next(iter(plan.tasks))
    plan.drop_task(key)


def _forge(place: object) -> None:
    task(cast("Plan", place), 0)["percentComplete"] = 99


def _untick(place: object) -> None:
    details = next(one for one in cast("Plan", place).said.values() if part(one, "checklist"))
    details["checklist"] = {}


def _disorder(place: object) -> None:
    plan = cast("Plan", place)
    bucket = task(plan, 0)["bucketId"]
    first, second, *_ = (one for one in plan.tasks.values() if one["bucketId"] == bucket)
    first["orderHint"], second["orderHint"] = second["orderHint"], first["orderHint"]


def _drag(place: object) -> None:
    plan = cast("Plan", place)
    bucket = task(plan, 0)["bucketId"]
    first, second, *_ = (plan.cards[key] for key, one in plan.tasks.items() if one["bucketId"] == bucket)
    first["orderHint"], second["orderHint"] = second["orderHint"], first["orderHint"]


def _foreign(place: object) -> None:
    plan = cast("Plan", place)
    one = task(plan, 0)
    plan.tasks["fremmed"] = {**one, "id": "fremmed"}
    plan.said["fremmed"] = {**plan.said[text(one, "id")], "id": "fremmed"}
    plan.cards["fremmed"] = {**plan.cards[text(one, "id")], "id": "fremmed"}


def _was_told_once(graph: RunningGraph) -> bool:
    told = graph.service.planner.told
    return len(told) == len(set(told))


PLANNER = Part(
    name="planner",
    started=with_plans,
    prepare=prepare,
    lines=lines,
    as_written=_as_written,
    secrets=("Bestille bøker", "Husk vedtak"),
    kills=("mark-old", "assign-tasks", "open-plans"),
    begun=lambda graph: any(len(one.tasks) > 2 for one in plans(graph, "target")),
    place=lambda graph: plans(graph, "target")[0],
    damages=lambda _: tuple(
        Damage(do.__name__, do, "expected") for do in (_lose, _forge, _untick, _disorder, _drag, _foreign)
    ),
    closed=lambda graph: graph.service.planner.told == [],
    once=_was_told_once,
)

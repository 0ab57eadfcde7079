"""Plans of the twins' two tenants: buckets, tasks in every state, people with and without an account."""

from flytt.adapters.memory.directory import MemoryDirectories
from flytt.adapters.memory.task_plans import MemoryPlan, MemoryPlanner
from flytt.migration.record import Json
from flytt.migration.task_plans import Body, Bucket, PlanTask, Reference, TaskPlan, Tick
from tests.tenants import object_id

SCHOOL, NEW_SCHOOL = object_id("old/group/skole"), object_id("new/group/skole")
WHOM = {"delt": "delt", "ein": "framand"}
"""Who is whom on the new side."""

PLANNER_SETTINGS: dict[str, Json] = {
    "source": "old",
    "target": "new",
    "accounts": "brukere",
    "same": [
        {"source": object_id(f"old/{old}"), "target": object_id(f"new/{new}")} for old, new in WHOM.items()
    ],
    "groups": [{"source": SCHOOL, "target": NEW_SCHOOL}],
    "leave": [{"plan": "proveplan", "why": "A plan to try things in."}],
}
"""What a mapping would say."""


def with_plans(tenants: MemoryDirectories) -> MemoryDirectories:
    """Return the tenants with plans in them; somebody's own plan is on the new side already."""
    tenants.planners |= planners()
    return tenants


def planners() -> dict[str, MemoryPlanner]:
    """Return both tenants' plans, as they are before anything."""
    old, new = MemoryPlanner("old"), MemoryPlanner("new")
    for plan in ("aarshjul", "drift", "proveplan"):
        old.there[plan] = _filled(plan, SCHOOL)
    new.there["eigenplan"] = _filled("eigenplan", NEW_SCHOOL)
    return {"old": old, "new": new}


def _filled(name: str, group: str) -> MemoryPlan:
    plan = MemoryPlan(TaskPlan(id=name, group=group, title=name.title(), categories={"category1": "Haster"}))
    for number, bucket in enumerate(("Nytt", "Pågår")):
        key = f"{name}{number}"
        plan.add(Bucket(id=key, name=bucket, hint=f"{100 + number:012}"), *_tasks(key))
    return plan


def _tasks(bucket: str) -> list[PlanTask]:
    whole = Body(
        title="Bestille bøker",
        percent=50,
        priority=3,
        start="2023-05-02T06:00:00Z",
        due="2023-06-01T06:00:00Z",
        categories=("category1",),
        preview="checklist",
        description="Første linje",
        ticks=(Tick(title="Ein"), Tick(title="To", checked=True)),
        references=(Reference(url="https://kommunen.example/x", name="Lenke", kind="Other"),),
    )
    bodies = [whole, Body(title="Rydde"), Body(title="Ferdig", percent=100)]
    people = [
        (object_id("old/ein"), object_id("old/delt")),
        (object_id("old/sluttet"),),
        (object_id("old/ein"),),
    ]
    return [
        PlanTask(
            id=f"{bucket}-{number}",
            bucket=bucket,
            hint=f"{200 - number:012}",
            card=f"{300 + (number + 1) % 3:012}",
            talked=number == 1,
            people=people[number],
            body=body,
        )
        for number, body in enumerate(bodies)
    ]

"""Two workloads whose plans come into one group under one name: neither takes the other's for its own."""

import pytest

from flytt.adapters.memory.task_plans import MemoryPlan
from flytt.migration.next_action import Done
from flytt.migration.step import Nothing
from flytt.migration.task_plans import Body, Bucket, PlanTask, TaskPlan
from tasks.plan_pairs import Met, Moved
from tasks.plan_passes import carry
from tasks.planner.create_plans import STEP as CREATE
from tasks.planner.open import STEP as OPEN
from tests.driving import move, roll_back
from tests.plans import NEW_SCHOOL, PLANNER_SETTINGS, SCHOOL
from tests.tenants import object_id
from tests.worlds import Twins, twins

OTHER_SCHOOL = object_id("old/group/annen")
SAME, OTHERS = "Rydde", "Male gjerdet"


def other_want() -> Moved:
    """Return what another workload of the municipality is told: one plan, into the same group."""
    leave = [{"plan": one, "why": "Moves with the other."} for one in ("aarshjul", "drift", "proveplan")]
    groups = [{"source": OTHER_SCHOOL, "target": NEW_SCHOOL}, {"source": SCHOOL, "target": NEW_SCHOOL}]
    said = {**PLANNER_SETTINGS, "leave": leave, "groups": groups, "marked_as": "fjordvik_andre-planer"}
    return Moved.model_validate(said)


def moved_beside(task: str) -> Twins:
    """Return a world in which one workload has moved, and the old side has a plan of another beside it."""
    scene = twins("tenant-planner")
    assert move(scene) == Done("open")
    directory = scene.tenants.tenants["old"]
    found = directory.groups_there[SCHOOL]
    named = found.profile.changed(nickname="annen")
    directory.groups_there[OTHER_SCHOOL] = found.changed(id=OTHER_SCHOOL, profile=named)
    plan = MemoryPlan(TaskPlan(id="annen", group=OTHER_SCHOOL, title="Drift"))
    plan.add(
        Bucket(id="annen0", name="Nytt", hint="1"), PlanTask(id="t", bucket="annen0", body=Body(title=task))
    )
    scene.tenants.planners["old"].there["annen"] = plan
    return scene


@pytest.mark.parametrize("task", [SAME, OTHERS])
def test_a_plan_of_the_same_name_from_elsewhere_stands_beside(task: str) -> None:
    """Two departments' tasks would lie in one plan, and go with it when one of the two is taken back."""
    scene, want = moved_beside(task), other_want()
    there = scene.tenants.planners["new"].there
    before = {key: (dict(one.tasks), one.plan) for key, one in there.items()}
    CREATE.do(want, Nothing(), scene.world)
    carry(want, "copy-all", scene.world)
    OPEN.do(want, Nothing(), scene.world)
    (made,) = [one for key, one in there.items() if key not in before]
    assert (made.plan.title, [one.body.title for one in made.tasks.values()]) == ("Drift", [task])
    assert {key: (there[key].tasks, there[key].plan) for key in before} == before
    OPEN.undo(want, Nothing(), None, scene.world)
    CREATE.undo(want, Nothing(), None, scene.world)
    assert {key: (there[key].tasks, there[key].plan) for key in before} == before
    assert roll_back(scene) == Done("before")
    assert [one.plan.title for one in there.values()] == ["Eigenplan"]


def test_a_plan_that_another_ledger_moved_is_not_taken_by_its_name_alone() -> None:
    """Two municipalities come into one group: the second would fill the first one's plan, and rename it."""
    scene, want = moved_beside(OTHERS), other_want()
    scene.world.kept.forget_items("all workloads", "claimed plans")
    (pair,) = Met(want, scene.world).pairs
    assert pair.target is None


def test_after_a_lost_ledger_a_plan_is_known_by_what_it_says() -> None:
    """A restored ledger would make all plans once more, beside those that people use."""
    scene = moved_beside(OTHERS)
    want = Moved.model_validate({**PLANNER_SETTINGS, "marked_as": "fjordvik_tenant-planner"})
    kept = scene.world.kept
    kept.forget_items("all workloads", "claimed plans")
    kept.forget_items(want.marked_as, "plans")
    del scene.tenants.planners["old"].there["annen"]
    there = scene.tenants.planners["new"].there.values()
    (plan,) = [one for one in there if one.plan.title == "Drift"]
    for task in [one for one in plan.tasks.values() if one.body.title == SAME]:
        plan.tasks[task.id] = task.changed(body=task.body.changed(title="Noko anna"))
    assert all(pair.target is not None for pair in Met(want, scene.world).pairs)

"""A plan of the new side that went with its group: what is lost is listed, and everything else comes back."""

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.adapters.memory.task_plans import MemoryPlanner
from flytt.migration.errors import NotFound
from flytt.migration.next_action import Done
from flytt.migration.task_plans import TaskPlan
from tests.driving import move, roll_back
from tests.plans import NEW_SCHOOL
from tests.tasks.planner.test_what_people_do import said
from tests.worlds import Twins, twins


@pytest.mark.parametrize("checkpoint", ["prepared", "open"])
def test_a_plan_that_went_with_its_group_stops_no_way_back(
    checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going back would try for ever to make an empty plan in a group that nobody has any more."""
    scene = twins("tenant-planner")
    assert move(scene, checkpoint) == Done(checkpoint)
    remove_group(scene, monkeypatch)
    assert roll_back(scene) == Done("before")
    says = [line for line in said(scene) if "gone on the new side with its group" in line]
    assert any("plan drift" in line and "2 buckets and 6 tasks" in line for line in says)
    assert all("(flyttet)" not in one.plan.title for one in scene.tenants.planners["old"].there.values())


def remove_group(scene: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the new group, with all plans in it; no plan can be made there any more."""
    new, planner = scene.world.tenants.on("new"), scene.tenants.planners["new"]
    assert isinstance(new, MemoryDirectory)
    new.groups_there.pop(NEW_SCHOOL, None)
    for key in [key for key, one in planner.there.items() if one.plan.group == NEW_SCHOOL]:
        del planner.there[key]
    make = MemoryPlanner.make_plan

    def refuses(self: MemoryPlanner, group: str, title: str) -> TaskPlan:
        if self is planner and group == NEW_SCHOOL:
            raise NotFound(f"There is no group {group}.")
        return make(self, group, title)

    monkeypatch.setattr(MemoryPlanner, "make_plan", refuses)

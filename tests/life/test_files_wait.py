"""Drives wait for the accounts that they belong to, before anything of theirs is prepared."""

from flytt.migration.next_action import Done, Wait
from flytt.migration.planner import make_plan
from flytt.migration.state import StepStatus
from flytt.migration.workload import Dependency
from tests.driving import bring_on, set_goal, state_of
from tests.worlds import MORNING, RUNBOOKS, municipality, twins, workload


def test_preparation_waits_until_accounts_are_made() -> None:
    """The survey would find nobody to move, call it well, and everybody's files would stay behind."""
    stands_on = (Dependency(workload="tenant-identity", why="A drive belongs to somebody."),)
    files = workload("tenant-files", depends_on=stands_on)
    plan = make_plan(municipality([workload("tenant-identity"), files]), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    set_goal(scene, "prepared", workload="tenant-files")
    waits = bring_on(scene, plan.workload("tenant-files"))
    assert isinstance(waits, Wait)
    assert waits.on == ("tenant-identity",)
    assert state_of(scene).workload("tenant-files").steps == {}
    set_goal(scene, "prepared", workload="tenant-identity")
    assert bring_on(scene, plan.workload("tenant-identity")) == Done("prepared")
    assert bring_on(scene, plan.workload("tenant-files")) == Done("prepared")
    done = state_of(scene).workload("tenant-files")
    assert done.step("copy-all").status is StepStatus.VERIFIED

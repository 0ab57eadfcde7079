"""What people do in both tenants' plans while they move, and afterwards: nothing of it is lost, or unsaid."""

import pytest

from flytt.adapters.memory.task_plans import MemoryPlan, MemoryPlanner
from flytt.migration.drive import Outcome
from flytt.migration.events import UndoStarted
from flytt.migration.identity import mark_of
from flytt.migration.next_action import Done, Stuck
from flytt.migration.step import Nothing
from flytt.migration.task_plans import Body, Bucket, PlanTask, TaskPlan
from tasks.plan_pairs import Moved
from tasks.planner.assign import STEP as ASSIGN
from tasks.planner.survey import STEP as SURVEY
from tests.driving import Wires, bring_on, events_of, move, roll_back, set_goal
from tests.plans import NEW_SCHOOL, SCHOOL
from tests.tenants import object_id
from tests.worlds import Twins, planned, twins

COLLEAGUE = object_id("new/delt")


@pytest.fixture
def scene() -> Twins:
    """Return both tenants, before anything."""
    return twins("tenant-planner")


def prepared(scene: Twins) -> Twins:
    """Have all tasks made on the new side, while people work on the old one."""
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    return scene


def plan_of(scene: Twins, tenant: str, title: str) -> MemoryPlan:
    """Return the one plan of a tenant with this in its title."""
    (found,) = [one for one in scene.tenants.planners[tenant].there.values() if title in one.plan.title]
    return found


def made(scene: Twins, source: str) -> MemoryPlan:
    """Return what a plan of the old side has become, while it is called by its mark."""
    return plan_of(scene, "new", f".{source}")


def titled(plan: MemoryPlan, title: str) -> PlanTask:
    """Return the first task of a plan that is called so."""
    return next(one for one in plan.tasks.values() if one.body.title == title)


def put(plan: MemoryPlan, task: PlanTask) -> None:
    """Have a task read so."""
    plan.tasks[task.id] = task


def stuck(outcome: Outcome, says: str) -> None:
    """Hold that it stopped, and said this."""
    assert isinstance(outcome, Stuck)
    assert says in outcome.why


def said(scene: Twins) -> list[str]:
    """Return what operators were told that stays."""
    rows = [row.event for row in events_of(scene)]
    return [line for one in rows if isinstance(one, UndoStarted) for line in one.written_since]


def kept(scene: Twins) -> MemoryPlan:
    """Return the one plan that was kept when all was taken back."""
    assert roll_back(scene) == Done("before")
    return plan_of(scene, "new", "(ført tilbake)")


def test_what_somebody_writes_while_a_task_is_being_written_is_not_written_over(
    scene: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second try would write over what the first one left, and a rollback remove it."""
    old = plan_of(prepared(scene), "old", "Drift")
    put(old, titled(old, "Rydde").changed(body=Body(title="Rydde alt")))
    write = MemoryPlanner.write_task
    theirs = Body(title="Rydde", description="Eg har byrja")

    def late(self: MemoryPlanner, task: PlanTask, body: Body, *, bucket: str) -> bool:
        plan = made(scene, "drift")
        put(plan, plan.tasks[task.id].changed(body=theirs))
        return write(self, task, body, bucket=bucket)

    with monkeypatch.context() as patched:
        patched.setattr(MemoryPlanner, "write_task", late)
        stuck(move(scene), "others have changed it on the new side meanwhile")
    stuck(move(scene), "others have changed it on the new side")
    assert theirs in [one.body for one in made(scene, "drift").tasks.values()]
    assert theirs in [one.body for one in kept(scene).tasks.values()]


def test_a_plan_in_which_somebody_took_a_task_is_kept(scene: Twins) -> None:
    """Who does what since the move would be gone with the plan, as Flytt gave that task to nobody."""
    assert move(scene) == Done("open")
    plan = plan_of(scene, "new", "Drift")
    task = titled(plan, "Rydde")
    assert task.people == ()
    put(plan, task.changed(people=(COLLEAGUE,)))
    assert kept(scene).tasks[task.id].people == (COLLEAGUE,)


def test_a_plan_in_which_somebody_commented_is_kept(scene: Twins) -> None:
    """People's comments would lose the task that they are about."""
    assert move(scene) == Done("open")
    plan = plan_of(scene, "new", "Drift")
    put(plan, titled(plan, "Rydde").changed(talked=True))
    assert kept(scene).plan.id == plan.plan.id


def test_a_task_ticked_before_the_plan_is_open_is_kept_and_stops_no_rollback(scene: Twins) -> None:
    """Who is told of a task goes to it at once: the way back would stop at what they did there."""

    def ticks(key: str) -> None:
        plan = next(
            (p for p in scene.tenants.planners["new"].there.values() if ".drift" in p.plan.title), None
        )
        if key == "open-plans" and plan:
            put(plan, (task := titled(plan, "Rydde")).changed(body=task.body.changed(percent=100)))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        move(scene, wires=Wires(begins=ticks))
    assert titled(kept(scene), "Rydde").body.percent == 100
    assert "plan drift: 1 changed by people; the new plan is kept" in said(scene)


def test_a_plan_made_on_the_old_side_meanwhile_moves_too(scene: Twins) -> None:
    """A plan of the last weeks would stop everybody in the window, and nothing but a rollback help."""
    task = PlanTask(id="sein-0", bucket="sein0", hint="1", body=Body(title="Kom seint"))
    late = MemoryPlan(TaskPlan(id="sein", group=SCHOOL, title="Sein"))
    late.add(Bucket(id="sein0", name="Nytt", hint="1"), task)
    prepared(scene).tenants.planners["old"].there["sein"] = late
    assert move(scene) == Done("open")
    assert titled(plan_of(scene, "new", "Sein"), "Kom seint").own
    assert roll_back(scene) == Done("before")
    assert [one.plan.group for one in scene.tenants.planners["new"].there.values()] == [NEW_SCHOOL]


def test_a_task_in_no_bucket_that_comes_after_the_survey_is_named(scene: Twins) -> None:
    """Neither the copy nor the comparison would see it, and nobody miss it before the old tenant is gone."""
    old = plan_of(prepared(scene), "old", "Drift")
    put(old, PlanTask(id="laus", bucket="", body=Body(title="Laus")))
    stuck(move(scene), "laus: it lies in no bucket")


def test_a_plan_without_a_counterpart_that_comes_after_the_survey_is_named(scene: Twins) -> None:
    """All of it would be left behind, and every step say that nothing is missing."""
    directory = prepared(scene).tenants.tenants["old"]
    found = directory.groups_there[SCHOOL]
    other = found.changed(id=object_id("old/group/ny"), profile=found.profile.changed(nickname="ny"))
    directory.groups_there[other.id] = other
    plans = scene.tenants.planners["old"].there
    plans["heimlaus"] = MemoryPlan(TaskPlan(id="heimlaus", group=other.id, title="Heimlaus"))
    stuck(move(scene), "plan heimlaus: expected its group has a counterpart")


@pytest.mark.parametrize("what", ["plan", "bucket", "task"])
def test_what_is_made_on_the_old_side_after_the_move_is_named(scene: Twins, what: str) -> None:
    """A plan, a column or a task of people who did not see the sign would be lost with the old tenant."""
    assert move(scene) == Done("open")
    source = scene.tenants.planners["old"]
    old = plan_of(scene, "old", "Drift")
    if what == "plan":
        source.there["sein"] = MemoryPlan(TaskPlan(id="sein", group=SCHOOL, title="Sein"))
    elif what == "bucket":
        old.buckets["sein"] = Bucket(id="sein", name="Sein", hint="9")
    else:
        put(old, PlanTask(id="sein", bucket="", body=Body(title="Laus")))
    stuck(move(scene, "retired"), f"{what} sein: ")


def test_a_plan_that_is_removed_on_the_old_side_is_named_until_its_copy_is_gone(scene: Twins) -> None:
    """A half-filled plan would stand on the new side for ever, under a name that says nothing to anybody."""
    del prepared(scene).tenants.planners["old"].there["drift"]
    copy = made(scene, "drift").plan.id
    stuck(move(scene), f"plan drift: moves no longer, and its copy {copy} stands there")
    del scene.tenants.planners["new"].there[copy]
    assert move(scene) == Done("open")


def test_a_plan_that_was_removed_on_the_old_side_since_is_named_when_all_goes_back(scene: Twins) -> None:
    """The one plan that is left would be taken for gone."""
    assert move(scene) == Done("open")
    del scene.tenants.planners["old"].there["drift"]
    assert roll_back(scene) == Done("before")
    assert plan_of(scene, "new", "Drift").tasks
    assert "plan drift: removed, or left, on the old side; the new plan is kept" in said(scene)


def test_what_somebody_put_into_a_bucket_that_was_made_twice_stays(scene: Twins) -> None:
    """People's task would go with a bucket that only stands there because an answer was lost."""
    plan = made(prepared(scene), "drift")
    plan.buckets["tvilling"] = Bucket(id="tvilling", name=mark_of("fjordvik_tenant-planner", "x"), hint="9")
    put(plan, PlanTask(id="deira", bucket="tvilling", body=Body(title="Deira")))
    stuck(move(scene), "tvilling: made twice, and others have put something into it")
    assert "deira" in kept(scene).tasks


def test_nobody_is_given_back_a_task_that_was_handed_on(scene: Twins) -> None:
    """After a restored ledger, people would be told of tasks, and stand for them, that others have by now."""
    assert move(scene) == Done("open")
    plan = plan_of(scene, "new", "Drift")
    task = titled(plan, "Bestille bøker")
    put(plan, task.changed(people=(COLLEAGUE,)))
    (entry,) = [one for one in planned(scene).steps if one.key == "assign-tasks"]
    want = Moved.model_validate(entry.values)
    receipt = ASSIGN.do(want, Nothing(), scene.world)
    assert plan.tasks[task.id].people == (COLLEAGUE,)
    assert ASSIGN.verify(want, Nothing(), receipt, scene.world).differing == ()


def test_an_empty_plan_that_was_made_twice_goes_with_the_next_pass(scene: Twins) -> None:
    """People would find a second plan beside theirs, under a name that says nothing to them."""
    there = prepared(scene).tenants.planners["new"].there
    copy = made(scene, "drift").plan
    there["tvilling"] = MemoryPlan(copy.changed(id="tvilling", categories={}))
    assert move(scene) == Done("open")
    assert "tvilling" not in there


def test_a_new_plan_that_somebody_removed_is_made_again(scene: Twins) -> None:
    """The evening would stop at a plan that no step makes any more."""
    del prepared(scene).tenants.planners["new"].there[made(scene, "drift").plan.id]
    assert move(scene) == Done("open")
    assert len(plan_of(scene, "new", "Drift").tasks) == len(plan_of(scene, "old", "Drift").tasks)


def test_a_row_for_an_account_that_is_not_there_stops_the_survey(scene: Twins) -> None:
    """A wrong id would stop the window, when everybody waits for their tasks."""
    (entry,) = [one for one in planned(scene).steps if one.key == "survey"]
    nobody = object_id("new/ingen")
    rows = [{"source": object_id("old/ein"), "target": nobody}]
    want = Moved.model_validate({**entry.values, "same": rows})
    said_of = SURVEY.judge(want, SURVEY.see(want, scene.world), scene.world).differing
    assert [line for line in said_of if nobody in line]

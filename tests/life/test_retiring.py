"""Retiring: nothing old goes while the sector is not whole, and no way back is promised that is gone."""

from flytt.migration.go_back import go_back
from flytt.migration.next_action import Do, Done, Wait, next_action
from flytt.migration.planner import make_plan
from flytt.migration.workload import Dependency
from tests.driving import bring_on, set_goal, state_of
from tests.worlds import MORNING, RUNBOOKS, municipality, twins, workload

PAIR = ("server-application", "integration")


def test_a_neighbour_that_goes_back_after_the_go_holds_the_removal() -> None:
    """The old side of a sector would be deleted while one of its workloads is on its way back to it."""
    scene = twins(*PAIR)
    one, other = (scene.plan.workload(id_) for id_ in PAIR)
    for goal in ("open", "retired"):
        for w in (one, other):
            set_goal(scene, goal, workload=w.id)
        for _ in range(3):
            if goal == "open":
                bring_on(scene, one)
            bring_on(scene, other)
    retire = state_of(scene).gates[f"retire.{one.wave}"]
    assert retire.answer is not None
    assert retire.answer.go
    assert isinstance(next_action(scene.plan, one, state_of(scene), scene.clock.now()), Do)
    set_goal(scene, "before", backward=True, workload=other.id)
    assert bring_on(scene, other) == Done("before")
    held = next_action(scene.plan, one, state_of(scene), scene.clock.now())
    assert isinstance(held, Wait)
    assert held.on == (other.id,)


def test_what_a_retired_workload_stands_on_is_promised_no_way_back() -> None:
    """People would be told that they can still go back, and find that what stands on it cannot."""
    on = (Dependency(workload="integration", why="it sends there"),)
    rows = [workload("server-application", depends_on=on), workload("integration")]
    plan = make_plan(municipality(rows), RUNBOOKS, MORNING)
    scene = twins(plan=plan)
    below, above = plan.workload("integration"), plan.workload("server-application")
    for w in (below, above):
        set_goal(scene, "open", workload=w.id)
        assert bring_on(scene, w) == Done("open")
    clock = go_back(plan, below, state_of(scene))
    assert clock.possible
    assert clock.minutes == sum(
        s.undo_minutes for w in (below, above) for s in w.steps if s.phase != "retire"
    )
    set_goal(scene, "retired", workload=above.id)
    assert bring_on(scene, above) == Done("retired")
    clock = go_back(plan, below, state_of(scene))
    assert not clock.possible
    assert above.name in clock.why


def test_a_retired_workload_is_promised_no_way_back_even_without_a_final_step() -> None:
    """A vendor has closed the old instance, and the board still says that one can go back to it."""
    scene = twins("hosted-application")
    one = scene.plan.workloads[0]
    set_goal(scene, "retired")
    assert bring_on(scene) == Done("retired")
    clock = go_back(scene.plan, one, state_of(scene))
    assert not clock.possible
    assert "retired" in clock.why

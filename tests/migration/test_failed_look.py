"""A look that failed changes nothing: a new plan may be adopted, and the look begins anew under it."""

import pytest

from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts
from flytt.adapters.memory.services import MemoryServices
from flytt.migration.errors import Fenced, IllegalEvent
from flytt.migration.next_action import Done, Stuck
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.state import StepStatus
from tests.driving import bring_on, journal_of, move, roll_back, set_goal, state_of
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, planned, twins, workload

KIND, LOOK = "server-application", "survey-source"


def looking_at(host: str) -> Plan:
    """Return a plan in which the survey asks this host."""
    plan = make_plan(municipality([workload(KIND)]), RUNBOOKS, MORNING)
    (w,) = plan.workloads
    look = w.steps[0]
    other = look.changed(values={**look.values, "host": host})
    entries = tuple(other if entry == look else entry for entry in w.entries)
    return plan.changed(workloads=(w.changed(entries=entries),))


def adopt(scene: Twins, plan: Plan) -> None:
    """Go over to this plan."""
    journal_of(scene).adopt(plan)
    scene.plan = plan


def failed() -> Twins:
    """Return a world in which the survey asked a host that there is not."""
    scene = twins(KIND)
    adopt(scene, looking_at("misspelt"))
    set_goal(scene, "prepared")
    assert isinstance(bring_on(scene), Stuck)
    at = state_of(scene).workload(planned(scene).id).step(LOOK)
    assert (at.status, at.failure is not None) == (StepStatus.STARTED, True)
    return scene


def test_what_a_survey_failed_over_is_mended_by_a_new_plan() -> None:
    """A name misspelt in the mapping would cost a rollback of what has not changed anything yet."""
    scene = failed()
    adopt(scene, looking_at("old"))
    assert state_of(scene).workload(planned(scene).id).step(LOOK).status is StepStatus.PENDING
    assert move(scene, "prepared") == Done("prepared")
    assert roll_back(scene) == Done("before")


def test_the_plan_in_force_adopted_again_forgets_nothing() -> None:
    """A failure that people have not seen yet would vanish whenever somebody adopts what is adopted."""
    scene = failed()
    before = state_of(scene)
    adopt(scene, scene.plan)
    assert state_of(scene).workloads == before.workloads


def test_a_step_that_writes_keeps_the_plan_under_which_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a failed step left half done would be finished, or taken back, by another plan's word."""
    scene = twins(KIND)

    def fails(self: MemoryServices, name: str) -> None:
        del self, name
        raise RuntimeError

    monkeypatch.setattr(MemoryServices, "stop", fails)
    assert isinstance(move(scene), Stuck)
    with pytest.raises(IllegalEvent, match="between two checkpoints"):
        adopt(scene, scene.plan.changed(name="Fjordvik anew"))


def test_a_look_under_way_says_nothing_under_the_plan_that_came_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was seen of the old plan's host would stand in the ledger as what the new plan's survey saw."""
    scene = failed()
    on = MemoryHosts.on

    def meanwhile(self: MemoryHosts, host: str) -> MemoryHost:
        journal_of(scene).adopt(looking_at("old"))
        return on(self, "old" if host == "misspelt" else host)

    monkeypatch.setattr(MemoryHosts, "on", meanwhile)
    set_goal(scene, "prepared")
    with pytest.raises(Fenced, match="Another plan was adopted"):
        bring_on(scene)
    at = state_of(scene).workload(planned(scene).id).step(LOOK)
    assert (at.status, at.failure) == (StepStatus.PENDING, None)


def test_a_run_that_follows_a_former_plan_ends() -> None:
    """It would ask for ever what comes next, be told what the new plan does not do, and never stop."""
    scene = failed()
    former = scene.plan
    set_goal(scene, "prepared")
    journal_of(scene).adopt(looking_at("old"))
    scene.plan = former
    with pytest.raises(Fenced, match="Another plan was adopted"):
        bring_on(scene)

"""A look that was refuted has changed nothing either: a plan that has it look elsewhere may be adopted."""

import pytest

from flytt.migration.errors import IllegalEvent
from flytt.migration.events import PlanAdopted
from flytt.migration.evidence import Verification
from flytt.migration.next_action import Done, Stuck
from flytt.migration.state import StepStatus
from flytt.migration.step_state import StepState
from tasks.application.survey_source import STEP as SURVEY
from tests.driving import bring_on, events_of, journal_of, move, roll_back, set_goal, state_of
from tests.migration.test_failed_look import KIND, LOOK, adopt, looking_at
from tests.worlds import Twins, planned, twins

DIFFERS = Verification(route="the same host, read again", differing=("rows: expected 3, found 2",))


def _differs(*_: object) -> Verification:
    return DIFFERS


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Twins:
    """Return a world whose survey was done and refuted, under a plan in which it asks `old`."""
    found = twins(KIND)
    adopt(found, looking_at("old"))
    with monkeypatch.context() as patched:
        patched.setattr(type(SURVEY), "judge", _differs)
        assert isinstance(move(found, "prepared"), Stuck)
    assert _at(found).status is StepStatus.REFUTED
    return found


def _at(scene: Twins, key: str = LOOK) -> StepState:
    return state_of(scene).workload(planned(scene).id).step(key)


def _adopted(scene: Twins) -> PlanAdopted:
    return [r.event for r in events_of(scene) if isinstance(r.event, PlanAdopted)][-1]


def test_what_a_survey_differed_over_is_mended_by_a_new_plan(scene: Twins) -> None:
    """A wrong host in the mapping would cost a rollback of what has not changed anything."""
    adopt(scene, looking_at("old-b"))
    assert _adopted(scene).anew == (f"{planned(scene).id}/{LOOK}",)
    assert _at(scene) == StepState()
    adopt(scene, looking_at("old"))
    assert move(scene, "prepared") == Done("prepared")
    assert roll_back(scene) == Done("before")


def test_a_look_that_stays_as_it_is_keeps_what_it_saw(scene: Twins) -> None:
    """What people were to see of a refuted look would vanish with any plan that is adopted beside it."""
    adopt(scene, scene.plan.changed(name="Fjordvik anew"))
    assert (_adopted(scene).anew, _at(scene).verification) == ((), DIFFERS)
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")


def test_one_that_was_verified_keeps_other_ground_out(scene: Twins) -> None:
    """A survey could be sent to another host than the one from which data was taken after it."""
    assert move(scene, "prepared") == Done("prepared")
    with pytest.raises(IllegalEvent, match=LOOK):
        adopt(scene, looking_at("old-b"))


def test_an_adoption_from_before_forgets_no_refuted_look(scene: Twins) -> None:
    """A move that is open could not be read: its look was verified, not done anew, under that plan."""
    former = PlanAdopted.model_validate({"plan_hash": "another", "document": "another"})
    journal_of(scene).append(former)
    assert _at(scene).status is StepStatus.REFUTED

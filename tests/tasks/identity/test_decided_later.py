"""What is in the way is decided until accounts are made; afterwards a message says what can still be done."""

import pytest

from flytt.adapters.memory.directory import MemoryDirectory
from flytt.migration.errors import ChangedByOthers, IllegalEvent
from flytt.migration.identity_settings import Identity
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from tasks.identity.late import STEP
from tasks.tenancy import Tenancy
from tests.driving import bring_on, journal_of, set_goal
from tests.sweeps.ground import approached, entry
from tests.tenants import IDENTITY_SETTINGS, object_id, person
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

LIK = object_id("old/lik")
DECISIONS = IDENTITY_SETTINGS["decisions"]


def adopt(scene: Twins, decisions: list[Json]) -> None:
    """Go over to a plan with these decisions."""
    settings = Identity.model_validate({**IDENTITY_SETTINGS, "decisions": decisions}).as_json()
    plan = make_plan(municipality([workload("tenant-identity", settings=settings)]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(plan)
    scene.plan = plan


def but(source: str) -> list[Json]:
    """Return all decisions but the one about this object."""
    assert isinstance(DECISIONS, list)
    return [row for row in DECISIONS if isinstance(row, dict) and row["source"] != source]


def test_what_the_survey_finds_undecided_is_decided_and_the_move_goes_on() -> None:
    """The survey would ask for a decision that nothing lets anybody adopt, before anything is made."""
    scene = twins("tenant-identity")
    adopt(scene, but(LIK))
    set_goal(scene, "prepared")
    outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert LIK in outcome.why
    assert isinstance(DECISIONS, list)
    adopt(scene, DECISIONS)
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")


def test_a_decision_about_nobody_that_came_after_the_survey_is_not_passed_over() -> None:
    """With one wrong letter in an id, somebody who was to stay behind would get an account in silence."""
    scene = approached("tenant-identity", "create-people").fork()
    nobody: Json = {"source": object_id("old/nobody"), "choice": "leave", "why": "Asked."}
    adopt(scene, [*but(""), nobody])
    set_goal(scene, "prepared")
    outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert object_id("old/nobody") in outcome.why


def test_nothing_is_decided_otherwise_while_accounts_stand() -> None:
    """An account that Flytt made would stand beside the one that it is now said to be the same as."""
    scene = approached("tenant-identity", "late").fork()
    with pytest.raises(IllegalEvent, match="create-people"):
        adopt(scene, but(LIK))


def test_who_is_hired_under_a_taken_name_is_mended_by_hand_in_the_night() -> None:
    """The message would send people to decide something at two in the morning that cannot be adopted."""
    scene = approached("tenant-identity", "late").fork()
    want = Tenancy.model_validate(entry("tenant-identity", "late").values)
    old = scene.world.tenants.on("old")
    assert isinstance(old, MemoryDirectory)
    hired = person("old", "framand")
    old.accounts[hired.id] = hired
    with pytest.raises(ChangedByOthers) as refused:
        STEP.plan(want, scene.world)
    assert (hired.id in str(refused.value), "by hand" in str(refused.value)) == (True, True)
    old.accounts[hired.id] = hired.changed(name="framand2@old.example", nickname="framand2")
    was = STEP.plan(want, scene.world)
    assert STEP.verify(want, was, STEP.do(want, was, scene.world), scene.world).passed

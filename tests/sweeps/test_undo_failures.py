"""The way back fails at every step: it is retried or named, stops only its own workload, and goes on."""

import pytest

from flytt.migration.errors import CommandFailed, Unreachable
from flytt.migration.events import StepFailed
from flytt.migration.next_action import Done, Stuck, next_action
from flytt.migration.state import StepStatus
from flytt.migration.workload import Kind
from tests.driving import bring_on, roll_back, set_goal, state_of
from tests.faults import Fault, When
from tests.sweeps.ground import (
    LAST,
    STEPS,
    beyond,
    beyond_and_back,
    entry,
    events_of,
    failures,
    swept,
    swept_kinds,
    untouched,
)
from tests.worlds import KINDS, planned, twins

REVERSIBLE: list[tuple[Kind, str]] = [
    (kind, key) for kind, key in STEPS if entry(kind, key).reversal != "final"
]
every_reversible = pytest.mark.parametrize(("kind", "key"), swept(REVERSIBLE))
UNREACHABLE = Unreachable("The host did not answer.")
REFUSED = CommandFailed("It could not be done.", exit_status=1, stderr="device is busy")


@every_reversible
def test_a_passing_fault_on_the_way_back_is_tried_again(kind: Kind, key: str) -> None:
    """Going back would stop in the middle for a lost packet."""
    scene = beyond(kind, key).fork()
    assert roll_back(scene, wires=Fault(entry(kind, key), "undo", raises=UNREACHABLE, times=2).wires) == Done(
        "before"
    )
    assert [f.event.step for f in failures(scene)] == [key, key]
    assert scene.snapshot() == untouched(kind).snapshot()
    assert scene.effects() == beyond_and_back(kind, key).effects


@every_reversible
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_undo_that_fails_is_named_and_nothing_beneath_it_is_touched(
    kind: Kind, key: str, when: When
) -> None:
    """Two sides could be written at once, or a half rolled-back workload would look finished."""
    scene = beyond(kind, key).fork()
    outcome = roll_back(scene, wires=Fault(entry(kind, key), "undo", when, raises=REFUSED).wires)
    assert isinstance(outcome, Stuck)
    assert outcome.step is not None
    assert outcome.step.key == key
    assert "rollback" in outcome.next_command
    at = state_of(scene).workload(planned(scene).id)
    assert at.step(key).status is StepStatus.UNDOING
    beneath = [s.key for s in planned(scene).steps if s.key in at.steps]
    for lower in beneath[: beneath.index(key)]:
        assert at.step(lower).status is StepStatus.VERIFIED, f"{lower} was undone under {key}"
    assert [f.event.at_verb for f in failures(scene)] == ["undo"]
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(kind).snapshot()
    assert scene.effects() == beyond_and_back(kind, key).effects


@every_reversible
def test_a_move_can_go_on_over_an_undo_that_failed(kind: Kind, key: str) -> None:
    """Who changes their mind while a rollback is stuck would find neither direction open."""
    scene = beyond(kind, key).fork()
    end = LAST if entry(kind, key).phase == "retire" else "open"
    roll_back(scene, wires=Fault(entry(kind, key), "undo", raises=REFUSED).wires)
    set_goal(scene, end)
    assert bring_on(scene) == Done(end)
    assert scene.snapshot() == beyond(kind, key).snapshot()


@pytest.mark.parametrize("kind", swept_kinds(kind for kind in KINDS if kind != "integration"))
def test_a_neighbour_goes_on_while_one_cannot_get_back(kind: Kind) -> None:
    """One stuck workload would hold up every other of its evening."""
    scene = twins(kind, "integration")
    one = scene.plan.workload(kind)
    first = one.steps[0]
    set_goal(scene, "prepared", workload=kind)
    assert bring_on(scene, one) == Done("prepared")
    set_goal(scene, "before", backward=True, workload=kind)
    stuck = bring_on(scene, one, Fault(first, "undo", raises=REFUSED).wires)
    assert isinstance(stuck, Stuck)
    set_goal(scene, "open", workload="integration")
    assert bring_on(scene, scene.plan.workload("integration")) == Done("open")
    assert next_action(scene.plan, one, state_of(scene), scene.clock.now()) == stuck
    blamed = [r.event.workload for r in events_of(scene) if isinstance(r.event, StepFailed)]
    assert set(blamed) == {kind}

"""Somebody stops a workload: it ends after the step at hand, undoes nothing, and goes on when asked to."""

import pytest

from flytt.migration.errors import BadInput
from flytt.migration.events import StopRequested
from flytt.migration.next_action import Done, Wait
from flytt.migration.stopping import stop
from flytt.migration.workload import Kind
from tests.driving import Wires, bring_on, events_of, journal_of, move, roll_back, set_goal, state_of
from tests.sweeps.ground import STEPS, entry, opened, swept, untouched
from tests.worlds import Twins, planned, twins

FORWARD: list[tuple[Kind, str]] = [(kind, key) for kind, key in STEPS if entry(kind, key).phase != "retire"]


def _stop(scene: Twins) -> None:
    stop(scene.plan, journal_of(scene), (planned(scene),), "vakt", "fire alarm")


@pytest.mark.parametrize(("kind", "key"), swept(FORWARD))
def test_it_ends_after_the_step_at_hand_and_goes_on(kind: Kind, key: str) -> None:
    """Stopping would interrupt a step in its middle, begin the next one, or never be got out of."""
    scene = untouched(kind).fork()
    set_goal(scene, "open")
    acted: list[str] = []

    def begins(step: str) -> None:
        acted.append(step)
        if step == key and acted.count(key) == 1:
            _stop(scene)

    outcome = bring_on(scene, wires=Wires(begins=begins))
    assert isinstance(outcome, Wait)
    assert "fire alarm" in outcome.why
    assert acted[-1] == key
    assert state_of(scene).workload(planned(scene).id).step(key).failure is None
    there = scene.snapshot()
    assert isinstance(bring_on(scene), Wait)
    assert scene.snapshot() == there
    back = scene.fork()
    assert roll_back(back) == Done("before")
    assert back.snapshot() == untouched(kind).snapshot()
    assert move(scene) == Done("open")
    assert scene.snapshot() == opened(kind).snapshot()


def test_who_and_why_are_kept_and_nothing_is_stopped_twice() -> None:
    """Nobody would know whom to ask whether it may go on."""
    scene = twins("integration")
    with pytest.raises(BadInput, match="under way"):
        _stop(scene)
    set_goal(scene, "open")
    for who, why, says in (("", "x", "--as"), ("vakt", " ", "--why")):
        with pytest.raises(BadInput, match=says):
            stop(scene.plan, journal_of(scene), (planned(scene),), who, why)
    _stop(scene)
    with pytest.raises(BadInput, match="stopped already"):
        _stop(scene)
    (said,) = [r.event for r in events_of(scene) if isinstance(r.event, StopRequested)]
    assert (said.who, said.why) == ("vakt", "fire alarm")


def test_what_is_where_it_shall_be_is_not_stopped() -> None:
    """Status would say stopped, and wait for somebody, of a workload that people use."""
    scene = twins("integration")
    set_goal(scene, "open")
    assert bring_on(scene) == Done("open")
    with pytest.raises(BadInput, match="under way"):
        _stop(scene)
    assert bring_on(scene) == Done("open")

"""Going back days after the window: no edge of that window is late any more."""

import pytest

from flytt.migration.errors import CommandFailed
from flytt.migration.go_back import go_back
from flytt.migration.next_action import Done, Stuck
from tests.driving import move, roll_back, state_of
from tests.faults import Fault
from tests.worlds import Twins, planned, twins


def _until(scene: Twins) -> object:
    return go_back(scene.plan, planned(scene), state_of(scene)).until


@pytest.mark.parametrize(("days", "has_edge"), [(0, True), (20, False)])
def test_only_who_goes_back_in_the_window_has_its_edge_to_keep(days: int, *, has_edge: bool) -> None:
    """Somebody would hurry on a way back that nothing presses, or not on one that something does."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    scene.clock.advance(days=days)
    step = next(s for s in planned(scene).steps if s.key == "start-target")
    held = Fault(step, "undo", raises=CommandFailed("It could not be done.", exit_status=1, stderr="")).wires
    assert isinstance(roll_back(scene, wires=held), Stuck)
    assert (_until(scene) is not None) is has_edge

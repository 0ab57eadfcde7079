"""A machine whose clock was wrong for a while: the move must be possible to go on with afterwards."""

from datetime import timedelta

from flytt.migration.next_action import Done
from tests.driving import bring_on, set_goal, state_of
from tests.worlds import twins


def test_a_clock_that_ran_ahead_does_not_shut_every_gate() -> None:
    """After one event dated next year no question could be answered before next year."""
    scene = twins("integration")
    ahead = twins("integration", plan=scene.plan)
    ahead.store, ahead.vault = scene.store, scene.vault
    ahead.clock.advance(days=400)
    set_goal(ahead, "open")
    assert state_of(scene).at == ahead.clock.now()
    assert scene.clock.now() < ahead.clock.now() - timedelta(days=300)
    assert bring_on(scene) == Done("open")

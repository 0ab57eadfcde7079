"""A go is given days before; when the window opens, the move begins though nobody is there to type."""

from datetime import datetime, timedelta

import pytest

from flytt.adapters.clock import MemoryClock
from flytt.migration.due import due
from flytt.migration.events import GoalSet, StopRequested
from flytt.migration.next_action import Done
from flytt.migration.plan import PlannedWorkload
from tests.driving import bring_on, events_of, journal_of, set_goal, state_of
from tests.worlds import Twins, planned, twins


class Waits(Exception):
    """Somebody would have waited until then."""


class Impatient(MemoryClock):
    """A run's clock that does not wait: the run ends, as it does when a window is days away."""

    patience = timedelta(0)

    def wait_until(self, moment: datetime) -> None:
        """End the run instead."""
        raise Waits(moment)


def _waiting() -> Twins:
    """Return a world whose go was given before its window, its run having ended there."""
    scene = twins("server-application")
    scene.clock = Impatient(scene.clock.now())
    set_goal(scene, "open")
    with pytest.raises(Waits) as waits:
        bring_on(scene)
    assert waits.value.args == (planned(scene).window.start,)
    scene.clock = MemoryClock(scene.clock.now())
    return scene


def _due(scene: Twins) -> tuple[PlannedWorkload, ...]:
    return due(scene.plan, state_of(scene), lambda: events_of(scene), scene.clock.now())


def test_nothing_is_due_before_the_window() -> None:
    """Users would lose their system before the hour that they were told."""
    assert _due(_waiting()) == ()


def test_it_is_due_when_the_window_opens() -> None:
    """A whole evening would pass with everybody waiting for everybody."""
    scene = _waiting()
    scene.clock.wait_until(planned(scene).window.start)
    assert [w.id for w in _due(scene)] == [planned(scene).id]
    assert bring_on(scene) == Done("open")
    assert _due(scene) == ()


def test_what_somebody_has_touched_since_is_theirs() -> None:
    """A move that stopped, or that a person stopped, would begin again by itself."""
    scene = _waiting()
    scene.clock.wait_until(planned(scene).window.start)
    journal_of(scene).append(GoalSet(workload=planned(scene).id, checkpoint="open", why="on my own"))
    assert _due(scene) == ()


def test_what_was_stopped_stays_stopped() -> None:
    """A person's stop would hold until the window, and no longer."""
    scene = _waiting()
    journal_of(scene).append(StopRequested(workload=planned(scene).id, why="not tonight"))
    scene.clock.wait_until(planned(scene).window.start)
    assert _due(scene) == ()


def test_a_window_that_has_passed_begins_nothing() -> None:
    """A server that was down all night would take users' systems away in the morning."""
    scene = _waiting()
    scene.clock.wait_until(planned(scene).window.end)
    assert _due(scene) == ()

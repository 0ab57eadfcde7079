"""The writer dies after every durable change of every runbook; somebody else goes on, or takes it back."""

import pytest

from flytt.migration.next_action import Done
from flytt.migration.workload import Kind
from tests.driving import Killed, bring_on, set_goal
from tests.faults import Death
from tests.sweeps.ground import must_finish, must_go_back, opened, there_and_back, undo_failures, untouched
from tests.worlds import KINDS, Twins

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`


def _changes(scene: Twins) -> list[str]:
    undisturbed = Death(scene.fork())
    assert isinstance(bring_on(undisturbed.scene, wires=undisturbed.wires), Done)
    return undisturbed.changes


def _dead(scene: Twins, after: int) -> Twins:
    death = Death(scene.fork(), after)
    with pytest.raises(Killed):
        bring_on(death.scene, wires=death.wires)
    death.scene.clock.advance(minutes=2)
    return death.scene


@pytest.mark.parametrize("kind", KINDS)
def test_a_move_killed_anywhere_is_finished_or_taken_back(kind: Kind) -> None:
    """A crash would leave a step done twice, half done, or impossible to take back."""
    changes = _changes(untouched(kind))
    assert len(changes) > 10
    for number, change in enumerate(changes, 1):
        dead = _dead(untouched(kind), number)
        with _naming(f"killed after change {number}, {change}"):
            must_go_back(dead.fork(), kind)
            must_finish(dead, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rollback_killed_anywhere_is_resumed(kind: Kind) -> None:
    """A crash while going back would leave users on neither side."""
    going_back = opened(kind).fork()
    set_goal(going_back, "before", backward=True)
    for number, change in enumerate(_changes(going_back), 1):
        scene = _dead(going_back, number)
        with _naming(f"killed after change {number}, {change}"):
            assert bring_on(scene) == Done("before")
            assert scene.snapshot() == there_and_back(kind).snapshot
            assert scene.snapshot() == untouched(kind).snapshot()
            assert scene.effects() == there_and_back(kind).effects
            assert undo_failures(scene) == []


class _naming:  # noqa: N801 - reads as the statement it is
    """Adds where it was to what went wrong."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            error.add_note(self.where)

"""Downtime as users felt it: on the way there, on the way back, and at an end each time."""

import pytest

from flytt.migration.downtime import Downtime, downtimes
from flytt.migration.workload import Kind
from tests.driving import events_of, move, roll_back
from tests.worlds import KINDS, Twins, planned, twins

DOWN = [kind for kind in KINDS if kind != "read-only-archive"]
"""An archive that is only copied is never down."""


def _measured(scene: Twins) -> tuple[Downtime, ...]:
    return downtimes(planned(scene), events_of(scene))


@pytest.mark.parametrize("kind", DOWN)
def test_downtime_begins_and_ends_on_the_way_there_and_back(kind: Kind) -> None:
    """The board would say that users are still down, for ever, after everything is back as it was."""
    scene = twins(kind)
    assert _measured(scene) == ()
    move(scene)
    (there,) = _measured(scene)
    assert there.ended is not None
    assert not there.taken_back
    roll_back(scene)
    (_, back) = _measured(scene)
    assert back.ended is not None
    assert back.taken_back


def test_an_archive_is_never_down() -> None:
    """Users would be told of an interruption that there is not."""
    scene = twins("read-only-archive")
    move(scene)
    assert _measured(scene) == ()

"""Downtime as users felt it: on the way there, on the way back, and at an end each time."""

import pytest

from flytt.migration.downtime import Downtime, downtimes
from flytt.migration.workload import Kind
from tests.driving import events_of, move, roll_back
from tests.worlds import KINDS, Twins, planned, twins

NEVER_DOWN: tuple[Kind, ...] = ("read-only-archive", "tenant-identity")
"""An archive is only copied; accounts are made beside those that people go on using."""
DOWN = [kind for kind in KINDS if kind not in NEVER_DOWN]


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


@pytest.mark.parametrize("kind", NEVER_DOWN)
def test_what_is_only_added_to_is_never_down(kind: Kind) -> None:
    """Users would be told of an interruption that there is not."""
    scene = twins(kind)
    move(scene)
    assert _measured(scene) == ()

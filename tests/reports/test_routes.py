"""The pages say in bokmål how each step was looked at."""

import pytest

from flytt.migration.events import StepVerified
from flytt.migration.next_action import Done
from flytt.migration.workload import Kind
from flytt.reports.routes_nb import ROUTES
from tests.driving import bring_on, events_of
from tests.sweeps.ground import untouched
from tests.worlds import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_way_of_looking_has_words(kind: Kind) -> None:
    """A page that people in the municipality sign would speak English in the middle of a row."""
    scene = untouched(kind).fork()
    assert bring_on(scene) == Done("retired")
    said = {r.event.verification.route for r in events_of(scene) if isinstance(r.event, StepVerified)}
    assert said
    assert said <= ROUTES.keys()

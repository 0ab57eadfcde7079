"""The pages say in bokmål how each step was looked at."""

from typing import get_args

import pytest

from flytt.migration.events import StepVerified
from flytt.migration.forms_estate import Outcome
from flytt.migration.next_action import Done
from flytt.migration.workload import Kind
from flytt.reports.routes_nb import OUTCOMES, ROUTES, route_nb
from flytt.shares.streams import named
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


def test_every_outcome_of_a_proof_has_words() -> None:
    """Whoever signs for the answers would read in English that they cannot be proved."""
    assert set(OUTCOMES) == set(get_args(Outcome))


@pytest.mark.parametrize(("number", "nb"), [(1, "én strøm"), (4, "4 strømmer")])
def test_streams_have_words(number: int, nb: str) -> None:
    """A large share's survey would be shown in English, with the measurement in the middle."""
    says = route_nb(f"every name, owner and right at the source; {named(number)}, as asked for; 9 KiB/s")
    assert says == f"hvert navn, hver eier og hver rettighet på den gamle siden; kopieres i {nb}"

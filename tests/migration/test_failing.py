"""Failures that pass and failures that time alone mends, each with attempts of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flytt.migration.errors import FlyttError, Lagging, Unreachable
from flytt.migration.failing import TRANSIENT_ATTEMPTS
from flytt.migration.next_action import Done, Stuck
from tests.driving import move
from tests.faults import Fault, Verb, When
from tests.worlds import planned, twins


@dataclass
class Series(Fault):
    """Raises one after the other, and then no more."""

    series: Iterator[FlyttError] = field(default_factory=lambda: iter(()))

    def strike(self, verb: Verb, when: When) -> None:
        """Raise the next when it is due."""
        if self.due(verb, when) and (fault := next(self.series, None)):
            raise fault


def _lags(times: int) -> list[FlyttError]:
    return [Lagging("The proof is not seen yet.") for _ in range(times)]


def _cut(times: int) -> list[FlyttError]:
    return [Unreachable("No connection.") for _ in range(times)]


def test_a_cut_line_ends_no_waiting_for_a_service() -> None:
    """Hours of waiting would end with a person in the night because one connection was lost in them."""
    scene = twins("integration")
    met = [*_lags(10), *_cut(1), *_lags(10), *_cut(TRANSIENT_ATTEMPTS - 2), *_lags(1)]
    fault = Series(planned(scene).steps[0], "do", series=iter(met))
    assert move(scene, wires=fault.wires) == Done("open")


def test_a_line_that_is_cut_again_and_again_ends_with_a_person() -> None:
    """A service that lags and is not reached in turns would be tried for ever, and nobody be told."""
    scene = twins("integration")
    met = [one for _ in range(TRANSIENT_ATTEMPTS) for one in (*_lags(1), *_cut(1))]
    fault = Series(planned(scene).steps[0], "do", series=iter(met))
    stuck = move(scene, wires=fault.wires)
    assert isinstance(stuck, Stuck)
    assert "No connection" in stuck.why

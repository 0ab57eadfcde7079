"""How many streams a trial advises, and what each of them may send."""

import pytest

from flytt.shares.streams import advised, divided


@pytest.mark.parametrize(
    ("rates", "limit_kib", "number"),
    [
        ({1: 100.0, 2: 105.0}, 0, 1),
        ({1: 50.0, 2: 95.0, 4: 100.0}, 0, 2),
        ({1: 10.0, 2: 20.0, 4: 39.0, 8: 70.0}, 0, 8),
        ({1: 30.0, 2: 60.0, 4: 100.0}, 20 * 1024, 1),
        ({1: 30.0, 2: 60.0, 4: 100.0}, 50 * 1024, 2),
        ({1: 80.0, 2: 40.0}, 0, 1),
    ],
)
def test_the_fewest_that_nearly_reach_the_best(rates: dict[int, float], limit_kib: int, number: int) -> None:
    """Hosts that people work on would be loaded by streams that bring nothing, or a link left half empty."""
    found = advised(rates, limit_kib)
    assert found.number == number
    assert f"{rates[1]:.0f} MiB/s by 1" in found.why


def test_streams_together_keep_the_limit() -> None:
    """Each stream would send as much as all may; or, with a limit too small to divide, send freely."""
    assert divided(1000, 4) == 250
    assert divided(3, 8) == 1
    assert divided(0, 4) == 0

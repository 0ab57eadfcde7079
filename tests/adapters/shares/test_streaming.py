"""In how many streams a copy goes, from what the hosts have."""

import pytest

from flytt.adapters.shares import trial
from flytt.adapters.shares.local_shell import LocalShell
from flytt.adapters.shares.order import Order, Side
from flytt.adapters.shares.preflight import Looked
from flytt.adapters.shares.streaming import chosen
from flytt.shares.movers import Choice, HostFacts
from flytt.shares.streams import WORTH_BYTES, Streams

RELAY = Choice(mover="relay", direction="through", why="told to")
FOUR = Streams(number=4, why="measured")


@pytest.mark.parametrize(
    ("flock", "streams", "number"), [(True, 0, 4), (True, 2, 2), (False, 0, 1), (False, 2, 1)]
)
def test_a_target_without_flock_is_filled_by_one(
    *, flock: bool, streams: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share would not be copied at all, and people would look for another mover that nobody runs."""

    def measure(_order: Order, _choice: Choice) -> Streams:
        return FOUR

    monkeypatch.setattr(trial, "measure", measure)
    side = Side(LocalShell("new"), "/srv/share")
    target = Looked(HostFacts(host="new", flock=flock), there=True, filled=False)
    order = Order("test-job", side, side, streams=streams, size_bytes=WORTH_BYTES)
    found = chosen(order, RELAY, target)
    assert found.number == number
    assert ("new has no flock" in found.why) is (streams > 1 and not flock)

"""What a ledger that was restored can tell of who is blocked on the old side."""

import pytest

from flytt.migration.evidence import Presence
from tasks.identity.block_source import STEP
from tasks.tenancy import Met, Tenancy
from tests.sweeps.ground import approached, entry

KEY = "block-source"


@pytest.mark.parametrize(
    ("blocked", "presence"), [("nobody", "absent"), ("one", "partial"), ("all", "present")]
)
def test_who_is_blocked_here_and_let_in_there_was_blocked_since(blocked: str, presence: str) -> None:
    """An account that Flytt had blocked would pass for blocked before Flytt came, and stay so for ever."""
    scene = approached("tenant-identity", KEY).fork()
    want = Tenancy.model_validate(entry("tenant-identity", KEY).values)
    would = STEP.plan(want, scene.world).turning
    assert len(would) > 1

    some = {"nobody": 0, "one": 1, "all": len(would)}[blocked]
    want.old(scene.world).set_enabled(would[:some], enabled=False)

    traces = STEP.traces(want, scene.world)
    assert traces.presence is Presence(presence)
    assert traces.was is None, "only people can say who blocked them"


def test_who_was_blocked_before_flytt_is_no_trace() -> None:
    """Every restored ledger would ask who blocked people that left the municipality years ago."""
    scene = approached("tenant-identity", KEY).fork()
    want = Tenancy.model_validate(entry("tenant-identity", KEY).values)
    met = Met(want, scene.world)
    was_blocked = [p.id for p in met.sides.people if p.id in met.there and not p.enabled and not p.guest_of]

    assert was_blocked
    assert STEP.traces(want, scene.world).presence is Presence.ABSENT

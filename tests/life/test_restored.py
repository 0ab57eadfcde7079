"""A ledger that came out of a backup: nothing is done on its word before somebody has looked."""

import pytest

from flytt.migration.next_action import Done, Stuck
from flytt.migration.ports import Restoration
from tests.driving import bring_on, events_of, move, set_goal
from tests.worlds import twins


def test_a_restored_ledger_asks_for_a_person_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done after the backup would be done again, and its before-values be lost."""
    scene = twins("server-application")
    set_goal(scene, "open")
    after = len(events_of(scene))
    restoration = Restoration(at=scene.clock.now().isoformat(), after=after)
    monkeypatch.setattr(scene.store, "restoration", lambda: restoration)
    there = scene.snapshot()
    for _ in range(2):
        stuck = bring_on(scene)
        assert isinstance(stuck, Stuck)
        assert "backup" in stuck.why
    assert scene.snapshot() == there
    assert [r.event.kind for r in events_of(scene)].count("restored") == 1
    assert move(scene) == Done("open")

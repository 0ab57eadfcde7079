"""What is left of a retired workload: the story, and no way back."""

import pytest

from flytt.migration.chain import verify_rows
from flytt.migration.erase import erase_retired, references
from flytt.migration.errors import NotFound
from flytt.migration.go_back import go_back
from flytt.migration.next_action import Done
from tests.driving import Killed, events_of, journal_of, move, state_of
from tests.worlds import planned, twins


def test_nothing_is_erased_before_it_is_retired() -> None:
    """The values that going back needs would be gone while people may still go back."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    kept = references(planned(scene).id, events_of(scene))
    assert kept
    assert erase_retired(scene.plan, journal_of(scene), scene.vault) == {}
    for reference in kept:
        assert scene.vault.get(reference) is not None


def test_a_retired_workload_leaves_nothing_in_the_vault_and_a_whole_chain() -> None:
    """Names and addresses would be kept for ever, or their erasure would look like tampering."""
    scene = twins("server-application")
    assert move(scene, "retired") == Done("retired")
    kept = references(planned(scene).id, events_of(scene))
    assert erase_retired(scene.plan, journal_of(scene), scene.vault) == {planned(scene).id: len(kept)}
    for reference in kept:
        with pytest.raises(NotFound):
            scene.vault.get(reference)
    verify_rows(scene.store.rows())
    assert erase_retired(scene.plan, journal_of(scene), scene.vault) == {}


def test_what_was_erased_is_not_promised_a_way_back() -> None:
    """People would be told that a vendor's move can be undone, and learn in the night that it cannot."""
    scene = twins("hosted-application")
    assert move(scene, "retired") == Done("retired")
    erase_retired(scene.plan, journal_of(scene), scene.vault)
    clock = go_back(scene.plan, planned(scene), state_of(scene))
    assert not clock.possible
    assert "erased" in clock.why


def test_a_crash_while_erasing_leaves_no_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of what going back needs would be gone with nothing in the ledger to say so."""
    scene = twins("server-application")
    assert move(scene, "retired") == Done("retired")
    kept = references(planned(scene).id, events_of(scene))

    def dies(_reference: str) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(scene.vault, "erase", dies)
        with pytest.raises(Killed):
            erase_retired(scene.plan, journal_of(scene), scene.vault)
    assert planned(scene).id in state_of(scene).erased
    assert erase_retired(scene.plan, journal_of(scene), scene.vault) == {}
    for reference in kept:
        with pytest.raises(NotFound):
            scene.vault.get(reference)

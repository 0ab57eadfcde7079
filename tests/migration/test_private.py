"""Personal data and secrets stay out of the ledger, whatever goes wrong."""

import pytest

from flytt.adapters.memory.tables import dumped
from flytt.migration.errors import ChangedByOthers, CommandFailed
from flytt.migration.masking import MASK, masked
from flytt.migration.next_action import Stuck
from flytt.migration.workload import Kind
from tests.driving import move, roll_back
from tests.faults import Fault
from tests.worlds import CONFIG, IDENTITY, KINDS, PASSWORD, Twins, planned, twins

CANARIES = (IDENTITY, PASSWORD, "02819912345", "03819912345", "05819912345", "Gamal", "Ein annan")


def _ledger(scene: Twins) -> str:
    kept = scene.store.snapshot()
    documents = str([kept[part] for part in kept if "document" in part])
    return documents + "".join(row.model_dump_json() for row in scene.store.rows())


def _must_be_clean(scene: Twins) -> None:
    text = _ledger(scene)
    assert len(text) > 1000
    assert [canary for canary in CANARIES if canary in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_move_there_back_and_retired_writes_none_of_it(kind: Kind) -> None:
    """What cannot be erased would hold what must be."""
    scene = twins(kind)
    move(scene)
    for path in ("/srv/elev.db", "/srv/kai.db", "/etc/elev.json"):
        if path in scene.hosts.on("new").content:
            scene.hosts.on("new").content[path] = CONFIG if path.endswith("json") else dumped({})
    roll_back(scene)
    move(scene, "retired")
    _must_be_clean(scene)


def test_what_was_there_before_lies_in_the_vault() -> None:
    """A rollback would have nothing to put back, or would have kept it in the open."""
    scene = twins("server-application")
    move(scene)
    assert "previous" in str(scene.vault.snapshot())
    _must_be_clean(scene)


def test_a_damaged_configuration_page_or_database_is_not_quoted() -> None:
    """What stands in the way would be copied into every report."""
    scene = twins("server-application")
    step = next(s for s in planned(scene).steps if s.key == "restore-database")
    says = f"Key (identity)=({IDENTITY}) belongs to a.b@skole.example already"
    errors = [
        CommandFailed("It failed.", exit_status=1, stderr=says),
        ChangedByOthers(says),
        ValueError(f"{says} {PASSWORD}"),
    ]
    for error in errors:
        stuck = move(scene, wires=Fault(step, "do", raises=error).wires)
        assert isinstance(stuck, Stuck)
    _must_be_clean(scene)
    assert "skole.example" not in _ledger(scene)


@pytest.mark.parametrize("text", [IDENTITY, f"id={IDENTITY};", "018199 12345", "(kari.test@skole.example)"])
def test_identity_numbers_and_addresses_are_masked(text: str) -> None:
    """A database's own error message would carry them in."""
    assert MASK in masked(text)
    assert "12345" not in masked(text)
    assert "skole" not in masked(text)


@pytest.mark.parametrize("text", ["1234567890", "123456789012", "exit status 11", "at 12:00@noon"])
def test_other_numbers_are_left_alone(text: str) -> None:
    """Sizes and counts, without which nobody finds the fault, would be masked too."""
    assert masked(text) == text

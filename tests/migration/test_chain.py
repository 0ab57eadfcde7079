"""The chain that makes an altered ledger show itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flytt.migration.chain import FIRST_PREVIOUS, Head, chain_hash, verify_rows
from flytt.migration.errors import Tampered
from flytt.migration.ports import StoredRow
from tests.adapters.ledger.rows import events

FIELDS = sorted(set(StoredRow.model_fields) - {"seq"})


def test_an_empty_chain_has_an_empty_head() -> None:
    """If an empty ledger did not verify, no first event could ever be written."""
    assert verify_rows([]) == Head(seq=0, hash=FIRST_PREVIOUS)


@given(number=st.integers(1, 6), at=st.integers(0, 5), field=st.sampled_from(FIELDS))
def test_a_change_of_any_field_is_found_at_its_event(number: int, at: int, field: str) -> None:
    """If some field lay outside the hash, it could be altered unseen."""
    rows = events(number)
    at %= number
    altered = 99 if field == "fence" else "altered"
    rows[at] = rows[at].changed(**{field: altered})
    with pytest.raises(Tampered) as found:
        verify_rows(rows)
    assert found.value.seq == at + 1


def test_an_event_forged_with_a_fitting_hash_breaks_the_next_one() -> None:
    """If re-hashing one event were enough, a forger would need no more."""
    rows = events(4)
    forged = rows[1].changed(actor="somebody else")
    rows[1] = forged.changed(hash=chain_hash(forged))
    with pytest.raises(Tampered) as found:
        verify_rows(rows)
    assert found.value.seq == 3


@pytest.mark.parametrize(("order", "seq"), [([0, 2, 3], 2), ([0, 2, 1, 3], 2), ([1, 2], 1), ([0, 0, 1], 2)])
def test_missing_moved_and_doubled_events_are_found(order: list[int], seq: int) -> None:
    """If the order did not matter, history could be retold."""
    rows = events(4)
    with pytest.raises(Tampered) as found:
        verify_rows(rows[index] for index in order)
    assert found.value.seq == seq


def test_a_chain_is_followed_on_from_a_head() -> None:
    """If verification could not go on from where it was, every look would read everything."""
    rows = events(5)
    head = verify_rows(rows[:3])
    assert verify_rows(rows[3:], after=head) == Head(seq=5, hash=rows[4].hash)
    with pytest.raises(Tampered):
        verify_rows(rows[4:], after=head)

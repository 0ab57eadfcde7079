"""A second try in the night: it costs what the first one lacked, and nothing of it is guessed."""

import pytest

from flytt.adapters.memory.post import MemoryPost
from flytt.migration.errors import Interrupted
from flytt.migration.exchange import Recipient
from flytt.migration.next_action import Done
from tests.driving import move
from tests.holdings import NEW
from tests.worlds import twins


def test_a_second_try_sets_only_the_addresses_that_the_first_one_lacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A failure at the end of two thousand mailboxes would cost everybody fifty more minutes without mail."""
    scene = twins("tenant-domain")
    asked: list[list[str]] = []
    given: list[str] = []
    sets = MemoryPost.set_addresses

    def cut_short(self: MemoryPost, recipients: tuple[Recipient, ...]) -> None:
        if self.name != NEW:
            return sets(self, recipients)
        asked.append([one.id for one in recipients])
        if len(asked) > 1:
            return sets(self, recipients)
        sets(self, recipients[:-1])
        given.extend(one.id for one in recipients[:-1])
        raise Interrupted("Setting addresses: no answer.")

    monkeypatch.setattr(MemoryPost, "set_addresses", cut_short)
    assert move(scene) == Done("open")
    assert given
    assert asked[1] == asked[0][-1:]

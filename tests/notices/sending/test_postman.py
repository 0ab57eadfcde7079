"""The post beside the server: it goes round by itself, and a round that fails ends nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows import sending
from flows.sending import Postman
from flytt.migration.channel import Channel
from flytt.migration.errors import NotFound
from flytt.migration.events import DutyTold
from flytt.notices.sending.settings import Outlet
from flytt.wiring import Where
from tests.notices.sending.office import CARD, Office, settings_of
from tests.notices.sending.test_kills import Deaf, unknown_card


class Hand:
    """As much of a move as a postman needs; `told` is what people on duty were told."""

    def __init__(self, office: Office) -> None:
        self.plan, self.journal, self.duty, self.told = office.plan, office.journal, self, list[str]()

    def tell(self, subject: str, text: str) -> None:
        """Note it."""
        del subject
        self.told.append(text)


def postman(
    office: Office,
    hand: Hand,
    monkeypatch: pytest.MonkeyPatch,
    channel: Callable[[Outlet], Channel] | None = None,
) -> Postman:
    """Return a postman of this office."""

    def move(*_args: object, **_named: object) -> Hand:
        return hand

    def post(*_args: object) -> object:
        return office.post(channel)

    monkeypatch.setattr(sending, "open_move", move)
    monkeypatch.setattr(sending, "open_post", post)
    return Postman(Where("hustadvika", Path("mappings"), "ledger.db"))


def test_a_round_sends_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody would have to sit up at night and send by hand."""
    office = Office(settings_of(CARD)).approve()
    walker = postman(office, Hand(office), monkeypatch)
    walker.round()
    walker.round()
    assert office.arrivals() == {"teams": 1}


def test_people_on_duty_hear_once_of_what_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that may be missing would wait for somebody who never hears of it, or hears all night."""
    office = unknown_card()
    hand = Hand(office)
    for _ in range(3):
        postman(office, hand, monkeypatch).round()
    assert len(hand.told) == 1
    assert "--settle flytt." in hand.told[0]
    assert len([e for e in office.journal.events if isinstance(e.event, DutyTold)]) == 1


def test_an_outlet_that_cannot_be_opened_is_told_of_and_writes_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A missing secret would be found by nobody, or fill the ledger with tries, every ten seconds."""
    office = Office(settings_of(CARD)).approve()
    hand = Hand(office)

    def unset(_outlet: Outlet) -> Channel:
        raise NotFound("The secret krok is not set.")

    walker = postman(office, hand, monkeypatch, unset)
    walker.round()
    once = office.journal.refresh().seq
    walker.round()
    walker.round()
    assert office.journal.refresh().seq == once
    assert hand.told == ["Notices do not go out at teams: The secret krok is not set."]


def test_a_deaf_webhook_does_not_end_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """One channel that never answers would keep all the others from being sent to."""
    office = Office(settings_of(CARD, CARD.changed(id="teams-to"))).approve()
    office.channels["teams"] = Deaf(can_be_asked=False)
    postman(office, Hand(office), monkeypatch).round()
    assert office.arrivals() == {"teams": 1, "teams-to": 1}


def test_people_on_duty_hear_of_words_that_nobody_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A move would begin, and every notice of it wait for words, with nobody knowing."""
    office = Office(settings_of(CARD))
    hand = Hand(office)
    walker = postman(office, hand, monkeypatch)
    walker.round()
    walker.round()
    assert hand.told == [
        "No notice of oppvekst goes out: its words were never approved. Next: flytt wording hustadvika"
    ]
    assert office.arrivals() == {"teams": 0}

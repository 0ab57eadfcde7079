"""The post beside the server: it goes round by itself, and a round that fails ends nothing."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from flows import sending
from flows.sending import Postman, RehearsalPost
from flytt.adapters.ledger.memory import MemoryStore
from flytt.migration.channel import Channel
from flytt.migration.errors import AccessRefused, BadInput, NotFound
from flytt.migration.events import DutyTold
from flytt.migration.move import Move
from flytt.notices.sending.post import Post
from flytt.notices.sending.settings import Outlet
from flytt.wiring import Where
from tests.notices.sending.office import CARD, FILES, PAGE, Office, settings_of
from tests.notices.sending.test_kills import Deaf, unknown_card
from tests.notices.stage import local


class Closing(MemoryStore):
    """A ledger that knows how often it was closed."""

    closed = 0

    def close(self) -> None:
        """Count it."""
        self.closed += 1


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


def test_a_round_that_fails_lets_go_of_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every round that fails would leave a connection open: in the morning the ledger takes no more."""
    store = Closing()
    office = Office(settings_of(CARD), store=store).approve()

    def broken(_outlet: Outlet) -> Channel:
        raise ZeroDivisionError

    walker = postman(office, Hand(office), monkeypatch, broken)

    class TwoBeats(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            del timeout
            return store.closed == 2

    monkeypatch.setattr(walker, "_stop", TwoBeats())
    walker.run()
    assert store.closed == 2


def test_a_post_that_cannot_be_opened_lets_go_of_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sending.yaml that is wrong would cost a connection every ten seconds."""
    store = Closing()
    office = Office(settings_of(CARD), store=store)
    walker = postman(office, Hand(office), monkeypatch)

    def wrong(*_args: object) -> Post:
        raise BadInput("sending.yaml is wrong.")

    monkeypatch.setattr(sending, "open_post", wrong)
    with pytest.raises(BadInput):
        walker.round()
    assert store.closed == 1


def rehearsal(
    office: Office, monkeypatch: pytest.MonkeyPatch, channel: Callable[[Outlet], Channel] | None = None
) -> RehearsalPost:
    """Return the rehearsal's post of this office."""
    own = office.post(channel)

    def opened(*_args: object) -> Post:
        return own

    monkeypatch.setattr(sending, "open_post", opened)
    return RehearsalPost(Where("hustadvika", Path("mappings"), "ledger.db"), cast("Move", Hand(office)))


def test_no_fault_of_the_post_stops_a_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rehearsal of five hours would end at the one thing in it that moves nothing."""

    def broken(_outlet: Outlet) -> Channel:
        raise ZeroDivisionError

    own = rehearsal(Office(settings_of(CARD)).approve(), monkeypatch, broken)
    own.round()
    assert "a whole round: ZeroDivisionError" in own.told()


def test_what_did_not_go_out_in_an_earlier_round_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed and waits for its next try would be told as sent, for in the last round it was not due."""
    office = Office(settings_of(PAGE, FILES)).approve()
    own = rehearsal(office, monkeypatch)

    def refused() -> None:
        raise AccessRefused("The site does not let Flytt in.")

    office.channels[PAGE.id].before = refused
    own.round()
    own.round()
    assert f"Not sent: {PAGE.id}: The site does not let Flytt in." in own.told()
    office.channels[PAGE.id].before = lambda: None
    office.at(local(9, 30))
    own.round()
    assert "Not sent" not in own.told()

"""Killed around everything that it writes or sends, the post tells each reader once, or asks a person."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pytest

from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.channel import MemoryChannel
from flytt.adapters.signature import check
from flytt.migration.channel import Message, Receipt
from flytt.migration.errors import BadInput, Fenced, Interrupted
from flytt.migration.ports import LeaseRow, Restoration, StoredRow
from flytt.migration.sending_events import OUTBOX, Decision
from flytt.notices.sending.settings import Outlet
from flytt.notices.sending.settling import Settlement, settle, unanswered
from tests.notices.sending.office import CARD, FILES, MAIL, Office, settings_of

pytestmark = pytest.mark.slow

T = TypeVar("T")


class Killed(BaseException):
    """The program died here."""


class Reaper:
    """Kills at the n-th touch of the world; 0 lives. Before and after an effect are touches of their own."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.touches, self.where = at, 0, ""

    def touch(self, what: str) -> None:
        """Count, and die when it is time."""
        self.touches += 1
        if self.touches == self.at:
            self.where = what
            raise Killed

    def around(self, what: str, work: Callable[[], T]) -> T:
        """Do it, with a touch on either side."""
        self.touch(f"before {what}")
        result = work()
        self.touch(f"after {what}")
        return result


class MortalStore(MemoryStore):
    """A ledger whose writer may die around every write."""

    reaper = Reaper()

    def append(self, row: StoredRow) -> bool:
        """Append, unless it is time."""
        return self.reaper.around(row.kind, lambda: super(MortalStore, self).append(row))

    def put_document(self, digest: str, content: str) -> None:
        """Keep, unless it is time."""
        self.reaper.around("document", lambda: super(MortalStore, self).put_document(digest, content))

    def take_lease(self, lease: LeaseRow, *, now: str, takeover: bool = False) -> LeaseRow:
        """Take, unless it is time."""
        taken = super().take_lease
        return self.reaper.around("lease", lambda: taken(lease, now=now, takeover=takeover))


def mortal(*outlets: Outlet) -> tuple[Office, MortalStore]:
    """Return an office whose every touch of the world can be its last; nothing has been sent yet."""
    store = MortalStore()
    store.reaper = Reaper()
    office = Office(settings_of(*outlets), store=store)
    office.approve()
    return office, store


def armed(office: Office, store: MortalStore, at: int) -> Reaper:
    """Let it die at that touch from now."""
    store.reaper = Reaper(at)
    for name, channel in office.channels.items():
        channel.before = lambda name=name: store.reaper.touch(f"before send at {name}")
        channel.after = lambda name=name: store.reaper.touch(f"after send at {name}")
    return store.reaper


def touches() -> int:
    """Return how often one round touches the world when nothing kills it."""
    office, store = mortal(MAIL, CARD, FILES)
    reaper = armed(office, store, 0)
    office.post().send()
    return reaper.touches


def gone_on(office: Office) -> None:
    """Start the post anew, as often as something is left to do, minutes apart."""
    for _ in range(5):
        office.clock.advance(minutes=2)
        office.post().send()


@pytest.mark.parametrize("at", range(1, touches() + 1))
def test_killed_anywhere_it_tells_everybody_once(at: int) -> None:
    """A crash would cost readers a notice, or give them two; or a card would be repeated without a word."""
    office, store = mortal(MAIL, CARD, FILES)
    reaper = armed(office, store, at)
    with pytest.raises(Killed):
        office.post().send()
    armed(office, store, 0)
    gone_on(office)
    arrived = office.arrivals()
    assert (arrived["epost"], arrived["mappe"]) == (1, 1), reaper.where
    unknown = [s for s in office.journal.refresh().outbox.values() if s.status == "unknown"]
    assert arrived["teams"] + len(unknown) in {1, 2}, reaper.where
    assert arrived["teams"] <= 1
    assert arrived["teams"] == 1 or unknown, reaper.where
    assert all(s.event.outlet == "teams" for s in unknown)


@pytest.mark.parametrize("at", range(1, touches() + 1, 4))
def test_killed_twice_it_tells_everybody_once(at: int) -> None:
    """What takes over after a crash would itself not survive one."""
    office, store = mortal(MAIL, CARD, FILES)
    armed(office, store, at)
    with pytest.raises(Killed):
        office.post().send()
    office.clock.advance(minutes=2)
    armed(office, store, 3)
    with suppress(Killed):
        office.post().send()
    armed(office, store, 0)
    gone_on(office)
    assert office.arrivals()["epost"] == office.arrivals()["mappe"] == 1
    assert office.arrivals()["teams"] <= 1


class Deaf(MemoryChannel):
    """Takes everything and never answers."""

    def send(self, message: Message) -> Receipt:
        """Take it; say nothing."""
        super().send(message)
        raise Interrupted("The webhook did not answer.")


def unknown_card() -> Office:
    """Return an office whose card got no answer."""
    office = Office(settings_of(CARD)).approve()
    office.channels["teams"] = Deaf(can_be_asked=False)
    office.post().send()
    office.channels["teams"] = MemoryChannel(can_be_asked=False)
    return office


def decided(office: Office, decision: Decision, **fields: str) -> None:
    """Let a person decide of the only message."""
    known = {"message": "flytt.", "decision": decision, "who": "kommunikasjon", "why": "Jeg så i kanalen."}
    given = Settlement.model_validate({**known, **fields})
    settle(office.plan, office.journal, given, check)


def test_a_card_without_an_answer_is_left_to_a_person() -> None:
    """A channel would show the same card twice, or none, and nobody would know."""
    office = unknown_card()
    gone_on(office)
    assert office.arrivals() == {"teams": 0}
    assert [o.standing for o in office.post().look()] == ["person"]
    (alarm,) = unanswered(office.journal.refresh(), "hustadvika")
    assert "--settle flytt." in alarm.says


@pytest.mark.parametrize(("decision", "cards"), [("arrived", 0), ("again", 1), ("leave", 0)])
def test_what_a_person_decides_is_done_and_kept(decision: Decision, cards: int) -> None:
    """The person's answer would be asked for again, or would not be followed."""
    office = unknown_card()
    decided(office, decision)
    gone_on(office)
    assert office.arrivals() == {"teams": cards}
    (sending,) = office.journal.refresh().outbox.values()
    assert sending.status == ("left" if decision == "leave" else "sent")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"who": "hvemsomhelst"}, "is not among the approvers"),
        ({"why": " "}, "needs a reason"),
        ({"message": "annet"}, "waits for a person"),
        ({"signature": "AAAA"}, "does not belong to"),
    ],
)
def test_a_decision_that_nobody_may_make_is_refused(fields: dict[str, str], why: str) -> None:
    """Anybody could let a notice be forgotten, without a reason."""
    office = unknown_card()
    with pytest.raises(BadInput, match=why):
        decided(office, "leave", **fields)
    assert [s.status for s in office.journal.refresh().outbox.values()] == ["unknown"]


def test_a_real_move_takes_signed_decisions_alone() -> None:
    """Whoever knows an approver's name could decide for them."""
    office = unknown_card()
    plan = office.plan.changed(approval="authenticated")
    given = Settlement(message="flytt.", decision="leave", who="kommunikasjon", why="Sett.")
    with pytest.raises(BadInput, match="signed decision"):
        settle(plan, office.journal, given, check)


def test_a_channel_that_can_be_asked_is_asked_before_it_is_sent_again() -> None:
    """A mail whose answer was lost would come twice."""
    office = Office(settings_of(MAIL)).approve()
    taken = office.channels["epost"]
    deaf = Deaf()
    deaf.arrived, deaf.asked = taken.arrived, taken.asked
    office.channels["epost"] = deaf
    office.post().send()
    office.channels["epost"] = taken
    gone_on(office)
    assert office.arrivals() == {"epost": 1}
    (sending,) = office.journal.refresh().outbox.values()
    assert sending.status == "sent"


def test_a_channel_that_needs_time_is_given_it() -> None:
    """Sent Items may show a mail a minute late; what is not there yet would be sent again."""
    office = Office(settings_of(MAIL)).approve()
    slow = Deaf(settles=timedelta(minutes=5))
    office.channels["epost"] = slow
    office.post().send()
    arrived, slow.arrived = slow.arrived.copy(), type(slow.arrived)()
    office.clock.advance(minutes=4)
    office.post().send()
    assert not slow.arrived
    slow.arrived = arrived
    office.clock.advance(minutes=2)
    office.post().send()
    assert office.arrivals() == {"epost": 1}


def test_a_ledger_out_of_a_backup_asks_before_it_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restored ledger has forgotten what went out after the backup, and would say it all again."""
    office = Office(settings_of(MAIL, CARD)).approve()
    office.post().send()
    former = office.channels
    restored = Office(settings_of(MAIL, CARD), clock=office.clock).approve()
    restored.channels = former
    at = Restoration(at=office.clock.now().isoformat(), after=restored.journal.refresh().seq)
    monkeypatch.setattr(restored.store, "restoration", lambda: at)
    restored.clock.advance(minutes=1)
    restored.post().send()
    assert restored.arrivals() == {"epost": 1, "teams": 1}
    statuses = {s.event.outlet: s.status for s in restored.journal.refresh().outbox.values()}
    assert statuses == {"epost": "sent", "teams": "unknown"}


class SlowChannel(MemoryChannel):
    """Takes longer to be asked than a lease lasts, and meanwhile another program is taken to be the one."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office

    def find(self, message: Message) -> Receipt | None:
        """Tell whether it came, too late."""
        self.office.clock.advance(minutes=10)
        self.office.journal.refresh()
        self.office.journal.take_lease(OUTBOX, "post/2", "sends notices", takeover=True)
        return super().find(message)


def test_who_lost_the_lease_while_the_channel_was_asked_sends_nothing() -> None:
    """Two programs would send the same mail, each in the belief that it was alone."""
    office = Office(settings_of(MAIL)).approve()
    office.channels[MAIL.id] = SlowChannel(office)
    with pytest.raises(Fenced):
        office.post().send()
    assert office.arrivals() == {MAIL.id: 0}

"""The post: sends what is due, once each, and can be killed anywhere.

Written before anything is sent: what, where, under which id. After a crash the channel is asked before
anything is sent again; one that cannot be asked leaves it to a person. See docs/decisions/0054.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flytt.migration.channel import Channel, Message, Receipt
from flytt.migration.errors import FlyttError, Interrupted
from flytt.migration.journal import LEASE_SECONDS, Journal
from flytt.migration.masking import masked
from flytt.migration.notice import Notice, Telling
from flytt.migration.outbox import Sending
from flytt.migration.ports import LeaseRow
from flytt.migration.record import digest
from flytt.migration.sending_events import (
    OUTBOX,
    NoticeNotSent,
    NoticeSending,
    NoticeSent,
    NoticeUnanswered,
    SendingEvent,
)
from flytt.notices.book import Book, book
from flytt.notices.sending.due import Digest, Outgoing, outgoing
from flytt.notices.sending.settings import Outlet, SendingSettings

OpenChannel = Callable[[Outlet], Channel]
"""Opens an outlet's channel. FlyttError when its secret is not set or its settings are none."""
_REST = timedelta(minutes=5)
_DIED = "the program that sent it died before it was answered"
_RESTORED = "the ledger came out of a backup, and this may have gone out after it was made"


@dataclass(frozen=True, slots=True)
class Posted:
    """What one round did: numbers by outlet, and what is left for people."""

    sent: dict[str, int]
    failed: tuple[tuple[str, str], ...]
    unknown: tuple[Sending, ...]

    @property
    def total(self) -> int:
        """How many messages went out, or were found to have."""
        return sum(self.sent.values())


class Post:
    """One municipality's post. `holder` and `is_dead` are those of leases; one thread at a time."""

    def __init__(
        self,
        journal: Journal,
        settings: SendingSettings,
        channel: OpenChannel,
        secretly: Digest,
        holder: str,
        is_dead: Callable[[LeaseRow], bool],
        *,
        hang_up: Callable[[], None] = lambda: None,
    ) -> None:
        self.journal, self.settings = journal, settings
        self._channel, self._digest, self._holder, self._is_dead = channel, secretly, holder, is_dead
        self._hang_up = hang_up
        self._telling = Telling()
        self._open: dict[str, Channel] = {}
        self._resting: dict[str, datetime] = {}

    def look(self) -> tuple[Outgoing, ...]:
        """Return what has not gone out, and why not yet. Changes nothing."""
        told, words, now = self._told()
        return outgoing(told, words, self.settings, self.journal.refresh().outbox, now)

    def render(self, out: Outgoing) -> Message:
        """Return the message as it would go out."""
        return out.message(self.settings, self._book(), self._digest)

    def send(self) -> Posted:
        """Settle what was begun, then send what is due. LeaseHeld while another program sends."""
        self.close()
        try:
            return self._round()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of every channel: the next round reads its lists and its secrets anew."""
        self._open.clear()
        self._hang_up()

    def _round(self) -> Posted:
        sent: dict[str, int] = {}
        failed: list[tuple[str, str]] = []
        ready = [outlet for outlet in self._due() if self._opens(outlet, failed)]
        if self._begun() or ready:
            with self._alone() as lease:
                for outlet, fault in self._settle_all(lease):
                    _count(outlet, fault, sent, failed)
                words = self._book()
                for out in self.look():
                    if out.standing == "due" and out.outlet in ready:
                        self._still_ours(lease)
                        _count(out.outlet.id, self._send(out, words, lease), sent, failed)
        unknown = tuple(s for s in self.journal.refresh().outbox.values() if s.status == "unknown")
        return Posted(sent, tuple(failed), unknown)

    def _due(self) -> list[Outlet]:
        """Return the outlets at which something is due."""
        return list({o.outlet.id: o.outlet for o in self.look() if o.standing == "due"}.values())

    def _opens(self, outlet: Outlet, failed: list[tuple[str, str]]) -> bool:
        """Tell whether a channel can be opened. One that cannot writes nothing, however often it is tried."""
        try:
            self.open(outlet)
        except FlyttError as fault:
            failed.append((outlet.id, masked(str(fault))))
            return False
        return True

    def _send(self, out: Outgoing, words: Book, lease: LeaseRow) -> str | None:
        """Send one; None when it is there now, else what stands in the way."""
        channel = self.open(out.outlet)
        message = out.message(self.settings, words, self._digest)
        text = message.model_dump_json()
        kept = digest(text)
        self.journal.store.put_document(kept, text)
        begun = NoticeSending(
            message=message.id,
            notice=out.notice.id,
            revision=message.revision,
            outlet=out.outlet.id,
            recipients=self._digest("\n".join(sorted(channel.destination))),
            count=len(channel.destination),
            content=kept,
        )
        self._say(begun, lease)
        if not channel.can_be_asked:
            if self._may_be_older(out):
                self._say(NoticeUnanswered(message=message.id, why=_RESTORED), lease)
                return _RESTORED
            return self._deliver(channel, message, lease)
        return self._ask_then_deliver(channel, message, lease)

    def _ask_then_deliver(self, channel: Channel, message: Message, lease: LeaseRow) -> str | None:
        try:
            there = channel.find(message)
        except FlyttError as fault:
            return self._not_sent(message, fault, lease)
        if there is not None:
            return self._sent(message, there, lease, found=True)
        return self._deliver(channel, message, lease)

    def _deliver(self, channel: Channel, message: Message, lease: LeaseRow) -> str | None:
        # Asking the channel may have lasted longer than the lease.
        self._still_ours(lease)
        try:
            receipt = channel.send(message)
        except Interrupted as fault:
            # A channel that can be asked is asked when it has had time to settle.
            if not channel.can_be_asked:
                self._say(NoticeUnanswered(message=message.id, why=masked(fault.attempted)), lease)
            return masked(str(fault))
        except FlyttError as fault:
            return self._not_sent(message, fault, lease)
        return self._sent(message, receipt, lease, found=False)

    def _sent(self, message: Message, receipt: Receipt, lease: LeaseRow, *, found: bool) -> None:
        self._say(NoticeSent(message=message.id, found=found, refused=receipt.refused), lease)

    def _not_sent(self, message: Message, fault: FlyttError, lease: LeaseRow) -> str:
        why = masked(str(fault))
        self._say(NoticeNotSent(message=message.id, why=why), lease)
        return why

    def _begun(self) -> list[tuple[Sending, Channel | None]]:
        """Return what was begun, has no word since, and can be settled now; None: its outlet is gone.

        A channel is asked when it has had time to settle, and again some time after it could not be asked.
        """
        outlets = {o.id: o for o in self.settings.outlets}
        now = self.journal.clock.now()
        found: list[tuple[Sending, Channel | None]] = []
        for sending in self.journal.refresh().outbox.values():
            outlet = outlets.get(sending.event.outlet)
            if sending.status != "sending" or now < self._resting.get(sending.event.message, now):
                continue
            if outlet is None:
                found.append((sending, None))
            elif self._opens(outlet, []):
                channel = self.open(outlet)
                if not channel.can_be_asked or now >= sending.at + channel.settles:
                    found.append((sending, channel))
        return found

    def _settle_all(self, lease: LeaseRow) -> Iterator[tuple[str, str | None]]:
        """Settle what was begun. With the lease held nobody else is at it."""
        for sending, channel in self._begun():
            message = Message.model_validate_json(self.journal.store.document(sending.event.content))
            if channel is None or not channel.can_be_asked:
                why = _DIED if channel else "its outlet is no longer in the mapping"
                self._say(NoticeUnanswered(message=message.id, why=why), lease)
            elif (fault := self._settle(channel, message, lease)) is not _NOT_THERE:
                yield sending.event.outlet, fault

    def _settle(self, channel: Channel, message: Message, lease: LeaseRow) -> str | None:
        """Ask the channel. What is not there may be sent again, if it is still news."""
        try:
            there = channel.find(message)
        except FlyttError as fault:
            self._resting[message.id] = self.journal.clock.now() + _REST
            return masked(str(fault))
        if there is not None:
            return self._sent(message, there, lease, found=True)
        self._say(NoticeNotSent(message=message.id, why="the channel was asked, and it is not there"), lease)
        return _NOT_THERE

    def _may_be_older(self, out: Outgoing) -> bool:
        """Tell whether it may have gone out before the ledger was put back, which then forgot it."""
        seq = self.journal.refresh().restored_seq
        return (
            seq > 0
            and (out.earlier is None or out.earlier.seq < seq)
            and out.notice.changed_at <= self.journal.events[seq - 1].at
        )

    def _say(self, event: SendingEvent, lease: LeaseRow) -> None:
        self.journal.append(event, lease=lease)

    @contextmanager
    def _alone(self) -> Generator[LeaseRow]:
        """Be the one who sends. When left by what nobody foresaw, the lease runs out."""
        store = self.journal.store
        former = {lease.workload: lease for lease in store.leases()}.get(OUTBOX)
        dead = former is not None and not former.released and self._is_dead(former)
        lease = self.journal.take_lease(OUTBOX, self._holder, "sends notices", takeover=dead)
        yield lease
        self.journal.release_lease(lease)

    def _still_ours(self, lease: LeaseRow) -> None:
        """Prolong the lease; Fenced when another program has taken over."""
        expires = self.journal.pulse() + timedelta(seconds=LEASE_SECONDS)
        self.journal.store.renew_lease(lease, expires=expires.isoformat())

    def open(self, outlet: Outlet) -> Channel:
        """Return an outlet's channel. FlyttError when its secret is not set, or its settings are none."""
        if outlet.id not in self._open:
            self._open[outlet.id] = self._channel(outlet)
        return self._open[outlet.id]

    def _told(self) -> tuple[tuple[Notice, ...], Book, datetime]:
        journal = self.journal
        journal.refresh()
        plan, now = journal.plan(), journal.clock.now()
        return self._telling.notices(plan, journal.events, now, journal.plans()), self._book(), now

    def _book(self) -> Book:
        journal = self.journal
        return book(journal.plan(), journal.refresh(), journal.store.document)


_NOT_THERE = "not there"


def _count(outlet: str, fault: str | None, sent: dict[str, int], failed: list[tuple[str, str]]) -> None:
    if fault is None:
        sent[outlet] = sent.get(outlet, 0) + 1
    else:
        failed.append((outlet, fault))

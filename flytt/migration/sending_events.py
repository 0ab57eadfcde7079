"""What the ledger says of notices that go out: before anything is sent, and when it is known how it went."""

from typing import Annotated, Literal, TypeAlias

from pydantic import StringConstraints

from flytt.migration.record import Record, Slug

Outbox: TypeAlias = Literal["(outbox)", "outbox"]
OUTBOX: Outbox = "(outbox)"
"""The name under which one program at a time may send: its lease, as a workload's."""

MessageId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+@[a-z0-9.-]+$")]
"""A Message-ID without its angle brackets."""

Decision: TypeAlias = Literal["arrived", "again", "leave"]
"""arrived: somebody has seen it there. again: it is not there, send it. leave: let it be as it is."""


class NoticeSending(Record):
    """One revision is about to go out at one outlet. What goes out is kept under the digest `content`.

    `recipients` is a keyed digest of whom it goes to, `count` how many they are: addresses stay out of here.
    """

    kind: Literal["notice-sending"] = "notice-sending"
    workload: Outbox = OUTBOX
    message: MessageId
    notice: str
    revision: int
    outlet: Slug
    recipients: str
    count: int
    content: str


class NoticeSent(Record):
    """The channel has it. `found`: it was there when it was asked. `refused` recipients did not get it."""

    kind: Literal["notice-sent"] = "notice-sent"
    workload: Outbox = OUTBOX
    message: MessageId
    found: bool = False
    refused: int = 0


class NoticeNotSent(Record):
    """It is known that the channel does not have it; it is tried again later."""

    kind: Literal["notice-not-sent"] = "notice-not-sent"
    workload: Outbox = OUTBOX
    message: MessageId
    why: str


class NoticeUnanswered(Record):
    """Nobody can tell whether it arrived, and the channel cannot be asked: a person looks and decides."""

    kind: Literal["notice-unanswered"] = "notice-unanswered"
    workload: Outbox = OUTBOX
    message: MessageId
    why: str


class NoticeSettled(Record):
    """A person has looked and decided what is to become of a message that got no answer."""

    kind: Literal["notice-settled"] = "notice-settled"
    workload: Outbox = OUTBOX
    message: MessageId
    decision: Decision
    who: str
    why: str
    authenticated: bool
    signature: str = ""


SendingEvent: TypeAlias = NoticeSending | NoticeSent | NoticeNotSent | NoticeUnanswered | NoticeSettled

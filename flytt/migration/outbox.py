"""The outbox: what the ledger amounts to for notices that go out, and the table of what may follow what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from flytt.migration.errors import IllegalEvent
from flytt.migration.sending_events import (
    NoticeNotSent,
    NoticeSending,
    NoticeSent,
    NoticeSettled,
    NoticeUnanswered,
    SendingEvent,
)

Status: TypeAlias = Literal["sending", "sent", "not-sent", "unknown", "again", "left"]
"""sending: begun, and no word since. unknown: a person must look. again: a person wants it sent once more."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One message: a revision of a notice at one outlet. `at` is when its status last changed (UTC)."""

    event: NoticeSending
    status: Status
    at: datetime
    seq: int
    attempts: int = 1
    why: str = ""
    refused: int = 0
    by_person: bool = False


Outbox: TypeAlias = Mapping[str, Sending]
"""Messages by their id."""

_MAY_FOLLOW: dict[type, frozenset[str]] = {
    NoticeSending: frozenset({"", "not-sent", "again"}),
    NoticeSent: frozenset({"sending"}),
    NoticeNotSent: frozenset({"sending"}),
    NoticeUnanswered: frozenset({"sending"}),
    NoticeSettled: frozenset({"unknown"}),
}
_SETTLED: dict[str, Status] = {"arrived": "sent", "again": "again", "leave": "left"}


def outbox_after(outbox: Outbox, event: SendingEvent, at: datetime, seq: int) -> dict[str, Sending]:
    """Return the outbox after one event. IllegalEvent when the table does not allow it here."""
    before = outbox.get(event.message)
    status = before.status if before else ""
    if status not in _MAY_FOLLOW[type(event)]:
        raise IllegalEvent(
            f"The ledger does not allow {event.kind} for a message that is {status or 'not begun'}.",
            still_true="Nothing was written.",
        )
    if isinstance(event, NoticeSending):
        if before is not None and _about(before.event) != _about(event):
            raise IllegalEvent(
                f"Another message has the id {event.message} already.", still_true="Nothing was written."
            )
        attempts = before.attempts + 1 if before else 1
        return {**outbox, event.message: Sending(event, "sending", at, seq, attempts)}
    assert before is not None
    return {**outbox, event.message: _after(replace(before, at=at, seq=seq), event)}


def _about(event: NoticeSending) -> tuple[str, int, str]:
    return event.notice, event.revision, event.outlet


def _after(sending: Sending, event: SendingEvent) -> Sending:
    match event:
        case NoticeSent():
            return replace(sending, status="sent", refused=event.refused, why="")
        case NoticeNotSent():
            return replace(sending, status="not-sent", why=event.why)
        case NoticeUnanswered():
            return replace(sending, status="unknown", why=event.why)
        case NoticeSettled():
            return replace(sending, status=_SETTLED[event.decision], why=event.why, by_person=True)
        case NoticeSending():
            return sending

"""Mailboxes as far as sending goes: drafts, sending them, sendMail, finding a message by its Message-ID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call, created, done
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.things import Thing, identifier, moment, part, parts, text
from practice.graph.users import seen_user

__all__ = ["MESSAGE", "Delivered", "Mailboxes"]

MOST_RECIPIENTS, MOST_HEADERS = 500, 5
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_TO = ("toRecipients", "ccRecipients", "bccRecipients")

MESSAGE = Kind(
    name="message",
    properties=dict.fromkeys(
        ("id", "subject", "internetMessageId", "parentFolderId", "bodyPreview", "importance",
         "createdDateTime", "sentDateTime", "receivedDateTime"), "text",
    )
    | dict.fromkeys((*_TO, "internetMessageHeaders", "replyTo"), "!parts")
    | {"isDraft": "yes", "body": "part", "from": "part", "sender": "part"},
    unasked=("id", "subject", "internetMessageId", "parentFolderId", "isDraft", "body", "createdDateTime",
             "sentDateTime", *_TO),
    written=frozenset({"subject", "body", "internetMessageId", "internetMessageHeaders", "importance",
                       "from", "sender", "replyTo", *_TO}),
    equals=frozenset({"internetMessageId", "isDraft"}),
    sorts=frozenset({"receivedDateTime"}),
)  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """One mail in one recipient's hands."""

    message_id: str
    to: str
    subject: str


class Mailboxes:
    """Every tenant's messages. What was sent is found in the mailbox `lag_seconds` (practice) later."""

    def __init__(self) -> None:
        self.delivered: list[Delivered] = []
        self.lag_seconds = 0.0
        self._messages: dict[str, dict[str, Thing]] = {}
        self._visible: dict[str, float] = {}
        self._made = 0

    def forget(self) -> None:
        """Have no message, and no lag."""
        self.delivered.clear()
        self._messages.clear()
        self.lag_seconds = 0.0

    def get_all(self, call: Call, name: str, folder: str = "") -> Answer:
        """The messages of a mailbox, or of its drafts or sent items."""
        user = self._owner(call, name)
        options = read_options(call.request, MESSAGE)
        if folder not in {"", "drafts", "sentitems"}:
            raise Refused(404, "ErrorItemNotFound", "The specified folder could not be found in the store.")
        now = call.clock.now()
        there = [
            m for m in self._of(user).values()
            if self._visible.get(text(m, "id"), 0.0) <= now and folder in {"", text(m, "parentFolderId")}
        ]  # fmt: skip

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, m) for n, m in enumerate(there) if n > after)

        things, beside = page(call, options, rows)
        shown = [options.shown(m, MESSAGE) for m in things]
        return listed(call, f"users('{text(user, 'id')}')/messages", shown, beside)

    def create(self, call: Call, name: str) -> Answer:
        """A draft."""
        user = self._owner(call, name)
        made = self._draft(call, user, MESSAGE.checked(call.request.json()))
        return created(call, f"users('{text(user, 'id')}')/messages/$entity", made)

    def send_draft(self, call: Call, name: str, message_id: str) -> Answer:
        """Send a draft. It moves, and so has another id."""
        user = self._owner(call, name)
        draft = self._of(user).get(message_id)
        if draft is None or draft["isDraft"] is not True:
            raise _not_there()
        self._send(call, user, draft)
        return Answer(202)

    def send(self, call: Call, name: str) -> Answer:
        """Make and send at once."""
        user, given = self._owner(call, name), call.request.json()
        made = self._draft(call, user, MESSAGE.checked(part(given, "message")))
        self._send(call, user, made)
        if given.get("saveToSentItems") is False:
            self._of(user).popitem()
        return Answer(202)

    def delete(self, call: Call, name: str, message_id: str) -> Answer:
        """Gone."""
        user = self._owner(call, name)
        if self._of(user).pop(message_id, None) is None:
            raise _not_there()
        return done()

    def _draft(self, call: Call, user: Thing, given: Thing) -> Thing:
        headers = parts(given, "internetMessageHeaders")
        if len(headers) > MOST_HEADERS or not all(text(h, "name").lower().startswith("x-") for h in headers):
            raise Refused(
                400, "InvalidInternetMessageHeader", "Headers begin with 'x-', and are five at the most."
            )
        own = text(given, "internetMessageId")
        if own and not _MESSAGE_ID.fullmatch(own):
            raise Refused(400, "ErrorInvalidPropertySet", "internetMessageId is no Message-ID.")
        _recipients(given)
        self._made += 1
        made_id, now = identifier(text(user, "id"), "message", self._made), moment(call.clock.now())
        usual: Thing = {
            "subject": "",
            "body": {"contentType": "text", "content": ""},
            **{to: [] for to in _TO},
        }
        made: Thing = {
            **usual, **given, "id": made_id, "isDraft": True, "parentFolderId": "drafts",
            "createdDateTime": now, "sentDateTime": now,
            "internetMessageId": own or f"<{made_id}@{call.tenant.initial_domain}>",
        }  # fmt: skip
        self._of(user)[made_id] = made
        return {key: made.get(key) for key in MESSAGE.unasked}

    def _send(self, call: Call, user: Thing, draft: Thing) -> None:
        draft = self._of(user)[text(draft, "id")]
        to = _recipients(draft)
        if not to:
            raise Refused(400, "ErrorInvalidRecipients", "At least one recipient is needed.")
        del self._of(user)[text(draft, "id")]
        self._made += 1
        sent_id = identifier(text(user, "id"), "sent", self._made)
        now = call.clock.now()
        sent: Thing = {**draft, "id": sent_id, "isDraft": False, "parentFolderId": "sentitems",
                       "sentDateTime": moment(now)}  # fmt: skip
        self._of(user)[sent_id] = sent
        self._visible[sent_id] = now + self.lag_seconds
        about = text(sent, "internetMessageId").strip("<>"), text(sent, "subject")
        self.delivered += [Delivered(about[0], address, about[1]) for address in to]
        call.tenant.mailed("message", to)

    def _of(self, user: Thing) -> dict[str, Thing]:
        return self._messages.setdefault(text(user, "id"), {})

    def _owner(self, call: Call, name: str) -> Thing:
        user = seen_user(call.tenant, name)
        if not user.get("proxyAddresses"):
            raise Refused(
                404,
                "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
            )
        return user


def _recipients(given: Thing) -> list[str]:
    named = [part(one, "emailAddress") for to in _TO for one in parts(given, to)]
    addresses = [text(one, "address") for one in named]
    if not all(_ADDRESS.fullmatch(address) for address in addresses):
        raise Refused(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
    if len(addresses) > MOST_RECIPIENTS:
        raise Refused(400, "ErrorExceededMaxRecipientLimit", "The message has too many recipients.")
    return addresses


def _not_there() -> Refused:
    return Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")

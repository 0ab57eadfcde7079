"""Messages of channels: read by channel and by team, and imported with author and time in migration mode."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import replace

from pydantic import JsonValue

from practice.graph.answers import Answer
from practice.graph.call import Call, created
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.team_state import Channel, Message, Team, Teamwork, instant, milliseconds, refused
from practice.graph.things import Thing, part, parts, text

__all__ = ["MESSAGE", "ChannelMessages", "checked_import", "keep_pictures", "listed_messages"]

_SENT = ("subject", "body", "from", "importance", "attachments", "mentions")
MESSAGE = Kind(
    name="chatMessage",
    properties=dict.fromkeys(
        ("id", "replyToId", "etag", "messageType", "createdDateTime", "lastModifiedDateTime"), "text"
    )
    | dict.fromkeys(("lastEditedDateTime", "deletedDateTime", "subject", "importance", "webUrl"), "text")
    | {"from": "part", "body": "part", "attachments": "parts", "mentions": "parts"},
    unasked=("id",),
    expands=frozenset({"replies"}),
)  # fmt: skip
_MOST_PER_PAGE = 50
_LARGEST_BYTES = 4_000_000
"""A message with all that is in it. Source: Teams' limit of 4 MB for hosted contents in a request."""


class ChannelMessages:
    """The addresses of messages."""

    def __init__(self, teamwork: Teamwork) -> None:
        self._teamwork = teamwork

    def get_all(self, call: Call, team_id: str, channel_id: str) -> Answer:
        """The messages that are no replies, newest first, as Teams lists them."""
        team, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        roots = [one for one in channel.messages.values() if not one.under]
        return listed_messages(
            call, sorted(roots, key=lambda m: -m.made), lambda m: _shown(call, team, channel, m)
        )

    def replies(self, call: Call, team_id: str, channel_id: str, message_id: str) -> Answer:
        """The replies to one."""
        team, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        _message(channel, message_id)
        under = [one for one in channel.messages.values() if one.under == message_id]
        return listed_messages(
            call, sorted(under, key=lambda m: -m.made), lambda m: _shown(call, team, channel, m)
        )

    def of_team(self, call: Call, team_id: str) -> Answer:
        """Every message of every channel, replies among them: another index than the channels' own."""
        team = self._teamwork.team(call.tenant, team_id)
        found = [(c, m) for c in team.channels.values() for m in c.messages.values()]
        found.sort(key=lambda row: row[1].made)
        by_message = {id(m): c for c, m in found}
        return listed_messages(
            call, [m for _, m in found], lambda m: _shown(call, team, by_message[id(m)], m)
        )

    def get(self, call: Call, team_id: str, channel_id: str, message_id: str) -> Answer:
        """One message."""
        team, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        return Answer(200, _shown(call, team, channel, _message(channel, message_id)))

    def hosted(self, call: Call, team_id: str, channel_id: str, message_id: str, hosted_id: str) -> Answer:
        """The bytes of a picture in a message."""
        _, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        _message(channel, message_id)
        found = channel.hosted.get(f"{message_id}/{hosted_id}")
        if found is None:
            raise refused(404, "NotFound", "The hosted content was not found.")
        return Answer(200, found, {"Content-Type": "image/png"})

    def create(self, call: Call, team_id: str, channel_id: str, under: str = "") -> Answer:
        """Import one. An application writes as somebody else only in migration mode, and only its holder."""
        team, channel = self._teamwork.channel(call.tenant, team_id, channel_id)
        if channel.mode != "inProgress":
            raise refused(403, "Forbidden", "Message import is allowed only in migration mode.")
        if channel.app != call.app.id:
            raise refused(403, "Forbidden", "Another application holds the migration of this thread.")
        if under:
            _message(channel, under)
        body = call.request.json()
        made = checked_import(call, channel, body)
        sent: Thing = {name: body[name] for name in _SENT if name in body}
        message = Message(str(made), made, sent, under, imported=True)
        keep_pictures(channel, message, parts(body, "hostedContents"))
        channel.messages[message.id] = message
        return created(call, "chatMessage/$entity", _shown(call, team, channel, message))


def checked_import(call: Call, channel: Channel, body: Thing) -> int:
    """Return when it was written. Raises Refused for what an import does not take."""
    content = text(part(body, "body"), "content")
    if not content and not parts(body, "attachments"):
        raise refused(400, "BadRequest", "Missing body content")
    if len(call.request.body) > _LARGEST_BYTES:
        raise refused(413, "RequestEntityTooLarge", "The message is too large.")
    author = text(part(part(body, "from"), "user"), "id")
    if call.tenant.users.true(author) is None:
        raise refused(400, "BadRequest", "The author of the message is no user of this tenant.")
    made = milliseconds(text(body, "createdDateTime")) if body.get("createdDateTime") else _now(call)
    if made > _now(call):
        raise refused(400, "BadRequest", "createdDateTime may not be in the future.")
    if made <= channel.made:
        raise refused(400, "BadRequest", "createdDateTime must be later than that of the channel.")
    if str(made) in channel.messages:
        raise refused(409, "Conflict", "A message with the same createdDateTime exists in this thread.")
    referred = {text(one, "id") for one in parts(body, "attachments")}
    if any(f'<attachment id="{one}"' not in content for one in referred):
        raise refused(400, "BadRequest", "Attachments are referred to in the body by their ids.")
    return made


def keep_pictures(channel: Channel, message: Message, hosted: list[Thing]) -> None:
    """Keep the pictures of a message beside it."""
    body = part(message.sent, "body")
    content = text(body, "content")
    for number, one in enumerate(hosted, 1):
        temporary = text(one, "@microsoft.graph.temporaryId")
        try:
            channel.hosted[f"{message.id}/{number}"] = base64.b64decode(text(one, "contentBytes"))
        except binascii.Error as error:
            raise refused(400, "BadRequest", "contentBytes is no base64.") from error
        content = content.replace(f"../hostedContents/{temporary}/$value", f"hostedContents/{number}/$value")
    if hosted:
        message.sent["body"] = {**body, "content": content}


def _now(call: Call) -> int:
    return round(call.clock.now() * 1000)


def _message(channel: Channel, message_id: str) -> Message:
    found = channel.messages.get(message_id)
    if found is None:
        raise refused(404, "NotFound", "The message was not found.")
    return found


def listed_messages(call: Call, messages: list[Message], shown: Callable[[Message], Thing]) -> Answer:
    """Answer with a page of messages."""
    options = read_options(call.request, MESSAGE)
    if options.top > _MOST_PER_PAGE and "$top" in call.request.query:
        raise refused(400, "BadRequest", f"The limit of $top is {_MOST_PER_PAGE}.")

    def rows(after: int) -> Iterator[tuple[int, Thing]]:
        return ((n, shown(m)) for n, m in enumerate(messages) if n > after)

    things, beside = page(call, replace(options, top=min(options.top, _MOST_PER_PAGE)), rows)
    return listed(call, "Collection(chatMessage)", things, beside)


def _sender(one: Message) -> Thing | None:
    user = part(part(one.sent, "from"), "user")
    return {"user": {"@odata.type": "#microsoft.graph.teamworkUserIdentity", **user}} if user else None


def _shown(call: Call, team: Team, channel: Channel, one: Message) -> Thing:
    base = f"teams/{team.id}/channels/{channel.id}/messages/{one.id}"
    body = dict(part(one.sent, "body"))
    content = text(body, "content").replace(
        'src="hostedContents/', f'src="{call.base}/{base}/hostedContents/'
    )
    wiped = one.deleted > 0
    attachments: list[JsonValue] = [] if wiped else [*parts(one.sent, "attachments")]
    sender = _sender(one)
    return {
        "id": one.id,
        "replyToId": one.under or None,
        "etag": str(one.edited or one.made),
        "messageType": text(one.sent, "messageType") or "message",
        "createdDateTime": instant(one.made),
        "lastModifiedDateTime": instant(one.edited or one.deleted or one.made),
        "lastEditedDateTime": instant(one.edited) if one.edited else None,
        "deletedDateTime": instant(one.deleted) if wiped else None,
        "subject": one.sent.get("subject"),
        "importance": text(one.sent, "importance") or "normal",
        "locale": "en-us",
        "webUrl": f"https://teams.practice/l/message/{channel.id}/{one.id}",
        "from": sender,
        "body": {"contentType": text(body, "contentType") or "html", "content": "" if wiped else content},
        "channelIdentity": {"teamId": team.id, "channelId": channel.id},
        "attachments": attachments,
        "mentions": [],
        "reactions": [],
    }

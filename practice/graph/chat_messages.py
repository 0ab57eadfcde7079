"""Messages of chats: read by chat and by person, and imported with author and time in migration mode."""

from __future__ import annotations

from pydantic import JsonValue

from practice.graph.answers import Answer
from practice.graph.call import Call, created
from practice.graph.channel_messages import checked_import, keep_pictures, listed_messages
from practice.graph.chat_state import Chat, ChatEstate
from practice.graph.team_state import Message, instant, refused
from practice.graph.things import Thing, part, parts, text
from practice.graph.users import seen_user

__all__ = ["ChatMessages"]

_SENT = ("subject", "body", "from", "importance", "attachments", "mentions")


class ChatMessages:
    """The addresses of messages in chats."""

    def __init__(self, estate: ChatEstate) -> None:
        self._estate = estate

    def get_all(self, call: Call, chat_id: str) -> Answer:
        """The messages of a chat, newest first."""
        chat = self._estate.chat(call.tenant, chat_id)
        found = sorted(chat.thread.messages.values(), key=lambda m: -m.made)
        return listed_messages(call, found, lambda m: _shown(call, chat, m))

    def of_person(self, call: Call, person: str) -> Answer:
        """Every message of every chat that somebody is in: another index than the chats' own."""
        who = text(seen_user(call.tenant, person), "id")
        found = [(c, m) for c in self._estate.seen(call.tenant, who) for m in c.thread.messages.values()]
        found.sort(key=lambda row: row[1].made)
        by_message = {id(m): c for c, m in found}
        return listed_messages(call, [m for _, m in found], lambda m: _shown(call, by_message[id(m)], m))

    def get(self, call: Call, chat_id: str, message_id: str) -> Answer:
        """One message."""
        chat = self._estate.chat(call.tenant, chat_id)
        return Answer(200, _shown(call, chat, _message(chat, message_id)))

    def hosted(self, call: Call, chat_id: str, message_id: str, hosted_id: str) -> Answer:
        """The bytes of a picture in a message."""
        found = self._estate.chat(call.tenant, chat_id).thread.hosted.get(f"{message_id}/{hosted_id}")
        if found is None:
            raise refused(404, "NotFound", "The hosted content was not found.")
        return Answer(200, found, {"Content-Type": "image/png"})

    def create(self, call: Call, chat_id: str) -> Answer:
        """Import one. An application writes as somebody else only in migration mode, and only its holder."""
        chat = self._estate.chat(call.tenant, chat_id)
        if chat.thread.mode != "inProgress":
            raise refused(403, "Forbidden", "Message import is allowed only in migration mode.")
        if chat.thread.app != call.app.id:
            raise refused(403, "Forbidden", "Another application holds the migration of this thread.")
        body = call.request.json()
        made = checked_import(call, chat.thread, body)
        message = Message(str(made), made, {k: body[k] for k in _SENT if k in body}, imported=True)
        keep_pictures(chat.thread, message, parts(body, "hostedContents"))
        chat.thread.messages[message.id] = message
        return created(call, "chatMessage/$entity", _shown(call, chat, message))


def _message(chat: Chat, message_id: str) -> Message:
    found = chat.thread.messages.get(message_id)
    if found is None:
        raise refused(404, "NotFound", "The message was not found.")
    return found


def _reached(call: Call, attached: Thing) -> Thing:
    """Files of the seed lie in drives, whose addresses begin as the server's do."""
    url = text(attached, "contentUrl")
    return {**attached, "contentUrl": f"{call.request.base}{url}"} if url.startswith("/") else attached


def _shown(call: Call, chat: Chat, one: Message) -> Thing:
    body, wiped = dict(part(one.sent, "body")), one.deleted > 0
    content = text(body, "content").replace(
        'src="hostedContents/', f'src="{call.base}/chats/{chat.id}/messages/{one.id}/hostedContents/'
    )
    user = part(part(one.sent, "from"), "user")
    sender: Thing = {"user": {"@odata.type": "#microsoft.graph.teamworkUserIdentity", **user}}
    attachments: list[JsonValue] = (
        [] if wiped else [_reached(call, each) for each in parts(one.sent, "attachments")]
    )
    reactions: list[JsonValue] = [] if wiped else [*parts(one.sent, "reactions")]
    return {
        "id": one.id,
        "replyToId": None,
        "etag": str(one.edited or one.made),
        "messageType": text(one.sent, "messageType") or "message",
        "createdDateTime": instant(one.made),
        "lastModifiedDateTime": instant(one.edited or one.deleted or one.made),
        "lastEditedDateTime": instant(one.edited) if one.edited else None,
        "deletedDateTime": instant(one.deleted) if wiped else None,
        "subject": one.sent.get("subject"),
        "importance": text(one.sent, "importance") or "normal",
        "locale": "en-us",
        "webUrl": None,
        "chatId": chat.id,
        "from": sender if user else None,
        "body": {"contentType": text(body, "contentType") or "html", "content": "" if wiped else content},
        "channelIdentity": None,
        "attachments": attachments,
        "mentions": [],
        "reactions": reactions,
    }

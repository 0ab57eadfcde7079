"""Chats and their messages as Graph writes them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from flytt.adapters.graph.answer import Thing, read_body, text, things
from flytt.adapters.graph.team_rows import BIND, MEMBER, member_of, message_of
from flytt.migration.chats import Chat, ChatKind, NewChat
from flytt.migration.teams import Message

_KINDS: dict[str, ChatKind] = {"oneOnOne": "oneOnOne", "group": "group"}
_QUOTE = "messageReference"
_SEES_FROM, _EVER = "visibleHistoryStartDateTime", "0002"
"""From when a member sees what was written; year 1: all of it. Source: aadUserConversationMember."""


def chat_of(thing: Thing, members: Sequence[Thing]) -> Chat:
    """Read a chat with its members; one of a kind that is not known is made as a meeting's is."""
    mode = text(thing, "migrationMode")
    return Chat(
        id=text(thing, "id"),
        kind=_KINDS.get(text(thing, "chatType"), "meeting"),
        topic=text(thing, "topic"),
        created=text(thing, "createdDateTime"),
        mode="inProgress" if mode == "inProgress" else "completed" if mode == "completed" else "",
        members=tuple(sorted(member_of(one).person for one in members)),
        partly=any(text(one, _SEES_FROM) > _EVER for one in members),
    )


def new_chat(new: NewChat, base: str) -> Thing:
    """Return the body that asks for a chat; a group's is called by its mark."""
    body: Thing = {
        "chatType": new.kind,
        "members": [
            {"@odata.type": MEMBER, "roles": ["owner"], f"user{BIND}": f"{base}/users('{one}')"}
            for one in new.members
        ],
    }
    return body if new.kind == "oneOnOne" else {**body, "topic": new.mark}


def chat_message_of(thing: Thing) -> Message:
    """Read a message. What it quotes of another one stands in it as text: ids do not move."""
    quotes = {text(one, "id"): one for one in things(thing, "attachments") if _is_quote(one)}
    if not quotes:
        return _with_reactions(thing, message_of(thing))
    others: Thing = {**thing, "attachments": [o for o in things(thing, "attachments") if not _is_quote(o)]}
    message = message_of(others)
    html = message.html
    for key, one in quotes.items():
        said = f"<blockquote>{escape(_preview(one))}</blockquote>"
        html, count = re.subn(
            rf'<attachment id="{re.escape(key)}">(</attachment>)?', lambda _, said=said: said, html
        )
        html = html if count else said + html
    return _with_reactions(thing, message.changed(html=html))


def since(created: str) -> Thing:
    """Return from when a chat is opened for import."""
    at = datetime.fromisoformat(created).astimezone(UTC).isoformat(timespec="milliseconds")
    return {"conversationCreationDateTime": at.replace("+00:00", "Z")}


def _with_reactions(thing: Thing, message: Message) -> Message:
    rows: list[str] = []
    for one in things(thing, "reactions"):
        name = text(_part(_part(one, "user"), "user"), "displayName")
        rows.append(f"{text(one, 'reactionType')} {name}".strip())
    return message.changed(reactions=tuple(rows))


def _is_quote(attached: Thing) -> bool:
    return text(attached, "contentType") == _QUOTE


def _preview(attached: Thing) -> str:
    return text(read_body(text(attached, "content").encode()), "messagePreview")


def _part(thing: Thing, key: str) -> Thing:
    value = thing.get(key)
    return value if isinstance(value, dict) else {}

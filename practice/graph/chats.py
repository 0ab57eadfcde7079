"""Chats: listed by person, made with their members, named, removed, opened for import and closed again."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from practice.graph.answers import Answer
from practice.graph.call import Call, created, done, shown
from practice.graph.chat_state import Chat, ChatEstate, ChatKind, new_chat_id
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.team_members import MEMBER
from practice.graph.team_state import Channel, instant, milliseconds, refused
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, parts, text, texts
from practice.graph.users import seen_user

__all__ = ["CHAT", "Chats"]

_TYPE = "#microsoft.graph.aadUserConversationMember"
_NAMES = ("id", "topic", "chatType", "createdDateTime", "originalCreatedDateTime", "lastUpdatedDateTime",
          "migrationMode", "webUrl", "tenantId")  # fmt: skip
CHAT = Kind(
    name="chat",
    properties=dict.fromkeys(_NAMES, "text"),
    unasked=_NAMES,
    written=frozenset({"topic"}),
    expands=frozenset({"members"}),
)
_BIND = "@odata.bind"
_MOST_PER_PAGE = 50
_MOST_EXPANDED, _MOST_MEMBERS, _TWO, _LONGEST_TOPIC = 25, 250, 2, 250
"""Members shown with a chat in a list; members that a new one may have. Source: Microsoft's chat pages."""


class Chats:
    """The addresses of chats."""

    def __init__(self, estate: ChatEstate) -> None:
        self._estate = estate

    def get_all(self, call: Call, person: str) -> Answer:
        """The chats that somebody is in; with at most 25 of each one's members, when they are asked for."""
        who = text(seen_user(call.tenant, person), "id")
        options = read_options(call.request, CHAT)
        if options.top > _MOST_PER_PAGE and "$top" in call.request.query:
            raise refused(400, "BadRequest", f"The limit of $top is {_MOST_PER_PAGE}.")
        chats = self._estate.seen(call.tenant, who)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, _chat(call, one)) for n, one in enumerate(chats) if n > after)

        things, beside = page(call, options, rows)
        if "members" in options.expand:
            by_id = {one.id: one for one in chats}
            for one in things:
                people = by_id[text(one, "id")].members[:_MOST_EXPANDED]
                one["members"] = [_member(call.tenant, by_id[text(one, "id")], who) for who in people]
        return listed(call, f"users('{who}')/chats", things, beside)

    def get(self, call: Call, chat_id: str) -> Answer:
        """One chat."""
        return shown(call, "chats/$entity", _chat(call, self._estate.chat(call.tenant, chat_id)))

    def members(self, call: Call, chat_id: str) -> Answer:
        """Everybody in one."""
        chat, options = self._estate.chat(call.tenant, chat_id), read_options(call.request, MEMBER)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            found = enumerate(chat.members)
            return ((n, _member(call.tenant, chat, one)) for n, one in found if n > after)

        things, beside = page(call, options, rows)
        return listed(call, f"chats('{chat.id}')/members", things, beside)

    def create(self, call: Call) -> Answer:
        """A chat of two, which is there once, or of a group. Nobody is told before somebody writes."""
        body = call.request.json()
        kind, topic = text(body, "chatType"), text(body, "topic")
        members = [self._person(call, one) for one in parts(body, "members")]
        if kind not in {"oneOnOne", "group"}:
            raise refused(400, "BadRequest", "Only chats of two and of groups can be created.")
        if len(set(members)) != len(members) or not _TWO <= len(members) <= _MOST_MEMBERS:
            raise refused(400, "BadRequest", "A chat has two members or more, each once.")
        if kind == "oneOnOne" and (len(members) != _TWO or topic):
            raise refused(400, "BadRequest", "A chat of two has two members, and no topic.")
        if len(topic) > _LONGEST_TOPIC or ":" in topic:
            raise refused(400, "BadRequest", "The topic of a chat is not allowed.")
        made = round(call.clock.now() * 1000)
        sort: ChatKind = "oneOnOne" if kind == "oneOnOne" else "group"
        key = new_chat_id(call.tenant, sort, members, call.tenant.new_id("chat", topic or "group"))
        there = next((one for one in self._estate.of(call.tenant) if one.id == key), None)
        chat = there or self._estate.add(call.tenant, Chat(Channel(key, topic, made), sort, members))
        return created(call, "chats/$entity", _chat(call, chat))

    def update(self, call: Call, chat_id: str) -> Answer:
        """Another topic: of a group's chat alone."""
        chat, topic = self._estate.chat(call.tenant, chat_id), text(call.request.json(), "topic")
        if chat.kind == "oneOnOne":
            raise refused(400, "BadRequest", "A chat of two has no topic.")
        if len(topic) > _LONGEST_TOPIC or ":" in topic:
            raise refused(400, "BadRequest", "The topic of a chat is not allowed.")
        chat.thread.name = topic
        return shown(call, "chats/$entity", _chat(call, chat))

    def delete(self, call: Call, chat_id: str) -> Answer:
        """A chat is gone, for everybody in it."""
        self._estate.chat(call.tenant, chat_id).gone = True
        return done()

    def start(self, call: Call, chat_id: str) -> Answer:
        """Open a chat for import, further back in time than it is."""
        chat = self._estate.chat(call.tenant, chat_id)
        thread = chat.thread
        if chat.kind == "meeting":
            raise refused(400, "BadRequest", "Chats of meetings cannot be migrated.")
        if thread.mode == "inProgress":
            raise refused(400, "BadRequest", "The chat is in migration mode already.")
        since = text(call.request.json(), "conversationCreationDateTime")
        made = milliseconds(since) if since else thread.made
        if since and made >= thread.made:
            raise refused(
                400, "BadRequest", "conversationCreationDateTime must be before that of the thread."
            )
        chat.original = chat.original or thread.made
        thread.mode, thread.app, thread.made = "inProgress", call.app.id, made
        return done()

    def complete(self, call: Call, chat_id: str) -> Answer:
        """End the import: people may write, and nothing is imported any more."""
        thread = self._estate.chat(call.tenant, chat_id).thread
        if thread.mode != "inProgress":
            raise refused(400, "BadRequest", "The chat is not in migration mode.")
        if thread.app != call.app.id:
            raise refused(403, "Forbidden", "Another application holds the migration.")
        thread.mode = "completed"
        return done()

    def _person(self, call: Call, given: Thing) -> str:
        who = text(given, f"user{_BIND}").rstrip("')").replace("('", "/").rsplit("/", 1)[-1]
        if given.get("@odata.type") != _TYPE or call.tenant.users.true(who) is None:
            raise refused(404, "NotFound", "The user was not found.")
        if not set(texts(given, "roles")) & {"owner", "guest"}:
            raise refused(400, "BadRequest", "Each member of a chat has a role.")
        return who


def _chat(call: Call, chat: Chat) -> Thing:
    thread = chat.thread
    last = max((one.made for one in thread.messages.values()), default=thread.made)
    return {
        "id": chat.id,
        "topic": thread.name or None,
        "chatType": chat.kind,
        "createdDateTime": instant(thread.made),
        "originalCreatedDateTime": instant(chat.original) if chat.original else None,
        "lastUpdatedDateTime": instant(last),
        "migrationMode": thread.mode or None,
        "webUrl": f"https://teams.practice/l/chat/{chat.id}/0?tenantId={call.tenant.id}",
        "tenantId": call.tenant.id,
    }


def _member(tenant: Tenant, chat: Chat, who: str) -> Thing:
    person = tenant.users.true(who) or {}
    return {
        "@odata.type": _TYPE,
        "id": base64.urlsafe_b64encode(f"{chat.id}##{who}".encode()).decode(),
        "displayName": text(person, "displayName"),
        "roles": ["owner"],
        "userId": who,
        "email": text(person, "mail") or None,
        "tenantId": tenant.id,
        "visibleHistoryStartDateTime": chat.sees_from.get(who, "0001-01-01T00:00:00Z"),
    }

"""Chats as the practice tenants hold them: who is in one, what was said, and whether it is being filled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from practice.graph.team_state import Channel, refused
from practice.graph.tenant import Tenant
from practice.graph.things import identifier, part, text

__all__ = ["Chat", "ChatEstate", "ChatKind", "new_chat_id"]

_SERVER = re.compile(r"https?://127[.]0[.]0[.]1:[0-9]+")
"""Another one at each start: no part of what a file's address means."""
ChatKind: TypeAlias = Literal["oneOnOne", "group", "meeting"]


@dataclass
class Chat:
    """One chat. Its thread holds topic, time, mode and messages, as a channel does.

    `sees_from`: from when a member sees what was written, if not all of it. `original`: when it was made, in
    milliseconds since 1970, if it has been in migration mode; 0 is never.
    """

    thread: Channel
    kind: ChatKind
    members: list[str]
    sees_from: dict[str, str] = field(default_factory=dict[str, str])
    original: int = 0
    seen_from: float = 0.0
    gone: bool = False

    @property
    def id(self) -> str:
        """The id of its thread."""
        return self.thread.id


@dataclass
class ChatEstate:
    """The chats of both tenants, by tenant and id. One just made is not listed before readers see it."""

    _chats: dict[tuple[str, str], Chat] = field(default_factory=dict[tuple[str, str], Chat])

    def add(self, tenant: Tenant, chat: Chat) -> Chat:
        """Have one more."""
        chat.seen_from = tenant.clock.now() + tenant.lag_seconds
        self._chats[tenant.id, chat.id] = chat
        return chat

    def of(self, tenant: Tenant) -> list[Chat]:
        """Those of a tenant, in the order they were made."""
        return [one for (key, _), one in self._chats.items() if key == tenant.id and not one.gone]

    def seen(self, tenant: Tenant, person: str) -> list[Chat]:
        """Those of a person that a reader sees."""
        now = tenant.clock.now()
        return [one for one in self.of(tenant) if person in one.members and one.seen_from <= now]

    def chat(self, tenant: Tenant, chat_id: str) -> Chat:
        """One of a tenant's. Raises Refused when there is none."""
        found = self._chats.get((tenant.id, chat_id))
        if found is None or found.gone:
            raise refused(404, "NotFound", "Chat was not found.")
        return found

    def lines(self, tenant: Tenant) -> list[str]:
        """What the chats of a tenant mean, without ids: who is in them, who wrote what and when."""
        found: list[str] = []
        for chat in self.of(tenant):
            thread, names = chat.thread, sorted(_name(tenant, one) for one in chat.members)
            at = f"{chat.kind} {thread.name} {names}"
            found.append(f"chat {at} {thread.mode}")
            for one in thread.messages.values():
                who = text(part(part(one.sent, "from"), "user"), "id")
                files = _SERVER.sub("", f"{one.sent.get('attachments')}")
                said = f"{_name(tenant, who)} {one.sent.get('body')} {files}"
                found.append(f"said {at} {one.made} {one.deleted} {said}")
        return found


def new_chat_id(tenant: Tenant, kind: ChatKind, members: list[str], key: str) -> str:
    """The id of a chat: that of two people is made of theirs, and there is only one."""
    if kind == "oneOnOne":
        return f"19:{'_'.join(sorted(members))}@unq.gbl.spaces"
    made = identifier(tenant.id, "chat", key).replace("-", "")
    return f"19:{'meeting_' if kind == 'meeting' else ''}{made}@thread.v2"


def _name(tenant: Tenant, who: str) -> str:
    return text(tenant.users.true(who) or {}, "displayName") or who

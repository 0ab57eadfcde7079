"""The addresses of chats, who may call them, and which published limit each is counted on."""

from __future__ import annotations

from practice.graph.call import Route, RouteAnswer
from practice.graph.chat_messages import ChatMessages
from practice.graph.chat_state import ChatEstate
from practice.graph.chats import Chats

__all__ = ["chat_routes"]

_MIGRATE = frozenset({"Teamwork.Migrate.All"})
_READ = frozenset({"Chat.Read.All", "Chat.ReadWrite.All"})
_LIST = _READ | {"Chat.ReadBasic.All"}
_WRITE = frozenset({"Chat.ReadWrite.All"})
_CREATE = frozenset({"Chat.Create"}) | _MIGRATE
_DELETE = frozenset({"Chat.ManageDeletion.All"})


def chat_routes(estate: ChatEstate) -> tuple[Route, ...]:
    """All of them."""
    chats, messages = Chats(estate), ChatMessages(estate)
    person, chat = "/users/([^/()]+)/chats", "/chats/([^/]+)"
    hosted = f"{chat}/messages/([^/]+)/hostedContents/([^/]+)/[$]value"

    def way(method: str, pattern: str, answer: RouteAnswer, roles: frozenset[str], tag: str) -> Route:
        return Route(method, pattern, answer, roles, "teams", 1, tag)

    return (
        way("GET", person, chats.get_all, _LIST, "get"),
        way("GET", f"{person}/getAllMessages", messages.of_person, _READ, "all-messages"),
        way("POST", "/chats", chats.create, _CREATE, "post-chat"),
        way("GET", chat, chats.get, _LIST, "get-chat"),
        way("PATCH", chat, chats.update, _WRITE, "write-chat"),
        way("DELETE", chat, chats.delete, _DELETE, "write-chat"),
        way("GET", f"{chat}/members", chats.members, _LIST, "get-chat"),
        way("POST", f"{chat}/startMigration", chats.start, _MIGRATE, "write-chat"),
        way("POST", f"{chat}/completeMigration", chats.complete, _MIGRATE, "write-chat"),
        way("GET", f"{chat}/messages", messages.get_all, _READ, "get-chat"),
        way("POST", f"{chat}/messages", messages.create, _MIGRATE, "post-chat-message"),
        way("GET", f"{chat}/messages/([^/]+)", messages.get, _READ, "get-chat"),
        way("GET", hosted, messages.hosted, _READ, "get-chat"),
    )

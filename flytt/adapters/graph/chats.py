"""A tenant's chats over Graph. What a lost answer may have made is looked for before it is made again."""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from flytt.adapters.graph.answer import BAD, MISSING, Answer, Thing, refusal, text, things
from flytt.adapters.graph.chat_rows import chat_message_of, chat_of, new_chat, since
from flytt.adapters.graph.door import Door, Question
from flytt.adapters.graph.team_rows import new_message
from flytt.migration.chats import Chat, NewChat, a_second_before
from flytt.migration.directory import Speed
from flytt.migration.errors import BadInput, Interrupted
from flytt.migration.team_messages import moment
from flytt.migration.teams import Message, NewMessage, Picture

_CONFLICT = 409
_PER_PAGE = 50
_MOST_SHOWN = 25
"""Members that a list of chats shows of each. Source: Microsoft's page on listing chats."""
_NOT_MIGRATING, _MIGRATING = "not in migration mode", "in migration mode already"
_ATTEMPTS, _PAUSE_SECONDS = 30, 1.0
_LOOKS = 4
"""How often a group's chat is looked for when its answer was lost, before it is asked for again."""


class GraphChats:
    """One tenant: read through one application, written through another. `wait` lets seconds pass.

    The application that opens a chat for import is the only one that may go on there: the writer.
    """

    def __init__(
        self, name: str, base: str, reader: Door, writer: Door | None, wait: Callable[[float], None]
    ) -> None:
        self._name, self._base, self._reader = name, f"{base}/v1.0", reader
        self._own_writer, self._wait = writer, wait

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that the application's token carries; none where none may write."""
        door = self._reader if use == "read" else self._own_writer
        return door.sign_in.roles() if door else frozenset()

    def listed(self, people: tuple[str, ...]) -> tuple[Chat, ...]:
        """Return every chat of these people, listed person by person."""
        attempted = f"Listing chats in {self._name}"
        found: dict[str, Chat] = {}
        for person in people:
            path = f"/users/{person}/chats?$top={_PER_PAGE}&$expand=members"
            for page in self._reader.pages(_get(path), attempted=attempted):
                for one in page:
                    key = text(one, "id")
                    if key not in found:
                        found[key] = chat_of(one, self._members(key, things(one, "members")))
        return tuple(found.values())

    def find(self, chat: str) -> Chat | None:
        """Return a chat by its own address."""
        attempted = f"Reading a chat in {self._name}"
        answer = self._reader.ask(_read(chat, ""), attempted=attempted)
        if answer.status == MISSING:
            return None
        if not answer.ok:
            raise refusal(attempted, answer)
        members = self._reader.pages(_read(chat, "/members"), attempted=attempted)
        return chat_of(answer.body, [one for page in members for one in page])

    def messages(self, chat: str) -> Iterator[Message]:
        """Yield a chat's messages."""
        question = _read(chat, f"/messages?$top={_PER_PAGE}")
        for page in self._reader.pages(question, attempted=f"Reading chats in {self._name}"):
            yield from (chat_message_of(one) for one in page)

    def all_messages(self, person: str) -> Iterator[tuple[str, Message]]:
        """Yield every message of somebody's chats, by the export of them all."""
        question = Question(
            "GET", f"/users/{person}/chats/getAllMessages?$top={_PER_PAGE}", costs={"exports": 1}
        )
        for page in self._reader.pages(question, attempted=f"Reading people's chats in {self._name}"):
            yield from ((text(one, "chatId"), chat_message_of(one)) for one in page)

    def picture(self, chat: str, message: Message, name: str) -> Picture:
        """Return a picture's bytes."""
        attempted = f"Reading a picture in {self._name}"
        question = _read(chat, f"/messages/{message.id}/hostedContents/{quote(name)}/$value")
        answer = self._reader.ask(question, attempted=attempted)
        if not answer.ok:
            raise refusal(attempted, answer)
        kind = answer.headers.get("content-type", "").partition(";")[0] or "image/png"
        return Picture(name=name, kind=kind, data=base64.b64encode(answer.raw).decode())

    def make_chat(self, new: NewChat) -> str:
        """Make a chat, open it for import and name it; one of two people is made by the service once.

        A group's is called by its mark until it is open: so one whose answer was lost is found.
        """
        made = self._made(new)
        there = self._one(made)
        if there.mode != "inProgress":
            earlier = moment(there.created) > moment(new.begins)
            self._open(made, new.begins if earlier else a_second_before(there.created))
        if new.kind == "group" and there.topic != new.topic:
            self.call(made, new.topic)
        return made

    def put_message(self, chat: str, new: NewMessage) -> str:
        """Import one. The service takes each millisecond once: what it calls a conflict is there."""
        attempted = f"Importing a message into a chat in {self._name}"
        costs = {"imports": 1.0, f"chat-imports {chat}": 1.0}
        question = Question("POST", f"{_at(chat)}/messages", new_message(new), costs)
        answer = self._writer.ask(question, attempted=attempted)
        if answer.ok:
            return text(answer.body, "id")
        if answer.status == _CONFLICT:
            return str(round(datetime.fromisoformat(new.created).timestamp() * 1000))
        raise refusal(attempted, answer)

    def complete(self, chat: str) -> None:
        """End the import into a chat."""
        attempted = f"Ending migration mode of a chat in {self._name}"
        answer = self._writer.ask(_write("POST", chat, "/completeMigration", {}), attempted=attempted)
        if not answer.ok and not (answer.status == BAD and answer.says(_NOT_MIGRATING)):
            raise refusal(attempted, answer)

    def reopen(self, chat: Chat) -> None:
        """Open a chat for import again."""
        self._open(chat.id, a_second_before(chat.created))

    def call(self, chat: str, topic: str) -> None:
        """Give a group's chat a topic."""
        self._done(_write("PATCH", chat, "", {"topic": topic or None}), f"Naming a chat in {self._name}")

    def remove(self, chat: str) -> None:
        """Remove a chat."""
        self._done(_write("DELETE", chat, "", None), f"Removing a chat in {self._name}", MISSING)

    def speed(self) -> Speed:
        """Return requests a second, and messages a second into one chat."""
        door = self._own_writer or self._reader
        return Speed(
            reads=self._reader.governor.speed("get"),
            writes=door.governor.speed("chat-imports one"),
        )

    def _made(self, new: NewChat) -> str:
        attempted = f"Making a chat in {self._name}"
        question = Question("POST", "/chats", new_chat(new, self._base), {"chats": 1}, once=True)
        ask_at = 0
        for attempt in range(_ATTEMPTS):
            found = self._marked(new)
            if found:
                return self._only(found)
            if attempt >= ask_at:
                try:
                    answer = self._writer.ask(question, attempted=attempted)
                except Interrupted:
                    ask_at = attempt + (1 if new.kind == "oneOnOne" else _LOOKS)
                else:
                    if not answer.ok:
                        raise refusal(attempted, answer)
                    return self._only([*self._marked(new), chat_of(answer.body, ())])
            self._wait(min(_PAUSE_SECONDS * 1.5**attempt, 20.0))
        raise Interrupted(
            f"{attempted}: it cannot be found yet.", still_true="Making it again makes no second one.",
            next_command="flytt resume",
        )  # fmt: skip

    def _marked(self, new: NewChat) -> list[Chat]:
        if new.kind == "oneOnOne":
            return []
        return [one for one in self.listed(new.members[:1]) if one.topic == new.mark]

    def _only(self, found: list[Chat]) -> str:
        """Return the first of those that lost answers have made; the others go, with nothing in them."""
        first, *others = sorted({one.id for one in found})
        for one in others:
            self.remove(one)
        return first

    def _one(self, chat: str) -> Chat:
        attempted = f"Reading a chat in {self._name}"
        answer = self._writer.ask(_read(chat, ""), attempted=attempted)
        if not answer.ok:
            raise refusal(attempted, answer)
        return chat_of(answer.body, ())

    def _members(self, chat: str, shown: list[Thing]) -> list[Thing]:
        if len(shown) >= _MOST_SHOWN:
            pages = self._reader.pages(_read(chat, "/members"), attempted=f"Reading chats in {self._name}")
            shown = [one for page in pages for one in page]
        return shown

    def _open(self, chat: str, created: str) -> None:
        attempted = f"Opening a chat for import in {self._name}"
        answer = self._writer.ask(
            _write("POST", chat, "/startMigration", since(created)), attempted=attempted
        )
        if not answer.ok and not answer.says(_MIGRATING):
            raise refusal(attempted, answer)

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Chats were to be written in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer

    def _done(self, question: Question, attempted: str, *also: int) -> Answer:
        answer = self._writer.ask(question, attempted=attempted)
        if not answer.ok and answer.status not in also:
            raise refusal(attempted, answer)
        return answer


def _at(chat: str) -> str:
    return f"/chats/{quote(chat)}"


def _get(path: str) -> Question:
    return Question("GET", path, costs={"get": 1})


def _read(chat: str, path: str) -> Question:
    return Question("GET", f"{_at(chat)}{path}", costs={"get": 1.0, f"chat-reads {chat}": 1.0})


def _write(method: str, chat: str, path: str, body: Thing | None) -> Question:
    return Question(method, f"{_at(chat)}{path}", body, {"write": 1.0, f"chat-writes {chat}": 1.0})

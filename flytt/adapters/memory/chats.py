"""The chats' twin: one tenant in memory, without limits or lag."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from flytt.migration.chats import Chat, NewChat, a_second_before
from flytt.migration.directory import Speed
from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.permissions import CHATS
from flytt.migration.team_messages import moment
from flytt.migration.teams import Message, NewMessage, Picture

_PICTURE = "cA=="
_counting = threading.Lock()
"""Several chats are filled at a time; each is one thread's, and the count is all threads'."""


@dataclass
class MemoryChat:
    """One chat, its messages by id, and the bytes of their pictures by message and name; base64."""

    chat: Chat
    said: dict[str, Message] = field(default_factory=dict[str, Message])
    pictures: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def say(self, message: Message) -> None:
        """Have one more message."""
        self.said[message.id] = message


@dataclass
class MemoryChats:
    """One tenant's chats, by id."""

    name: str = ""
    there: dict[str, MemoryChat] = field(default_factory=dict[str, MemoryChat])
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return everything that is needed."""
        return CHATS.reads if use == "read" else CHATS.reads | CHATS.writes

    def listed(self, people: tuple[str, ...]) -> tuple[Chat, ...]:
        """Return all that any of them is in."""
        return tuple(one.chat for one in self.there.values() if {*people} & {*one.chat.members})

    def find(self, chat: str) -> Chat | None:
        """Return one that is there."""
        return self.there[chat].chat if chat in self.there else None

    def messages(self, chat: str) -> Iterator[Message]:
        """Yield a chat's messages."""
        yield from tuple(self._of(chat).said.values())

    def all_messages(self, person: str) -> Iterator[tuple[str, Message]]:
        """Yield the messages of somebody's chats."""
        for one in self.listed((person,)):
            yield from ((one.id, said) for said in self.messages(one.id))

    def picture(self, chat: str, message: Message, name: str) -> Picture:
        """Return a picture."""
        data = self._of(chat).pictures.get((message.id, name), _PICTURE)
        return Picture(name=name, data=data)

    def make_chat(self, new: NewChat) -> str:
        """Make it, or open the one that is there of the same two."""
        two = new.kind == "oneOnOne"
        made = _id(self.name, *sorted(new.members)) if two else _id(self.name, new.mark)
        if made in self.there:
            found = self.there[made].chat
            if found.mode != "inProgress":
                self.reopen(found)
                begins = min(new.begins, self.there[made].chat.created, key=moment)
                self.there[made].chat = self.there[made].chat.changed(created=begins)
            return made
        chat = Chat(id=made, kind=new.kind, topic=new.topic, created=new.begins, mode="inProgress",
                    members=tuple(sorted(new.members)))  # fmt: skip
        self.there[made] = MemoryChat(chat)
        self._count("make chat", made)
        return made

    def put_message(self, chat: str, new: NewMessage) -> str:
        """Put it in unless one of that millisecond is there."""
        there = self._of(chat)
        if there.chat.mode != "inProgress" or moment(new.created) <= moment(there.chat.created):
            raise CommandFailed("Importing a message", exit_status=403, stderr="Forbidden")
        if new.created not in there.said:
            there.say(
                Message(
                    id=new.created, created=new.created, author=new.author, author_name=new.author_name,
                    html=new.html, subject=new.subject, attached=new.attached,
                    pictures=tuple(one.name for one in new.pictures),
                )
            )  # fmt: skip
            there.pictures |= {(new.created, one.name): one.data for one in new.pictures}
            self._count("put chat message", f"{chat} {new.created}")
        return new.created

    def complete(self, chat: str) -> None:
        """Complete one that is not."""
        there = self._of(chat)
        if there.chat.mode == "inProgress":
            there.chat = there.chat.changed(mode="completed")
            self._count("complete chat", chat)

    def reopen(self, chat: Chat) -> None:
        """Take back one that is completed: it begins a second earlier."""
        there = self._of(chat.id)
        if there.chat.mode != "inProgress":
            created = a_second_before(there.chat.created)
            there.chat = there.chat.changed(mode="inProgress", created=created)
            self._count("reopen chat", chat.id)

    def call(self, chat: str, topic: str) -> None:
        """Name one that is called otherwise."""
        there = self._of(chat)
        if there.chat.topic != topic:
            there.chat = there.chat.changed(topic=topic)
            self._count("call chat", chat)

    def remove(self, chat: str) -> None:
        """Remove one that is there."""
        if self.there.pop(chat, None) is not None:
            self._count("remove chat", chat)

    def speed(self) -> Speed:
        """Return much."""
        return Speed(reads=1000, writes=1000)

    def snapshot(self) -> dict[str, object]:
        """Return all that is in the tenant's chats, without ids and without when they begin."""
        found: dict[str, object] = {}
        for key, one in self.there.items():
            said = sorted(f"{m.created} {m.author} {m.html} {m.attached}" for m in one.said.values())
            pictures = sorted(one.pictures.values())
            at = f"{self.name} chat {one.chat.topic} {sorted(one.chat.members)}"
            while at in found:
                at = f"{at} {key}"
            found[at] = (one.chat.kind, one.chat.mode, tuple(said), tuple(pictures))
        return found

    def _of(self, chat: str) -> MemoryChat:
        if chat not in self.there:
            raise NotFound(f"There is no chat {chat} in {self.name}.")
        return self.there[chat]

    def _count(self, operation: str, subject: str) -> None:
        with _counting:
            self.effects[self.name, operation, subject] += 1


def _id(*question: str) -> str:
    made = hashlib.sha256("/".join(question).encode()).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))

"""What steps see of chats: of two, of groups, of meetings; messages with author and time.

What people wrote passes through steps in memory: the ledger gets ids, counts and digests. A message is known
again by the millisecond in which it was written, as in a channel: within a chat the service takes each once.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from flytt.migration.directory import Speed
from flytt.migration.record import Record
from flytt.migration.team_messages import instant, moment
from flytt.migration.teams import Message, NewMessage, Picture, key_of

_COLON = re.compile(r":(\s+)?")
ChatKind: TypeAlias = Literal["oneOnOne", "group", "meeting"]
FEWEST = 2
"""Members without whom there is no chat."""
MOST = 250
"""Members that a new chat may have. Source: Microsoft's pages on chats."""
LONGEST_TOPIC = 250
"""Characters of a topic, which may hold no colon. Source: Microsoft's page on making a chat."""
REOPENINGS = 120
"""So often a chat may have been opened for import again: each time it begins a second earlier."""


class Chat(Record):
    """One chat. `created`: UTC, ISO 8601. `mode`: whether messages are being imported, or were.

    `members`: ids of accounts. `partly`: somebody in it sees only what was written after a certain time.
    `topic`: empty when people have given it none.
    """

    id: str
    kind: ChatKind
    topic: str = ""
    created: str
    mode: Literal["", "inProgress", "completed"] = ""
    members: tuple[str, ...] = ()
    partly: bool = False

    @property
    def key(self) -> str:
        """What it is called in ledgers and reports: its id without what makes it look like a mail address."""
        return key_of(self.id)

    @property
    def begins(self) -> str:
        """When what is made of it begins: a millisecond before, so that its first message may be imported."""
        return instant(moment(self.created) - timedelta(milliseconds=1))


class NewChat(Record):
    """A chat to be made: of whom, from when, called what. `mark`: what a group's is called until it is open.

    A chat of two has neither topic nor mark: there is only one of the same two.
    """

    kind: Literal["oneOnOne", "group"]
    members: tuple[str, ...]
    begins: str
    topic: str = ""
    mark: str


class Chats(Protocol):
    """The chats of one tenant."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]: ...

    def listed(self, people: tuple[str, ...]) -> tuple[Chat, ...]:
        """Return every chat that any of these people is in, each once."""
        ...

    def find(self, chat: str) -> Chat | None:
        """Return one, if it is there."""
        ...

    def messages(self, chat: str) -> Iterator[Message]:
        """Yield messages, in no order."""
        ...

    def all_messages(self, person: str) -> Iterator[tuple[str, Message]]:
        """Yield every message of somebody's chats with the chat's id: another index than the chats' own."""
        ...

    def picture(self, chat: str, message: Message, name: str) -> Picture: ...

    def make_chat(self, new: NewChat) -> str:
        """Make a chat that is open for import; there already is success.

        Two that an answer lost on the way has made become one again.
        """
        ...

    def put_message(self, chat: str, new: NewMessage) -> str:
        """Import one, and return its id. One of that millisecond there already is success."""
        ...

    def complete(self, chat: str) -> None:
        """Let people write there; completed already is success."""
        ...

    def reopen(self, chat: Chat) -> None:
        """Open a chat for import again; open already is success."""
        ...

    def call(self, chat: str, topic: str) -> None:
        """Give a group's chat this topic."""
        ...

    def remove(self, chat: str) -> None:
        """Remove a chat for everybody; gone already is success."""
        ...

    def speed(self) -> Speed:
        """Return requests a second, and messages a second into one chat."""
        ...


def made_of(chat: Chat, there: Chat) -> bool:
    """True when a chat of the new side may have been made of this old one: it begins when that does.

    Each time a chat is opened again it begins a second earlier. Who has never been imported into is nobody's.
    """
    return opened_again(chat, there) is not None


def opened_again(chat: Chat, there: Chat) -> int | None:
    """Return how often it was opened again if it was made of this old one; None: it was not."""
    if there.kind != "group" or not there.mode:
        return None
    earlier = moment(chat.begins) - moment(there.created)
    seconds = round(earlier.total_seconds())
    fits = 0 <= seconds < REOPENINGS and earlier == timedelta(seconds=seconds)
    return seconds if fits else None


def topic_of(topic: str, end: str = "") -> str:
    """Return a topic that a new chat may have, with `end` behind it: a meeting's may hold a colon."""
    plain = _COLON.sub(lambda hit: " – " if hit.group(1) else ".", topic)
    return f"{plain[: LONGEST_TOPIC - len(end)].rstrip()}{end}".strip()


def a_second_before(created: str) -> str:
    """Return when a chat begins that is opened again: the service wants an earlier time than it has."""
    return instant(datetime.fromisoformat(created) - timedelta(seconds=1))

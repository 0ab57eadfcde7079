"""What steps see of teams: channels, messages with author and time, tabs, members.

What people wrote passes through steps in memory: the ledger gets ids, counts and digests. A message is known
again by the millisecond in which it was written: within a channel the service takes each one once.
"""

from collections.abc import Iterator
from typing import Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.directory import Speed
from flytt.migration.record import Record

ChannelKind: TypeAlias = Literal["standard", "private", "shared"]
EVENT, DELETED = "event of the system", "message that was deleted"
"""Why nothing that anybody wrote is lost with a message."""
MOST_ADDED = 200
"""Members that one request adds. Source: Microsoft's conversationMember: add."""


class Team(Record):
    """One team, by the id of its group. `description` carries the mark of one that Flytt made.

    `public`: anybody in the tenant may join it and read what is there.
    """

    id: str
    name: str
    description: str = ""
    archived: bool = False
    public: bool = False


class Channel(Record):
    """One channel. `created`: UTC, ISO 8601. `mode`: whether messages are being imported, or were."""

    id: str
    name: str
    description: str = ""
    kind: ChannelKind = "standard"
    created: str
    mode: Literal["", "inProgress", "completed"] = ""
    general: bool = Field(default=False, description="the one that every team has, and cannot lose")

    @property
    def key(self) -> str:
        """What it is called in ledgers and reports: its id without what makes it look like a mail address."""
        return key_of(self.id)


class Attached(Record):
    """Something that a message leads to: a file by its address; a card or else has none."""

    id: str
    kind: str
    name: str = ""
    url: str = ""


class Picture(Record):
    """A picture that lies in a message, by the name that its text calls it; base64."""

    name: str
    kind: str = "image/png"
    data: str = Field(repr=False)


class Message(Record):
    """One message. `created`: UTC in milliseconds, ISO 8601. `under`: the id of the one it replies to.

    `odd`: why no import takes it (a system's event, a deleted one, an application's); empty: it is taken.
    `pictures`: the names by which its text calls pictures that lie beside it. `reactions`: sign and name.
    """

    id: str
    created: str
    author: str = ""
    author_name: str = ""
    html: str = ""
    subject: str = ""
    under: str = ""
    attached: tuple[Attached, ...] = ()
    pictures: tuple[str, ...] = ()
    edited: str = ""
    reactions: tuple[str, ...] = ()
    odd: str = ""


class NewMessage(Record):
    """A message to be imported: by an account of the new tenant, written then. `under`: an id there."""

    created: str
    author: str
    author_name: str
    html: str
    subject: str = ""
    under: str = ""
    attached: tuple[Attached, ...] = ()
    pictures: tuple[Picture, ...] = ()


class Tab(Record):
    """A tab of a channel: which app, under what name, showing what."""

    id: str
    name: str
    app: str
    content_url: str = ""
    website_url: str = ""
    entity: str = ""


class TeamMember(Record):
    """Somebody in a team. `key`: what the service calls the membership."""

    person: str
    owner: bool = False
    key: str = ""


class Teams(Protocol):
    """The teams of one tenant."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]: ...

    def listed(self) -> tuple[Team, ...]: ...

    def channels(self, team: str) -> tuple[Channel, ...]:
        """Return the channels of a team, General first."""
        ...

    def messages(self, team: str, channel: str) -> Iterator[Message]:
        """Yield messages and their replies, as the channel lists them, in no order."""
        ...

    def all_messages(self, team: str) -> Iterator[tuple[str, Message]]:
        """Yield every message of a team with its channel's id: another index than the channels' own."""
        ...

    def picture(self, team: str, channel: str, message: Message, name: str) -> Picture: ...

    def tabs(self, team: str, channel: str) -> tuple[Tab, ...]: ...

    def members(self, team: str) -> tuple[TeamMember, ...]: ...

    def make_team(self, mark: str, name: str, created: str) -> str:
        """Make a private team in migration mode that nobody is in; there by its mark already is success.

        Two that an answer lost on the way has made become one again.
        """
        ...

    def remove_team(self, team: str) -> None:
        """Remove a team with its group; gone already is success. It can come back for thirty days."""
        ...

    def make_channel(self, team: str, channel: Channel) -> str:
        """Make a channel like this one in migration mode; there by name already is success."""
        ...

    def put_message(self, team: str, channel: str, new: NewMessage) -> str:
        """Import one, and return its id. One of that millisecond there already is success."""
        ...

    def complete_channel(self, team: str, channel: str) -> None:
        """Let people write in a channel; completed already is success."""
        ...

    def complete_team(self, team: str) -> None:
        """End the migration of a team whose channels are all completed; ended already is success."""
        ...

    def reopen_channel(self, team: str, channel: Channel) -> None:
        """Take a completed channel back into migration mode; in it already is success."""
        ...

    def archive(self, team: str, *, archived: bool) -> None:
        """Let nobody write in a team any more, or let people write again."""
        ...

    def call(self, team: str, name: str, description: str) -> None:
        """Give a team this name and description."""
        ...

    def add_tab(self, team: str, channel: str, tab: Tab) -> None:
        """Add a tab; there by its name already is success."""
        ...

    def remove_tab(self, team: str, channel: str, tab: str) -> None:
        """Remove a tab; gone already is success."""
        ...

    def add_members(self, team: str, members: tuple[TeamMember, ...]) -> None:
        """Let people in; in already is success. Nobody is written to."""
        ...

    def drop_members(self, team: str, members: tuple[TeamMember, ...]) -> None:
        """Take people out; gone already is success."""
        ...

    def speed(self) -> Speed:
        """Return requests a second, and messages a second into one channel."""
        ...


def key_of(channel: str) -> str:
    """Return a channel's id without the beginning and end that all have: `19:` and `@thread.tacv2`."""
    return channel.partition(":")[2].partition("@")[0] or channel

"""The teams' twin: one tenant in memory, without limits or lag."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from flytt.migration.directory import Speed
from flytt.migration.errors import CommandFailed, NotFound
from flytt.migration.permissions import ARCHIVING, TEAMS
from flytt.migration.teams import Channel, Message, NewMessage, Picture, Tab, Team, TeamMember

_counting = threading.Lock()
"""Several channels are filled at a time; each is one thread's, and the count is all threads'."""


@dataclass
class MemoryTeam:
    """One team: channels, messages and tabs by channel, who is in it."""

    team: Team
    channels_there: dict[str, Channel] = field(default_factory=dict[str, Channel])
    messages_there: dict[str, dict[str, Message]] = field(default_factory=dict[str, dict[str, Message]])
    tabs_there: dict[str, dict[str, Tab]] = field(default_factory=dict[str, dict[str, Tab]])
    people: dict[str, bool] = field(default_factory=dict[str, bool])
    completed: bool = True
    pictures_there: dict[tuple[str, str, str], str] = field(default_factory=dict[tuple[str, str, str], str])

    def add(self, channel: Channel) -> None:
        """Have one more channel."""
        self.channels_there[channel.id] = channel
        self.messages_there[channel.id], self.tabs_there[channel.id] = {}, {}

    def say(self, channel: str, message: Message) -> None:
        """Have one more message in a channel."""
        self.messages_there[channel][message.id] = message


@dataclass
class MemoryTeams:
    """One tenant's teams, by id."""

    name: str = ""
    there: dict[str, MemoryTeam] = field(default_factory=dict[str, MemoryTeam])
    effects: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return everything that is needed."""
        return TEAMS.reads if use == "read" else TEAMS.reads | TEAMS.writes | ARCHIVING.writes

    def listed(self) -> tuple[Team, ...]:
        """Return all."""
        return tuple(one.team for one in self.there.values())

    def channels(self, team: str) -> tuple[Channel, ...]:
        """Return a team's channels."""
        return tuple(self._of(team).channels_there.values())

    def messages(self, team: str, channel: str) -> Iterator[Message]:
        """Yield a channel's messages."""
        yield from tuple(self._of(team).messages_there[channel].values())

    def all_messages(self, team: str) -> Iterator[tuple[str, Message]]:
        """Yield a team's messages with their channels."""
        for channel, messages in self._of(team).messages_there.items():
            yield from ((channel, one) for one in tuple(messages.values()))

    def picture(self, team: str, channel: str, message: Message, name: str) -> Picture:
        """Return a picture."""
        data = self._of(team).pictures_there.get((channel, message.id, name), "cA==")
        return Picture(name=name, data=data)

    def tabs(self, team: str, channel: str) -> tuple[Tab, ...]:
        """Return a channel's tabs."""
        return tuple(self._of(team).tabs_there[channel].values())

    def members(self, team: str) -> tuple[TeamMember, ...]:
        """Return who is in a team."""
        people = self._of(team).people.items()
        return tuple(TeamMember(person=one, owner=owner, key=one) for one, owner in people)

    def make_team(self, mark: str, name: str, created: str) -> str:
        """Make it unless one with that mark is there."""
        found = next((one.team.id for one in self.there.values() if mark in one.team.description), "")
        if found:
            return found
        made = _id(self.name, mark)
        while made in self.there:
            made = _id(made)
        team = MemoryTeam(Team(id=made, name=name, description=mark), completed=False)
        team.add(
            Channel(id=_id(made, "General"), name="General", created=created, mode="inProgress", general=True)
        )
        self.there[made] = team
        self._count("make team", made)
        return made

    def remove_team(self, team: str) -> None:
        """Remove one that is there."""
        if self.there.pop(team, None) is not None:
            self._count("remove team", team)

    def make_channel(self, team: str, channel: Channel) -> str:
        """Make it unless one of that name is there."""
        there = self._of(team)
        for one in there.channels_there.values():
            if one.name.casefold() == channel.name.casefold():
                return one.id
        made = channel.changed(id=_id(team, channel.name), mode="inProgress", general=False)
        there.add(made)
        self._count("make channel", made.id)
        return made.id

    def put_message(self, team: str, channel: str, new: NewMessage) -> str:
        """Put it in unless one of that millisecond is there."""
        there = self._of(team)
        if there.channels_there[channel].mode != "inProgress":
            raise CommandFailed("Importing a message", exit_status=403, stderr="Forbidden")
        made = new.created
        if made not in there.messages_there[channel]:
            message = Message(
                id=made, created=new.created, author=new.author, author_name=new.author_name, html=new.html,
                subject=new.subject, under=new.under, attached=new.attached,
                pictures=tuple(one.name for one in new.pictures),
            )  # fmt: skip
            there.say(channel, message)
            there.pictures_there |= {(channel, made, one.name): one.data for one in new.pictures}
            self._count("put message", f"{channel} {made}")
        return made

    def complete_channel(self, team: str, channel: str) -> None:
        """Complete one that is not."""
        there = self._of(team).channels_there
        if there[channel].mode == "inProgress":
            there[channel] = there[channel].changed(mode="completed")
            self._count("complete channel", channel)

    def complete_team(self, team: str) -> None:
        """Complete one that is not."""
        if not self._of(team).completed:
            self._of(team).completed = True
            self._count("complete team", team)

    def reopen_channel(self, team: str, channel: Channel) -> None:
        """Take back one that is completed."""
        there = self._of(team).channels_there
        if there[channel.id].mode != "inProgress":
            there[channel.id] = there[channel.id].changed(mode="inProgress")
            self._count("reopen channel", channel.id)

    def archive(self, team: str, *, archived: bool) -> None:
        """Turn one that stands otherwise."""
        there = self._of(team)
        if there.team.archived is not archived:
            there.team = there.team.changed(archived=archived)
            self._count("archive" if archived else "unarchive", team)

    def call(self, team: str, name: str, description: str) -> None:
        """Name one that is called otherwise."""
        there = self._of(team)
        if (there.team.name, there.team.description) != (name, description):
            there.team = there.team.changed(name=name, description=description)
            self._count("call", team)

    def add_tab(self, team: str, channel: str, tab: Tab) -> None:
        """Add one that is not there."""
        there = self._of(team).tabs_there[channel]
        if all(one.name != tab.name for one in there.values()):
            made = tab.changed(id=_id(channel, tab.name))
            there[made.id] = made
            self._count("add tab", made.id)

    def remove_tab(self, team: str, channel: str, tab: str) -> None:
        """Remove one that is there."""
        if self._of(team).tabs_there[channel].pop(tab, None) is not None:
            self._count("remove tab", tab)

    def add_members(self, team: str, members: tuple[TeamMember, ...]) -> None:
        """Let in those who are not."""
        there = self._of(team).people
        for one in members:
            if there.get(one.person) is not one.owner:
                there[one.person] = one.owner
                self._count("let into team", f"{team} {one.person}")

    def drop_members(self, team: str, members: tuple[TeamMember, ...]) -> None:
        """Take out those who are in."""
        for one in members:
            if self._of(team).people.pop(one.person, None) is not None:
                self._count("take out of team", f"{team} {one.person}")

    def speed(self) -> Speed:
        """Return much."""
        return Speed(reads=1000, writes=1000)

    def snapshot(self) -> dict[str, object]:
        """Return all that is in the tenant's teams, without the ids of those that Flytt makes."""
        found: dict[str, object] = {}
        for one in self.there.values():
            at = f"{self.name} team {one.team.name}"
            found[at] = (one.team.description, one.team.archived, frozenset(one.people.items()))
            for channel in one.channels_there.values():
                said = sorted(
                    f"{m.created} {m.author} {m.html} {m.under} {m.attached}"
                    for m in one.messages_there[channel.id].values()
                )
                tabs = sorted(tab.name for tab in one.tabs_there[channel.id].values())
                found[f"{at} {channel.name}"] = (channel.kind, channel.mode, tuple(said), tuple(tabs))
        return found

    def _of(self, team: str) -> MemoryTeam:
        if team not in self.there:
            raise NotFound(f"There is no team {team} in {self.name}.")
        return self.there[team]

    def _count(self, operation: str, subject: str) -> None:
        with _counting:
            self.effects[self.name, operation, subject] += 1


def _id(*question: str) -> str:
    made = hashlib.sha256("/".join(question).encode()).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))

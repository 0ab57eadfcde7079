"""Teams as the practice tenants hold them: channels, messages, tabs; a team is its group, by the same id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from practice.graph.answers import Refused
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, text

__all__ = ["Channel", "Message", "Mode", "Team", "Teamwork", "instant", "milliseconds", "refused"]

Mode: TypeAlias = Literal["", "inProgress", "completed"]


@dataclass
class Message:
    """One message. `made` and `edited`: milliseconds since 1970; 0 is never. `id` is `made`, as in Teams."""

    id: str
    made: int
    sent: Thing
    under: str = ""
    edited: int = 0
    deleted: int = 0
    imported: bool = False


@dataclass
class Channel:
    """One channel. `made`: milliseconds since 1970. `app`: which application holds the migration."""

    id: str
    name: str
    made: int
    description: str = ""
    kind: Literal["standard", "private", "shared"] = "standard"
    mode: Mode = ""
    app: str = ""
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    tabs: dict[str, Thing] = field(default_factory=dict[str, Thing])
    hosted: dict[str, bytes] = field(default_factory=dict[str, bytes])


@dataclass
class Team:
    """One team. The first of its channels is General."""

    id: str
    made: int
    mode: Mode = ""
    app: str = ""
    archived: bool = False
    site_read_only: bool = False
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])


class Teamwork:
    """The teams of both tenants, by group. One whose group is deleted is not there, until it comes back."""

    def __init__(self) -> None:
        self._teams: dict[str, Team] = {}

    def add(self, team: Team) -> Team:
        """Have one more."""
        self._teams[team.id] = team
        return team

    def of(self, tenant: Tenant) -> list[Team]:
        """Those of a tenant, in the order they were made."""
        return [team for key, team in self._teams.items() if tenant.groups.true(key) is not None]

    def seen(self, tenant: Tenant) -> list[Team]:
        """Those that a reader sees: one just made is not among them yet, one just removed still is."""
        return [team for key, team in self._teams.items() if tenant.groups.seen(key) is not None]

    def team(self, tenant: Tenant, team_id: str) -> Team:
        """One of a tenant's. Raises Refused when there is none."""
        found = self._teams.get(team_id)
        if found is None or tenant.groups.true(team_id) is None:
            raise refused(404, "NotFound", f"No team found with Group Id {team_id}")
        return found

    def channel(self, tenant: Tenant, team_id: str, channel_id: str) -> tuple[Team, Channel]:
        """A channel with its team."""
        team = self.team(tenant, team_id)
        if channel_id not in team.channels:
            raise refused(404, "NotFound", "Channel was not found.")
        return team, team.channels[channel_id]

    def lines(self, tenant: Tenant) -> list[str]:
        """What the teams of a tenant mean, without ids: names, who wrote what and when, tabs."""
        found: list[str] = []
        for team in self.of(tenant):
            group = tenant.groups.true(team.id) or {}
            name = text(group, "displayName")
            found.append(f"team {name} {team.archived} {team.mode} {text(group, 'description')}")
            for channel in team.channels.values():
                at = f"{name}/{channel.name}"
                found.append(f"channel {at} {channel.kind} {channel.mode}")
                found += [f"tab {at} {tab}" for tab in map(_tab_line, channel.tabs.values())]
                for one in channel.messages.values():
                    found.append(f"message {at} {one.made} {one.under} {one.deleted} {_said(tenant, one)}")
        return found


def milliseconds(written: str) -> int:
    """A time as Graph writes it, in milliseconds since 1970. Raises Refused for what is no time."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError as error:
        raise refused(400, "BadRequest", "Invalid createdDateTime.") from error
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return round(at.timestamp() * 1000)


def instant(made: int) -> str:
    """Milliseconds since 1970 as Teams writes them."""
    at = datetime.fromtimestamp(made // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{made % 1000:03}Z"


def refused(status: int, code: str, message: str) -> Refused:
    """A refusal in the words of Teams."""
    return Refused(status, code, message)


def _tab_line(tab: Thing) -> str:
    return f"{tab.get('displayName')} {tab.get('configuration')}"


def _said(tenant: Tenant, message: Message) -> str:
    sender = message.sent.get("from")
    user = sender.get("user") if isinstance(sender, dict) else None
    who = text(user, "id") if isinstance(user, dict) else ""
    person = tenant.users.true(who) or {}
    body = message.sent.get("body")
    return f"{text(person, 'displayName') or who} {body} {message.sent.get('attachments')}"

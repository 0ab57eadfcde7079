"""Teams of the practice source: channels with messages of years, replies, pictures, files, tabs, odd ones."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from practice.graph.clock import EPOCH
from practice.graph.team_state import Channel, Message, Team, Teamwork
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, text
from practice.people import Draw

__all__ = ["seed_teams"]

_WORDS: Final = ("Møtet er flyttet", "Husk årsplanen", "Takk for sist", "Søknaden er sendt", "Ny vaktliste")
_CHANNELS: Final = ("General", "Årsplan og møter")
_APP: Final = "com.microsoft.teamspace.tab.web"
_MINUTE: Final = 60_000
_PICTURE: Final = bytes.fromhex("89504e470d0a1a0a")


def seed_teams(teamwork: Teamwork, tenant: Tenant, *, teams: int, messages: int) -> None:
    """Make teams of the first Microsoft 365 groups; `messages` in each channel, replies among them."""
    groups = [one for one in tenant.groups.values() if one.get("groupTypes")][:teams]
    for number, group in enumerate(groups):
        options: list[JsonValue] = ["Team"]
        tenant.groups.put({**group, "resourceProvisioningOptions": options})
        made = round(EPOCH * 1000) - (400 + number) * 24 * 60 * _MINUTE
        team = teamwork.add(Team(text(group, "id"), made))
        names = (*_CHANNELS, *(["Ledelsen"] if number == 0 else []))
        for name in names:
            key = f"19:{identifier(team.id, 'channel', name).replace('-', '')}@thread.tacv2"
            channel = Channel(key, name, made, f"Om {name.lower()}")
            channel.kind = "private" if name == "Ledelsen" else "standard"
            team.channels[key] = channel
            _fill(tenant, team, channel, messages)


def _fill(tenant: Tenant, team: Team, channel: Channel, messages: int) -> None:
    members = dict.fromkeys((*tenant.members.of(team.id), *tenant.owners.of(team.id)))
    people = [one for one in members if text(tenant.users.true(one) or {}, "userType") == "Member"]
    draw, root, at = Draw(f"{tenant.seed}/teams/{channel.id}"), "", channel.made
    for number in range(messages if people else 0):
        at += _MINUTE * (1 + draw.number(3_000, number, "after")) + draw.number(1_000, number, "part")
        who = tenant.users.true(draw.pick(tuple(people), number, "who")) or {}
        user: Thing = {
            "id": text(who, "id"), "displayName": text(who, "displayName"), "userIdentityType": "aadUser",
        }  # fmt: skip
        said = f"<p>{draw.pick(_WORDS, number, 'words')} <b>{number}</b> – {channel.name}</p>"
        sent: Thing = {"from": {"user": user}, "importance": "normal"}
        under = root if root and number % 3 == 2 else ""  # noqa: PLR2004
        if number % 7 == 3:  # noqa: PLR2004
            key = identifier(channel.id, "file", number)
            site = f"https://{tenant.name}.sharepoint.practice/groups/{team.id}/Delte dokumenter"
            said += f'<attachment id="{key}"></attachment>'
            sent["attachments"] = [
                {
                    "id": key, "contentType": "reference", "contentUrl": f"{site}/Vedtak {number}.txt",
                    "name": f"Vedtak {number}.txt", "content": None, "thumbnailUrl": None,
                }
            ]  # fmt: skip
        if number % 7 == 5:  # noqa: PLR2004
            said += '<img src="hostedContents/1/$value" alt="bilde">'
            channel.hosted[f"{at}/1"] = _PICTURE + number.to_bytes(4, "big")
        if not under and number % 5 == 0:
            sent["subject"] = f"Emne {number}"
        sent["body"] = {"contentType": "html", "content": said}
        message = Message(str(at), at, sent, under)
        channel.messages[message.id] = message
        root = root if under else message.id
    if messages:
        _odd(channel, at)


def _odd(channel: Channel, at: int) -> None:
    """What no import takes: a system's event, and a deleted message; and a tab of each sort."""
    event: Thing = {
        "messageType": "systemEventMessage",
        "body": {"contentType": "html", "content": "<event/>"},
    }
    gone: Thing = {"body": {"contentType": "html", "content": "Angret"}, "from": None}
    for number, sent in enumerate((event, gone), 1):
        made = at + number * _MINUTE
        channel.messages[str(made)] = Message(str(made), made, sent, deleted=made + 1 if sent is gone else 0)
    for name, app in (("Kommunens side", _APP), ("Oppgaver", "com.microsoft.teamspace.tab.planner")):
        key = identifier(channel.id, "tab", name)
        channel.tabs[key] = {
            "id": key,
            "displayName": name,
            "webUrl": f"https://teams.practice/l/entity/{key}",
            "configuration": {
                "entityId": None, "contentUrl": "https://kommunen.practice/", "removeUrl": None,
                "websiteUrl": "https://kommunen.practice/",
            },
            "teamsApp": {"id": app, "externalId": None, "displayName": name, "distributionMethod": "store"},
        }  # fmt: skip

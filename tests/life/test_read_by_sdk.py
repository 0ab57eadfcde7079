# pyright: reportMissingTypeStubs=false
"""Migrated people, groups, licences and teams read by a client that knows nothing of Flytt: Microsoft's SDK.

Flytt speaks plain HTTP to Graph and shares no line with it. Both tenants are read by it, and held together.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.user import User
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph.graph_service_client import GraphServiceClient

from flytt.migration.next_action import Done
from tests.conformance.graph.ground import running
from tests.conformance.graph.post_ground import make_accounts
from tests.conformance.graph.team_ground import with_teams
from tests.driving import move
from tests.life import identity_ground, teams_ground
from tests.life.tenant_ground import opened, quick
from tests.practice.graph.microsoft import sdk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

READ = ["id", "displayName", "jobTitle", "assignedLicenses", "accountEnabled"]
Person: TypeAlias = tuple[str | None, str | None, bool | None]
Said: TypeAlias = tuple[datetime | None, str | None, str]


@dataclass(frozen=True)
class Seen:
    """A tenant as the SDK reads it: people, and the names of each group's members by the group's name."""

    people: tuple[User, ...]
    groups: dict[str, list[str]]

    def persons(self) -> Counter[Person]:
        """Return who they are, without ids and names to sign in by, which are others on either side."""
        return Counter((one.display_name, one.job_title, one.account_enabled) for one in self.people)

    def licences(self) -> Counter[tuple[str | None, str]]:
        """Return who holds which licence."""
        return Counter(
            (one.display_name, str(held.sku_id))
            for one in self.people
            for held in one.assigned_licenses or []
        )


async def _seen(client: GraphServiceClient) -> Seen:
    asked = RequestConfiguration(
        query_parameters=UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(select=READ, top=20)
    )
    page = await client.users.get(request_configuration=asked)
    people: list[User] = []
    while page is not None:
        people += page.value or []
        page = await client.users.with_url(page.odata_next_link).get() if page.odata_next_link else None
    groups: dict[str, list[str]] = {}
    listed = await client.groups.get()
    assert listed is not None
    assert not listed.odata_next_link
    for one in listed.value or []:
        members = await client.groups.by_group_id(one.id or "").members.get()
        assert members is not None
        assert not members.odata_next_link
        names = [who.display_name or "" for who in members.value or [] if isinstance(who, User)]
        groups[one.display_name or ""] = sorted(names)
    return Seen(tuple(people), groups)


async def _said(client: GraphServiceClient, called: str) -> dict[str, list[Said]]:
    """Return when, by whom and what was said in each channel of a team."""
    names = {one.id: one.display_name for one in (await _seen(client)).people}
    teams = await client.teams.get()
    assert teams is not None
    (team,) = [one for one in teams.value or [] if one.display_name == called]
    at = client.teams.by_team_id(team.id or "")
    channels = await at.channels.get()
    assert channels is not None
    found: dict[str, list[Said]] = {}
    for channel in channels.value or []:
        if str(channel.membership_type) != "ChannelMembershipType.Standard":
            continue
        of = at.channels.by_channel_id(channel.id or "").messages
        page, messages = await of.get(), list[ChatMessage]()
        while page is not None:
            messages += page.value or []
            page = await of.with_url(page.odata_next_link).get() if page.odata_next_link else None
        for root in list(messages):
            replies = await of.by_chat_message_id(root.id or "").replies.get()
            assert replies is not None
            messages += replies.value or []
        lines = [
            _line(one, names) for one in messages if one.from_ is not None and one.from_.user is not None
        ]
        found[channel.display_name or ""] = sorted(lines, key=str)
    return found


def _line(message: ChatMessage, names: dict[str | None, str | None]) -> Said:
    user = message.from_.user if message.from_ is not None else None
    content = (message.body.content if message.body is not None else None) or ""
    return message.created_date_time, names.get(user.id if user else None), re.sub(r"<[^>]+>", "", content)


def test_people_groups_and_licences_are_read_by_the_sdk(tmp_path: Path) -> None:
    """What Flytt calls moved would be so by its own reading alone."""
    with running(tmp_path / "graph", people=30) as graph:
        old = asyncio.run(_seen(sdk(graph, "source", "reader")))
        before = asyncio.run(_seen(sdk(graph, "target", "reader")))
        identity_ground.prepare(graph, tmp_path)
        moving = opened(tmp_path)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        new = asyncio.run(_seen(sdk(graph, "target", "reader")))
        left = asyncio.run(_seen(sdk(graph, "source", "reader")))
    assert len(old.people) > 25
    assert old.persons() - new.persons() == Counter()
    assert len(old.licences()) > 25
    assert old.licences() - new.licences() == Counter()
    assert {
        f"Hustadvika – {name}": members for name, members in old.groups.items()
    }.items() <= new.groups.items()
    assert before.groups.items() <= new.groups.items()
    assert (left.persons(), left.groups) == (old.persons(), old.groups)


def test_a_team_is_read_by_the_sdk(tmp_path: Path) -> None:
    """Messages would have authors, times and words by Flytt's own reading alone."""
    with with_teams(tmp_path / "graph") as graph:
        make_accounts(graph)
        teams_ground.prepare(graph, tmp_path)
        name = "Helse 1"
        old = asyncio.run(_said(sdk(graph, "source", "reader"), name))
        moving = opened(tmp_path, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        new = asyncio.run(_said(sdk(graph, "target", "reader"), f"Hustadvika – {name}"))
    assert sum(map(len, old.values())) > 5
    assert new == old

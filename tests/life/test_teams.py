"""A tenant's teams, their life over Graph: what people write meanwhile and since. More: test_tenant_parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done
from practice.graph.running import RunningGraph
from practice.graph.team_state import Channel, Message, Team
from practice.graph.things import Thing, text
from tests.conformance.graph.post_ground import make_accounts
from tests.conformance.graph.team_ground import with_teams
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.teams_ground import new_teams, prepare
from tests.life.tenant_ground import opened, quick, tenant

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their teams."""
    with with_teams(tmp_path / "graph") as found:
        make_accounts(found)
        prepare(found, tmp_path)
        yield found


def test_what_is_written_meanwhile_follows_and_what_is_written_after_is_listed_and_kept(
    graph: RunningGraph, tmp_path: Path
) -> None:
    """Messages of the last days would be lost on the way there, or of the first days on the way back."""
    moving = opened(tmp_path, quick)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    (old,) = graph.service.teamwork.of(tenant(graph, "source"))
    channel = next(iter(old.channels.values()))
    _write(graph, "source", old, channel, "Skrevet mens det ble kopiert")
    edited = next(m for m in channel.messages.values() if m.sent.get("from"))
    edited.sent = {**edited.sent, "body": {"contentType": "html", "content": "<p>Rettet</p>"}}
    edited.edited = round(graph.service.clock.now() * 1000)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    (team,) = new_teams(graph)
    general = next(iter(team.channels.values()))
    assert _texts(general).count("<p>Skrevet mens det ble kopiert</p>") == 1
    assert "<p>Rettet</p>" not in _texts(general), "an import cannot be changed: it is named instead"
    _write(graph, "target", team, general, "Skrevet på ny side")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    says = [
        line
        for r in events_of(moving.scene)
        if isinstance(r.event, UndoStarted)
        for line in r.event.written_since
    ]
    assert any("1 messages; the new team is kept, archived" in line for line in says)
    assert not old.archived
    (kept,) = new_teams(graph)
    assert kept.archived
    assert "<p>Skrevet på ny side</p>" in _texts(next(iter(kept.channels.values())))
    target = tenant(graph, "target")
    assert target.members.of(kept.id), "nobody could read what they wrote"
    assert text(target.groups.true(kept.id) or {}, "displayName").endswith("(ført tilbake)")
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert len(new_teams(graph)) == 2
    moving.close()


def _write(graph: RunningGraph, where: str, team: Team, channel: Channel, words: str) -> None:
    of = tenant(graph, where)
    user: Thing = {"id": of.members.of(team.id)[0], "displayName": "N", "userIdentityType": "aadUser"}
    made = round(graph.service.clock.now() * 1000)
    sent: Thing = {"from": {"user": user}, "body": {"contentType": "html", "content": f"<p>{words}</p>"}}
    channel.messages[str(made)] = Message(str(made), made, sent)


def _texts(channel: Channel) -> list[str]:
    bodies = (one.sent.get("body") for one in channel.messages.values())
    return [text(one, "content") for one in bodies if isinstance(one, dict)]

"""Teams of a practice tenant, and what a mapping would say of them."""

from collections.abc import Iterator
from pathlib import Path

from flytt.migration.record import Json
from flytt.migration.teams import key_of
from practice.graph.running import RunningGraph
from practice.graph.team_state import Channel, Team
from practice.graph.tenant import Tenant
from practice.graph.things import text
from tests.conformance.graph.team_ground import team_settings, with_teams
from tests.life import message_damage, tenant_ground
from tests.life.tenant_ground import Damage, Moving, Part, tenant


def prepare(graph: RunningGraph, home: Path, **changes: Json) -> None:
    """Write down what another program needs to move them."""
    tenant_ground.prepare(graph, home, "tenant-teams", {**team_settings(), **changes})


def lines(graph: RunningGraph) -> dict[str, list[str]]:
    """Return what the teams of both tenants mean, without ids, and who is in them."""
    work, there = graph.service.teamwork, graph.service.tenants.values()
    return {one.name: sorted((*work.lines(one), *_people(graph, one))) for one in there}


def _people(graph: RunningGraph, of: Tenant) -> Iterator[str]:
    for team in graph.service.teamwork.of(of):
        for who in {*of.members.of(team.id), *of.owners.of(team.id)}:
            name = text(of.users.true(who) or {}, "displayName")
            called = text(of.groups.true(team.id) or {}, "displayName")
            yield f"member {called} {name} {of.owners.has(team.id, who)}"


def new_teams(graph: RunningGraph) -> list[Team]:
    """Return the teams of the new side."""
    return graph.service.teamwork.of(tenant(graph, "target"))


def _new_channel(graph: RunningGraph) -> Channel:
    (team,) = new_teams(graph)
    return next(iter(team.channels.values()))


def _as_written(graph: RunningGraph, moving: Moving) -> None:
    """Each message stands under its own millisecond, in its thread; each picture and file with it."""
    del moving
    (new,) = new_teams(graph)
    (old,) = graph.service.teamwork.of(tenant(graph, "source"))
    assert old.archived
    there = {one.name: one for one in new.channels.values()}
    assert "Ledelsen" not in there
    for channel in old.channels.values():
        if channel.kind != "standard":
            continue
        place = there[channel.name]
        wanted = {m.made: m for m in channel.messages.values() if m.sent.get("from")}
        assert wanted
        assert {m.made for m in place.messages.values()} == wanted.keys()
        for one in place.messages.values():
            assert one.under == wanted[one.made].under
            assert bool(one.sent.get("attachments")) == bool(wanted[one.made].sent.get("attachments"))
        assert sorted(place.hosted.values()) == sorted(channel.hosted.values())
        assert place.hosted


def _begun(graph: RunningGraph) -> bool:
    return any(channel.messages for team in new_teams(graph) for channel in [*team.channels.values()])


def _damages(graph: RunningGraph) -> tuple[Damage, ...]:
    (old,) = graph.service.teamwork.of(tenant(graph, "source"))
    here = f"channel {key_of(next(iter(old.channels)))}"
    return message_damage.damages(f"{here}: expected", f"{here}: the pictures")


def _is_closed(graph: RunningGraph) -> bool:
    (team,) = new_teams(graph)
    return team.mode == "inProgress"


TEAMS = Part(
    name="teams",
    started=with_teams,
    prepare=prepare,
    lines=lines,
    as_written=_as_written,
    secrets=("Husk årsplanen", "Vedtak 3"),
    kills=("freeze", "let-in"),
    begun=_begun,
    place=_new_channel,
    damages=_damages,
    closed=_is_closed,
)

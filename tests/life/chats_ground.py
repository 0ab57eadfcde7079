"""Chats of a practice tenant, and what a mapping would say of them."""

from pathlib import Path

from flytt.migration.record import Json
from flytt.migration.teams import key_of
from practice.graph.chat_state import Chat
from practice.graph.running import RunningGraph
from practice.graph.team_state import Channel
from practice.graph.things import part, parts, text
from tests.conformance.graph.chat_ground import chat_settings, with_chats
from tests.driving import events_of
from tests.life import message_damage, tenant_ground
from tests.life.tenant_ground import Damage, Moving, Part, tenant


def prepare(graph: RunningGraph, home: Path, **changes: Json) -> None:
    """Write down what another program needs to move them."""
    tenant_ground.prepare(graph, home, "tenant-chats", {**chat_settings(), **changes})


def lines(graph: RunningGraph) -> dict[str, list[str]]:
    """Return what the chats of both tenants mean, without ids."""
    service = graph.service
    return {one.name: sorted(service.chats.lines(one)) for one in service.tenants.values()}


def chats(graph: RunningGraph, side: str) -> list[Chat]:
    """Return the chats of one tenant."""
    return graph.service.chats.of(tenant(graph, side))


def _of_two(graph: RunningGraph, side: str) -> Channel:
    return next(one.thread for one in chats(graph, side) if one.kind == "oneOnOne")


def _as_written(graph: RunningGraph, moving: Moving) -> None:
    """Each message stands under its own millisecond and author, with its file, sign, quote and picture."""
    said = str([getattr(r.event, "verification", None) for r in events_of(moving.scene)])
    assert "that lies in no drive that moves" not in said, "files that people sent lie in their drives"
    old, new = chats(graph, "source"), chats(graph, "target")
    assert sorted(one.kind for one in old) == ["group", "meeting", "oneOnOne"]
    assert sorted(one.kind for one in new) == ["group", "group", "oneOnOne"]
    by_time = {one.made: one for chat in old for one in chat.thread.messages.values() if one.sent.get("from")}
    there = [(chat, one) for chat in new for one in chat.thread.messages.values()]
    assert sorted(one.made for _, one in there) == sorted(by_time)
    for _, one in there:
        was = by_time[one.made]
        name = text(part(part(was.sent, "from"), "user"), "displayName")
        assert text(part(part(one.sent, "from"), "user"), "displayName") == name
        content = text(part(one.sent, "body"), "content")
        assert ("👍" in content) is ("reactions" in was.sent)
        assert ("Det fine sitatet" in content) is ("messagePreview" in str(was.sent))
        assert ("Notat" in str(one.sent.get("attachments"))) is ("Notat" in str(was.sent))
        assert all("/personal/" in text(a, "contentUrl") for a in parts(one.sent, "attachments"))
    assert sorted(c.thread.name for c in new) == sorted(c.thread.name for c in old)
    pictures = sorted(data for chat in old for data in chat.thread.hosted.values())
    assert pictures
    assert sorted(data for chat in new for data in chat.thread.hosted.values()) == pictures


def _damages(graph: RunningGraph) -> tuple[Damage, ...]:
    here = f"chat {key_of(_of_two(graph, 'source').id)}: "
    return message_damage.damages(here, here)


CHATS = Part(
    name="chats",
    started=with_chats,
    prepare=prepare,
    lines=lines,
    as_written=_as_written,
    secrets=("Takk for hjelpen", "Notat 2"),
    kills=("create-chats", "complete"),
    begun=lambda graph: any(one.thread.messages for one in [*chats(graph, "target")]),
    place=lambda graph: _of_two(graph, "target"),
    damages=_damages,
    closed=lambda graph: _of_two(graph, "target").mode == "inProgress",
)

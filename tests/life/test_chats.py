"""A tenant's chats, their life over Graph: what people write meanwhile and since. More: test_tenant_parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done
from practice.graph.chat_state import Chat
from practice.graph.running import RunningGraph
from practice.graph.team_state import Message
from practice.graph.things import Thing, part, text
from tests.conformance.graph.chat_ground import with_chats
from tests.conformance.graph.post_ground import make_accounts
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.chats_ground import chats, prepare
from tests.life.tenant_ground import opened, quick

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their chats."""
    with with_chats(tmp_path / "graph") as found:
        make_accounts(found)
        prepare(found, tmp_path)
        yield found


def test_what_is_written_on_the_old_side_follows_even_when_it_is_late(
    graph: RunningGraph, tmp_path: Path
) -> None:
    """Nothing closes an old chat: what people write there in the last days, or after, would be lost."""
    moving = opened(tmp_path, quick)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    old = next(one for one in chats(graph, "source") if one.kind == "group")
    _write(graph, old, "Skrevet mens det ble kopiert")
    edited = next(m for m in old.thread.messages.values() if m.sent.get("from"))
    edited.sent = {**edited.sent, "body": {"contentType": "html", "content": "<p>Rettet</p>"}}
    edited.edited = round(graph.service.clock.now() * 1000)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    new = next(one for one in chats(graph, "target") if one.thread.name == old.thread.name)
    assert _texts(new).count("<p>Skrevet mens det ble kopiert</p>") == 1
    assert "<p>Rettet</p>" not in _texts(new), "an import cannot be changed: it is named instead"
    _write(graph, old, "Skrevet for sent")
    _write(graph, new, "Skrevet på ny side")
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert _texts(new).count("<p>Skrevet for sent</p>") == 1
    assert _texts(new).count("<p>Skrevet på ny side</p>") == 1
    assert {one.thread.mode for one in chats(graph, "target")} == {"completed"}
    moving.close()


def test_what_is_written_on_the_new_side_is_listed_and_kept(graph: RunningGraph, tmp_path: Path) -> None:
    """Messages of the first days would be lost on the way back, or come twice when it is tried again."""
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    for new in chats(graph, "target"):
        if new.thread.name != "Møte 0":
            _write(graph, new, "Skrevet på ny side")
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    says = [
        line
        for r in events_of(moving.scene)
        if isinstance(r.event, UndoStarted)
        for line in r.event.written_since
    ]
    assert sum("1 messages; the new chat is kept" in line for line in says) == 2
    kept = chats(graph, "target")
    assert sorted(one.thread.name for one in kept) == ["", "Gruppe 0 (ført tilbake)"]
    assert all("<p>Skrevet på ny side</p>" in _texts(one) for one in kept)
    assert {one.thread.mode for one in kept} == {"completed"}
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    again = chats(graph, "target")
    assert sorted(one.thread.name for one in again) == ["", "Gruppe 0", "Møte 0"]
    assert all(_texts(one).count("<p>Skrevet på ny side</p>") == 1 for one in again if one in kept)
    for one in chats(graph, "source"):
        came = next(c for c in again if c.thread.name == one.thread.name)
        wanted = {m.made for m in one.thread.messages.values() if m.sent.get("from")}
        assert wanted <= {m.made for m in came.thread.messages.values()}
    moving.close()


def _write(graph: RunningGraph, chat: Chat, words: str) -> None:
    user: Thing = {"id": chat.members[0], "displayName": "N", "userIdentityType": "aadUser"}
    made = round(graph.service.clock.now() * 1000)
    sent: Thing = {"from": {"user": user}, "body": {"contentType": "html", "content": f"<p>{words}</p>"}}
    chat.thread.messages[str(made)] = Message(str(made), made, sent)


def _texts(chat: Chat) -> list[str]:
    return [text(part(one.sent, "body"), "content") for one in chat.thread.messages.values()]

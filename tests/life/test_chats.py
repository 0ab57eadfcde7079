"""A tenant's chats, their whole life, over Graph: calm, at its worst, written in, killed, damaged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done, Stuck
from flytt.migration.teams import key_of
from practice.graph.chat_state import Chat
from practice.graph.running import RunningGraph
from practice.graph.team_state import Message
from practice.graph.things import Thing, part, parts, text
from tests.conformance.graph.chat_ground import with_chats
from tests.conformance.graph.ground import mailed
from tests.conformance.graph.post_ground import make_accounts
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.chats_ground import prepare
from tests.life.killing import killed_at, killed_when
from tests.life.tenant_ground import opened, quick, tenant, there_and_back_at_its_worst

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def lines(graph: RunningGraph) -> dict[str, list[str]]:
    """Return what the chats of both tenants mean, without ids."""
    service = graph.service
    return {one.name: sorted(service.chats.lines(one)) for one in service.tenants.values()}


def chats(graph: RunningGraph, side: str) -> list[Chat]:
    """Return the chats of one tenant."""
    return graph.service.chats.of(tenant(graph, side))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with with_chats(home / "graph") as graph:
        make_accounts(graph)
        prepare(graph, home)
        moving = opened(home, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return lines(graph)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their chats."""
    with with_chats(tmp_path / "graph") as found:
        make_accounts(found)
        prepare(found, tmp_path)
        yield found


def test_there_back_there_again_and_retired(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A second attempt would meet what the first left, or somebody would hear of it by mail."""
    before = lines(graph)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    said = str([getattr(r.event, "verification", None) for r in events_of(moving.scene)])
    assert "that lies in no drive that moves" not in said, "files that people sent lie in their drives"
    _as_they_were_written(graph)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert lines(graph) == calm
    assert mailed(graph) == []
    kept = (tmp_path / "ledger.db").read_bytes()
    assert b"Takk for hjelpen" not in kept
    assert b"Notat 2" not in kept
    moving.close()


def _as_they_were_written(graph: RunningGraph) -> None:
    """Each message stands under its own millisecond and author, with its file, sign, quote and picture."""
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


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A chat or message whose answer was lost, or that arrived twice, would be there twice or not at all."""
    before = lines(graph)
    there_and_back_at_its_worst(
        graph, opened(tmp_path, quick), lambda: lines(graph), calm=calm, before=before
    )


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


@pytest.mark.parametrize("key", ["create-chats", "complete"])
def test_a_mover_killed_in_any_step_is_taken_over(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]], key: str
) -> None:
    """A power cut would leave a chat twice, one that nobody can write in, or one that no rollback finds."""
    before = lines(graph)
    killed_at("tenant_ground", tmp_path, key)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    moving.close()
    killed_at("tenant_ground", tmp_path, key, "before", "back")
    moving = opened(tmp_path, quick)
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    moving.close()


def test_a_mover_killed_among_messages_goes_on(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A power cut within a chat would leave messages that are put in again, or never."""
    killed_when(
        "tenant_ground", tmp_path, lambda: any(one.thread.messages for one in [*chats(graph, "target")])
    )
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    moving.close()


def _lose(chat: Chat) -> None:
    chat.thread.messages.pop(next(reversed(chat.thread.messages)))


def _forge(chat: Chat) -> None:
    one = next(iter(chat.thread.messages.values()))
    sent: Thing = {**one.sent, "body": {"contentType": "html", "content": "<p>Noe annet</p>"}}
    chat.thread.messages[one.id] = Message(one.id, one.made, sent)


def _by_another(chat: Chat) -> None:
    first, *others = chat.thread.messages.values()
    stranger = next(one for one in others if one.sent.get("from") != first.sent.get("from"))
    sent: Thing = {**first.sent, "from": stranger.sent["from"]}
    chat.thread.messages[first.id] = Message(first.id, first.made, sent)


def _foreign(chat: Chat) -> None:
    one = next(iter(chat.thread.messages.values()))
    chat.thread.messages["1"] = Message("1", one.made + 1, dict(one.sent))


def _flip(chat: Chat) -> None:
    key = next(iter(chat.thread.hosted))
    chat.thread.hosted[key] = chat.thread.hosted[key][:-1] + b"\x7f"


def test_damage_is_named_before_anybody_writes_there(graph: RunningGraph, tmp_path: Path) -> None:
    """People would find a chat in which something is lost, changed or put in somebody's mouth."""
    moving = opened(tmp_path, quick)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    place = next(one for one in chats(graph, "target") if one.kind == "oneOnOne")
    here = next(one for one in chats(graph, "source") if one.kind == "oneOnOne")
    due: list[Callable[[Chat], None]] = []

    def begins(key: str) -> None:
        if key == "compare" and due:
            due.pop()(place)

    for damage in (_forge, _by_another, _foreign, _lose, _flip):
        due.append(damage)
        whole, pictures = dict(place.thread.messages), dict(place.thread.hosted)
        outcome = move(moving.scene, wires=moving.wires(begins))
        assert isinstance(outcome, Stuck), damage.__name__
        assert outcome.step is not None
        assert outcome.step.key == "compare"
        assert f"chat {key_of(here.id)}: " in outcome.why
        assert due == [], "it stopped before anything was damaged"
        place.thread.messages, place.thread.hosted = whole, pictures
    assert place.thread.mode == "inProgress"
    moving.close()


def _write(graph: RunningGraph, chat: Chat, words: str) -> None:
    user: Thing = {"id": chat.members[0], "displayName": "N", "userIdentityType": "aadUser"}
    made = round(graph.service.clock.now() * 1000)
    sent: Thing = {"from": {"user": user}, "body": {"contentType": "html", "content": f"<p>{words}</p>"}}
    chat.thread.messages[str(made)] = Message(str(made), made, sent)


def _texts(chat: Chat) -> list[str]:
    return [text(part(one.sent, "body"), "content") for one in chat.thread.messages.values()]

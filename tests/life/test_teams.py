"""A tenant's teams, their whole life, over Graph: calm, at its worst, written in, killed, damaged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done, Stuck
from flytt.migration.teams import key_of
from practice.graph.running import RunningGraph
from practice.graph.team_state import Channel, Message, Team
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, text
from tests.conformance.graph.ground import mailed
from tests.conformance.graph.post_ground import make_accounts
from tests.conformance.graph.team_ground import with_teams
from tests.driving import bring_on, events_of, move, roll_back, set_goal
from tests.life.killing import killed_at, killed_when
from tests.life.teams_ground import prepare
from tests.life.tenant_ground import opened, quick, tenant, there_and_back_at_its_worst

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def lines(graph: RunningGraph, *names: str) -> dict[str, list[str]]:
    """Return what the teams of both tenants mean, without ids, and who is in them."""
    found: dict[str, list[str]] = {}
    for one in graph.service.tenants.values():
        if not names or one.name in names:
            found[one.name] = sorted((*graph.service.teamwork.lines(one), *_people(graph, one)))
    return found


def _people(graph: RunningGraph, of: Tenant) -> Iterator[str]:
    for team in graph.service.teamwork.of(of):
        for who in {*of.members.of(team.id), *of.owners.of(team.id)}:
            name = text(of.users.true(who) or {}, "displayName")
            called = text(of.groups.true(team.id) or {}, "displayName")
            yield f"member {called} {name} {of.owners.has(team.id, who)}"


def new_teams(graph: RunningGraph) -> list[Team]:
    """Return the teams of the new side."""
    return graph.service.teamwork.of(tenant(graph, "target"))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return what a move in calm weather leaves in both tenants."""
    home = tmp_path_factory.mktemp("calm")
    with with_teams(home / "graph") as graph:
        make_accounts(graph)
        prepare(graph, home)
        moving = opened(home, quick)
        assert move(moving.scene, wires=moving.wires()) == Done("open")
        moving.close()
        return lines(graph)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[RunningGraph]:
    """Return two tenants whose people have their new accounts, and what is needed to move their teams."""
    with with_teams(tmp_path / "graph") as found:
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
    (team,) = new_teams(graph)
    (old,) = graph.service.teamwork.of(tenant(graph, "source"))
    _as_they_were_written(old, team)
    assert old.archived
    assert roll_back(moving.scene, wires=moving.wires()) == Done("before")
    assert lines(graph) == before
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    assert move(moving.scene, "retired", wires=moving.wires()) == Done("retired")
    assert lines(graph) == calm
    assert mailed(graph) == []
    said = (tmp_path / "ledger.db").read_bytes()
    assert "Husk årsplanen".encode() not in said
    assert b"Vedtak 3" not in said
    moving.close()


def _as_they_were_written(old: Team, new: Team) -> None:
    """Each message stands under its own millisecond, in its thread; each picture and file with it."""
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


def test_the_worst_faults_end_as_a_calm_move_does(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]]
) -> None:
    """A message whose answer was lost, or that arrived twice, would stand there twice or not at all."""
    before = lines(graph)
    moving = opened(tmp_path, quick)
    there_and_back_at_its_worst(graph, moving, lambda: lines(graph), calm=calm, before=before)


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


@pytest.mark.parametrize("key", ["freeze", "let-in"])
def test_a_mover_killed_in_any_step_is_taken_over(
    graph: RunningGraph, tmp_path: Path, calm: dict[str, list[str]], key: str
) -> None:
    """A power cut would leave two teams, a team that nobody comes into, or one that no rollback finds."""
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
    """A power cut within a channel would leave messages that are put in again, or never."""

    def put_in() -> bool:
        return any(c.messages for team in new_teams(graph) for c in [*team.channels.values()])

    killed_when("tenant_ground", tmp_path, put_in)
    moving = opened(tmp_path, quick)
    assert move(moving.scene, wires=moving.wires()) == Done("open")
    assert lines(graph) == calm
    moving.close()


def _lose(channel: Channel) -> None:
    channel.messages.pop(next(reversed(channel.messages)))


def _forge(channel: Channel) -> None:
    one = next(iter(channel.messages.values()))
    sent: Thing = {**one.sent, "body": {"contentType": "html", "content": "<p>Noe annet</p>"}}
    channel.messages[one.id] = Message(one.id, one.made, sent, one.under)


def _by_another(channel: Channel) -> None:
    first, *others = channel.messages.values()
    stranger = next(one for one in others if one.sent.get("from") != first.sent.get("from"))
    sent: Thing = {**first.sent, "from": stranger.sent["from"]}
    channel.messages[first.id] = Message(first.id, first.made, sent, first.under)


def _repaint(channel: Channel) -> None:
    channel.hosted[next(iter(channel.hosted))] = b"another picture"


def _foreign(channel: Channel) -> None:
    one = next(iter(channel.messages.values()))
    channel.messages["1"] = Message("1", one.made + 1, dict(one.sent))


def test_damage_is_named_before_anything_is_let_go_of(graph: RunningGraph, tmp_path: Path) -> None:
    """People would be let into a team in which something is lost, changed or put in somebody's mouth."""
    moving = opened(tmp_path, quick)
    set_goal(moving.scene, "prepared")
    assert bring_on(moving.scene, wires=moving.wires()) == Done("prepared")
    (team,) = new_teams(graph)
    (old,) = graph.service.teamwork.of(tenant(graph, "source"))
    place, here = next(iter(team.channels.values())), next(iter(old.channels))
    due: list[Callable[[Channel], None]] = []

    def begins(key: str) -> None:
        if key == "compare" and due:
            due.pop()(place)

    for damage in (_forge, _by_another, _foreign, _lose, _repaint):
        due.append(damage)
        whole, pictures = dict(place.messages), dict(place.hosted)
        outcome = move(moving.scene, wires=moving.wires(begins))
        assert isinstance(outcome, Stuck), damage.__name__
        assert outcome.step is not None
        assert outcome.step.key == "compare"
        told = "the pictures" if damage is _repaint else "expected"
        assert f"channel {key_of(here)}: {told}" in outcome.why
        assert due == [], "it stopped before anything was damaged"
        place.messages, place.hosted = whole, pictures
    assert team.mode == "inProgress"
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

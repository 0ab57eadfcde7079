"""Teams: what is true of the twin is true over Graph, and the other way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.identity import mark_of
from flytt.migration.team_messages import found
from flytt.migration.teams import Attached, Channel, NewMessage, Picture, Tab, TeamMember, Teams
from practice.graph.faults import Fault
from practice.graph.running import RunningGraph
from tests.conformance.graph.ground import SCALE
from tests.conformance.graph.team_ground import directories, with_teams
from tests.teams import MADE, teams
from tests.tenants import object_id

pytestmark = pytest.mark.slow
WEB = "com.microsoft.teamspace.tab.web"


@dataclass
class There:
    """The old side with something in it, the new one, and two people who are there."""

    old: Teams
    new: Teams
    people: tuple[str, str]
    graph: RunningGraph | None = None
    made: int = 0

    def team(self, name: str) -> str:
        """Make a team in migration mode."""
        return self.new.make_team(mark_of("prove", name), mark_of("prove", name), MADE)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDirectories]]:
    """Start one practice Graph for all."""
    with with_teams(tmp_path_factory.mktemp("teams")) as graph:
        tenants = directories(graph)
        yield graph, tenants
        tenants.close()


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    """Return them, both ways."""
    if request.param == "twin":
        twins = teams()
        yield There(twins["old"], twins["new"], (object_id("new/delt"), object_id("new/framand")))
        return
    graph, tenants = request.getfixturevalue("shared")
    people = [one.id for one in tenants.on("target").people() if not one.guest_of]
    yield There(tenants.teams("source"), tenants.teams("target"), (people[0], people[1]), graph)
    graph.service.faults.clear()


def message(there: There, created: str, **more: object) -> NewMessage:
    """Return a message as it is imported."""
    new = NewMessage(created=created, author=there.people[0], author_name="N", html="<p>hei</p>")
    return new.changed(**more)


def test_a_message_keeps_author_time_thread_file_and_picture_and_comes_once(there: There) -> None:
    """What people wrote would stand under another name or time, out of its thread, or twice."""
    team = there.team("melding")
    (general,) = there.new.channels(team)
    assert (general.general, general.mode) == (True, "inProgress")
    first = message(there, "2021-05-01T08:00:00.123Z", subject="Emne")
    file = Attached(id="a1", kind="reference", name="Plan.docx", url="https://ny.example/Plan.docx")
    ids = [there.new.put_message(team, general.id, first) for _ in range(2)]
    assert ids[0] == ids[1]
    reply = message(
        there,
        "2021-05-01T08:01:00.000Z",
        author=there.people[1],
        under=ids[0],
        html='<p>Sjå</p><attachment id="a1"></attachment><img src="picture:7">',
        attached=(file,),
        pictures=(Picture(name="7", data="cGljdHVyZQ=="),),
    )
    there.new.put_message(team, general.id, reply)
    said = found(there.new.messages(team, general.id))
    whole = found(one for channel, one in there.new.all_messages(team) if channel == general.id)
    assert sorted(said) == ["2021-05-01T08:00:00.123Z", "2021-05-01T08:01:00.000Z"]
    assert {c: p for c, (_, p) in said.items()} == {c: p for c, (_, p) in whole.items()}
    one, other = (said[c][0] for c in sorted(said))
    assert (one.author, one.subject, one.odd, other.author) == (there.people[0], "Emne", "", there.people[1])
    assert (other.under, [a.url for a in other.attached], len(other.pictures)) == (one.id, [file.url], 1)
    there.new.remove_team(team)


def test_a_team_is_made_once_and_removed_once(there: There) -> None:
    """A team would be there twice after a power cut, or a rollback stop at one that is gone."""
    team = there.team("ein gong")
    assert there.team("ein gong") == team
    wanted = Channel(id="", name="Årsplan", created=MADE)
    made = there.new.make_channel(team, wanted)
    assert there.new.make_channel(team, wanted) == made
    assert [one.name for one in there.new.channels(team)] == ["General", "Årsplan"]
    for _ in range(2):
        there.new.remove_team(team)
    assert team not in {one.id for one in there.new.listed()}


def test_a_new_team_is_private(there: There) -> None:
    """Everybody in the municipality could join, and read what has been written in a closed team for years."""
    team = there.team("lukka")
    assert [one.public for one in there.new.listed() if one.id == team] == [False]
    there.new.remove_team(team)


def test_a_team_that_the_list_does_not_show_yet_is_awaited(there: There) -> None:
    """Each look would make one more, and messages be spread over them."""
    if there.graph is None:
        return
    target = next(one for one in there.graph.service.tenants.values() if one.name == "target")
    target.lag_seconds = 4 * SCALE
    team = there.team("seint")
    target.lag_seconds = 0
    marked = [one for one in target.groups.values() if one["description"] == mark_of("prove", "seint")]
    assert [one["id"] for one in marked] == [team]
    there.new.remove_team(team)


def test_a_shared_channel_is_told_from_a_standard_one(there: There) -> None:
    """What was written for a few would be read by a whole team."""
    if there.graph is None:
        return
    team = next(iter(there.old.listed()))
    channel = next(one for one in there.old.channels(team.id) if not one.general and one.kind == "standard")
    source = next(one for one in there.graph.service.tenants.values() if one.name == "source")
    held = there.graph.service.teamwork.team(source, team.id).channels[channel.id]
    held.kind = "shared"
    kinds = {one.id: one.kind for one in there.old.channels(team.id)}
    held.kind = "standard"
    assert kinds[channel.id] == "shared"


def test_a_team_is_completed_opened_closed_and_taken_back(there: There) -> None:
    """People could not be let in, or not be kept out when the move is taken back."""
    team = there.team("livet")
    (general,) = there.new.channels(team)
    there.new.put_message(team, general.id, message(there, "2021-05-01T08:00:00.000Z"))
    for _ in range(2):
        there.new.complete_channel(team, general.id)
        there.new.complete_team(team)
    members = (TeamMember(person=there.people[0], owner=True), TeamMember(person=there.people[1]))
    for _ in range(2):
        there.new.add_members(team, members)
    have = there.new.members(team)
    assert {(one.person, one.owner) for one in have} == {(one.person, one.owner) for one in members}
    tab = Tab(
        id="", name="Kommunen", app=WEB, website_url="https://k.example/", content_url="https://k.example/"
    )
    for _ in range(2):
        there.new.add_tab(team, general.id, tab)
    (made,) = there.new.tabs(team, general.id)
    assert (made.app, made.website_url) == (WEB, tab.website_url)
    for archived in (True, True, False, False):
        there.new.archive(team, archived=archived)
        there.new.call(team, f"Livet {archived}", "d")
        (now,) = [one for one in there.new.listed() if one.id == team]
        assert (now.archived, now.name) == (archived, f"Livet {archived}")
    for _ in range(2):
        there.new.remove_tab(team, general.id, made.id)
        there.new.drop_members(team, have)
    assert (there.new.tabs(team, general.id), there.new.members(team)) == ((), ())
    for _ in range(2):
        there.new.reopen_channel(team, there.new.channels(team)[0])
    there.new.put_message(team, general.id, message(there, "2021-06-01T08:00:00.000Z"))
    assert len(list(there.new.messages(team, general.id))) == 2
    there.new.remove_team(team)


def test_the_old_side_is_read_the_same_by_both_routes(there: There) -> None:
    """What one index lacks would be neither copied nor missed."""
    for team in there.old.listed():
        whole: dict[str, set[str]] = {}
        for channel, one in there.old.all_messages(team.id):
            whole.setdefault(channel, set()).add(one.id)
        for channel in there.old.channels(team.id):
            listed = list(there.old.messages(team.id, channel.id))
            assert {one.id for one in listed} == whole.get(channel.id, set())
            assert any(one.odd for one in listed) or not listed
            for one in listed:
                assert all(there.old.picture(team.id, channel.id, one, name).data for name in one.pictures)


@pytest.mark.parametrize("kind", ["504-after", "cut-after", "duplicate", "503"])
def test_a_lost_answer_makes_nothing_twice(there: There, kind: str) -> None:
    """A team, a channel, a tab or a message would be there twice when an answer is lost."""
    if there.graph is None:
        return
    for match in ("POST .*/teams$", "POST .*/channels$", "POST .*/messages$", "POST .*/tabs$"):
        there.graph.service.faults.add(Fault.model_validate({"kind": kind, "match": match}))
    team = there.team(f"tapt {kind}")
    channel = there.new.make_channel(team, Channel(id="", name="Årsplan", created=MADE))
    there.new.put_message(team, channel, message(there, "2021-05-01T08:00:00.000Z"))
    there.new.complete_channel(team, channel)
    there.new.add_tab(team, channel, Tab(id="", name="Kommunen", app=WEB))
    assert len([one for one in there.new.listed() if f"tapt {kind}" in one.description]) == 1
    assert len(there.new.channels(team)) == 2
    assert len(list(there.new.messages(team, channel))) == len(there.new.tabs(team, channel)) == 1
    there.new.remove_team(team)

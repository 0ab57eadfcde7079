"""Chats: what is true of the twin is true over Graph, and the other way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flytt.adapters.graph.tenants import GraphDirectories
from flytt.migration.chats import Chat, Chats, NewChat, made_of
from flytt.migration.identity import mark_of
from flytt.migration.team_messages import found
from flytt.migration.teams import Attached, NewMessage, Picture
from practice.graph.faults import Fault
from practice.graph.running import RunningGraph
from tests.chats import MADE, chats
from tests.conformance.graph.chat_ground import with_chats
from tests.conformance.graph.ground import SCALE, directories
from tests.tenants import object_id

pytestmark = pytest.mark.slow
BEGINS = "2019-08-01T07:59:59.999Z"


@dataclass
class There:
    """The old side with something in it, the new one, and people who are there."""

    old: Chats
    new: Chats
    people: tuple[str, ...]
    old_people: tuple[str, ...]
    graph: RunningGraph | None = None

    def group(self, name: str) -> str:
        """Make a group's chat that is open for import."""
        mark = mark_of("prove", name)
        return self.new.make_chat(
            NewChat(kind="group", members=self.people[:2], begins=BEGINS, topic=name, mark=mark)
        )

    def one(self, chat: str) -> Chat:
        """Return a chat of the new side."""
        (there,) = [one for one in self.new.listed(self.people) if one.id == chat]
        return there


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningGraph, GraphDirectories]]:
    """Start one practice Graph for all."""
    with with_chats(tmp_path_factory.mktemp("chats")) as graph:
        tenants = directories(graph)
        yield graph, tenants
        tenants.close()


@pytest.fixture(params=["twin", "graph"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    """Return them, both ways."""
    if request.param == "twin":
        twins = chats()
        old = tuple(object_id(f"old/{one}") for one in ("ein", "delt", "to"))
        yield There(twins["old"], twins["new"], (object_id("new/delt"), object_id("new/framand")), old)
        return
    graph, tenants = request.getfixturevalue("shared")
    people = tuple(one.id for one in tenants.on("target").people() if not one.guest_of)
    old = tuple(one.id for one in tenants.on("source").people())
    yield There(tenants.chats("source"), tenants.chats("target"), people[:2], old, graph)
    graph.service.faults.clear()


def message(there: There, created: str, **more: object) -> NewMessage:
    """Return a message as it is imported."""
    new = NewMessage(created=created, author=there.people[0], author_name="N", html="<p>hei</p>")
    return new.changed(**more)


def test_a_message_keeps_author_time_file_and_picture_and_comes_once(there: There) -> None:
    """What people wrote would stand under another name or time, without its picture, or twice."""
    chat = there.group("melding")
    first = message(there, "2021-05-01T08:00:00.123Z")
    ids = [there.new.put_message(chat, first) for _ in range(2)]
    assert ids[0] == ids[1]
    file = Attached(id="a1", kind="reference", name="Plan.docx", url="https://ny.example/Plan.docx")
    second = message(
        there,
        "2021-05-01T08:01:00.000Z",
        author=there.people[1],
        html='<p>Sjå</p><attachment id="a1"></attachment><img src="picture:7">',
        attached=(file,),
        pictures=(Picture(name="7", data="cGljdHVyZQ=="),),
    )
    there.new.put_message(chat, second)
    said = found(there.new.messages(chat))
    whole = found(one for key, one in there.new.all_messages(there.people[1]) if key == chat)
    assert sorted(said) == ["2021-05-01T08:00:00.123Z", "2021-05-01T08:01:00.000Z"]
    assert {c: p for c, (_, p) in said.items()} == {c: p for c, (_, p) in whole.items()}
    one, other = (said[c][0] for c in sorted(said))
    assert (one.author, other.author, one.odd) == (*there.people[:2], "")
    assert [a.url for a in other.attached] == [file.url]
    assert [there.new.picture(chat, other, name).data for name in other.pictures] == ["cGljdHVyZQ=="]
    there.new.remove(chat)


def test_a_groups_chat_is_completed_opened_named_and_removed(there: There) -> None:
    """People could not be let write, or the move not be taken back; or a chat not be known again by then."""
    chat = there.group("livet")
    assert (there.one(chat).topic, there.one(chat).mode) == ("livet", "inProgress")
    assert there.one(chat).members == tuple(sorted(there.people))
    old = Chat(id="19:x@thread.v2", kind="group", created=MADE)
    for _ in range(2):
        there.new.complete(chat)
    assert there.one(chat).mode == "completed"
    assert made_of(old, there.one(chat))
    for _ in range(2):
        there.new.reopen(there.one(chat))
    assert there.one(chat).mode == "inProgress"
    assert made_of(old, there.one(chat))
    there.new.put_message(chat, message(there, MADE))
    there.new.call(chat, "annet")
    assert there.one(chat).topic == "annet"
    for _ in range(2):
        there.new.remove(chat)
    assert chat not in {one.id for one in there.new.listed(there.people)}


def test_a_chat_of_two_is_made_once(there: There) -> None:
    """Two people would have two chats with each other, and find half of it in each."""
    new = NewChat(kind="oneOnOne", members=there.people[:2], begins=BEGINS, mark="")
    chat = there.new.make_chat(new)
    there.new.complete(chat)
    assert there.new.make_chat(new) == chat
    assert there.one(chat).mode == "inProgress"
    assert [one.id for one in there.new.listed(there.people) if one.kind == "oneOnOne"] == [chat]
    there.new.remove(chat)


def test_the_old_side_is_read_the_same_by_both_routes(there: There) -> None:
    """What one index lacks would be neither copied nor missed."""
    seen = there.old.listed(there.old_people)
    assert {one.kind for one in seen} == {"oneOnOne", "group", "meeting"}
    whole: dict[str, set[str]] = {}
    for person in there.old_people:
        for chat, one in there.old.all_messages(person):
            whole.setdefault(chat, set()).add(one.id)
    for chat in seen:
        listed = list(there.old.messages(chat.id))
        assert {one.id for one in listed} == whole.get(chat.id, set())
        assert any(one.odd for one in listed)
        assert any(one.reactions for one in listed)
        for one in listed:
            assert all(there.old.picture(chat.id, one, name).data for name in one.pictures)


def test_a_chat_of_many_is_read_with_all_who_are_in_it(there: There) -> None:
    """Who is the twenty-sixth in a chat would not be in the new one."""
    if there.graph is None:
        return
    source = next(one for one in there.graph.service.tenants.values() if one.name == "source")
    held = next(one for one in there.graph.service.chats.of(source) if one.kind == "group")
    people, many = list(held.members), [*held.members, *(f"ekstra-{n}" for n in range(40))]
    held.members = many
    (seen,) = [one for one in there.old.listed((people[0],)) if one.id == held.id]
    held.members = people
    assert seen.members == tuple(sorted(many))


def test_who_sees_only_a_part_of_a_chat_is_told_apart(there: There) -> None:
    """Somebody would come to read what was written before they were let in."""
    if there.graph is None:
        return
    source = next(one for one in there.graph.service.tenants.values() if one.name == "source")
    held = next(one for one in there.graph.service.chats.of(source) if one.kind == "group")
    assert not any(one.partly for one in there.old.listed(there.old_people))
    held.sees_from = {held.members[-1]: "2019-04-18T23:51:43.255Z"}
    seen = [one.id for one in there.old.listed(there.old_people) if one.partly]
    held.sees_from = {}
    assert seen == [held.id]


def test_what_a_message_quotes_stands_in_it_as_text(there: There) -> None:
    """What somebody answered to would be a hole in the new chat, or the answer be taken for an app's card."""
    if there.graph is None:
        return
    said = [m for one in there.old.listed(there.old_people) for m in there.old.messages(one.id)]
    quoting = [one for one in said if "<blockquote>Det fine sitatet</blockquote>" in one.html]
    assert quoting
    assert {(one.odd, one.attached) for one in quoting} == {("", ())}


@pytest.mark.parametrize("kind", ["504-after", "cut-after", "duplicate", "503"])
def test_a_lost_answer_makes_nothing_twice(there: There, kind: str) -> None:
    """A chat or a message would be there twice when an answer is lost."""
    if there.graph is None:
        return
    for match in ("POST .*/chats$", "POST .*/startMigration$", "POST .*/messages$"):
        there.graph.service.faults.add(Fault.model_validate({"kind": kind, "match": match}))
    chat = there.group(f"tapt {kind}")
    there.new.put_message(chat, message(there, "2021-05-01T08:00:00.000Z"))
    there.new.complete(chat)
    names = [one.topic for one in there.new.listed(there.people)]
    assert [one for one in names if kind in one] == [f"tapt {kind}"]
    assert len(list(there.new.messages(chat))) == 1
    there.new.remove(chat)


def test_a_chat_that_the_list_does_not_show_yet_is_awaited(there: There) -> None:
    """A second one would be made of each whose answer was lost, and messages be spread over both."""
    if there.graph is None:
        return
    target = next(one for one in there.graph.service.tenants.values() if one.name == "target")
    target.lag_seconds = 2 * SCALE
    there.graph.service.faults.add(Fault.model_validate({"kind": "504-after", "match": "POST .*/chats$"}))
    there.group("seint")
    target.lag_seconds = 0
    assert len([one for one in there.graph.service.chats.of(target) if "seint" in one.thread.name]) == 1


def test_one_chat_is_found_by_its_own_id_or_not_at_all(there: There) -> None:
    """A chat that no listing of the old side leads to could neither be opened nor taken back."""
    chat = there.group("funnet")
    assert there.new.find(chat) == there.one(chat)
    there.new.remove(chat)
    assert there.new.find(chat) is None

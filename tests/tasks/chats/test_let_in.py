"""Who comes into which new chat, and what it is called: nobody else's, and never by Flytt's own mark."""

import pytest

from flytt.adapters.memory.chats import MemoryChat, MemoryChats
from flytt.migration.chats import MOST, Chat, NewChat
from flytt.migration.errors import CommandFailed
from flytt.migration.next_action import Done, Stuck
from flytt.migration.record import Json
from flytt.migration.teams import Message
from tasks.chat_passes import Pass as Run
from tasks.chats.create_chats import STEP as CREATE
from tasks.chatted import Met, make
from tests.chats import chat_said
from tests.driving import Wires, bring_on, move, roll_back, set_goal
from tests.tasks.chats.test_who_parts import ONE, OTHER, THIRD, new, scene_of, want_of
from tests.tenants import object_id
from tests.worlds import Twins

BECOME = {ONE: object_id("new/framand"), OTHER: object_id("new/delt"), THIRD: object_id("new/lik")}
"""Three people who have an account on the new side."""


def same(**more: str) -> list[Json]:
    """Return what a mapping says of them, and of more people."""
    return [{"source": source, "target": target} for source, target in {**BECOME, **more}.items()]


def old(scene: Twins) -> MemoryChats:
    """Return the chats of the old side."""
    return scene.tenants.chat_estates["old"]


def begin(scene: Twins, name: str, *members: str, created: str, topic: str = "") -> Chat:
    """Have one more group's chat on the old side, in which something is said."""
    chat = Chat(id=name, kind="group", topic=topic or name, created=created, members=members)
    old(scene).there[name] = MemoryChat(chat)
    old(scene).there[name].say(chat_said(name, 1))
    return chat


def called(scene: Twins, topic: str) -> MemoryChat:
    """Return the new chat of that name."""
    (found,) = [one for one in new(scene).there.values() if one.chat.topic == topic]
    return found


def test_two_chats_begun_whole_seconds_apart_are_not_taken_for_each_other() -> None:
    """What two people wrote would be put in before a third one who was never there."""
    scene, want = scene_of(same=same()), want_of(same=same())
    two = begin(scene, "a", ONE, OTHER, created="2019-08-01T09:00:30.500Z")
    three = begin(scene, "b", ONE, OTHER, THIRD, created="2019-08-01T09:00:00.500Z")
    pairs = make(want, scene.world).pairs
    assert [pairs[one.id].target.topic for one in (two, three)] == ["a", "b"]
    Run(want, scene.world, closes=False).run()
    assert [m.html for m in called(scene, "a").said.values()] == ["<p>a 1</p>"]
    assert [m.html for m in called(scene, "b").said.values()] == ["<p>b 1</p>"]


def test_who_leaves_a_chat_while_it_is_copied_is_not_in_the_new_one() -> None:
    """Somebody would read on in a chat that they have left, or have been taken out of."""
    scene = scene_of(same=same())
    chat = begin(scene, "tre", ONE, OTHER, THIRD, created="2019-08-01T09:00:00.500Z")
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    old(scene).there["tre"].chat = chat.changed(members=(ONE, OTHER))
    old(scene).there["tre"].say(chat_said("tre", 2))
    assert move(scene) == Done("open")
    assert called(scene, "tre").chat.members == tuple(sorted(BECOME[one] for one in (ONE, OTHER)))
    assert len(called(scene, "tre").said) == 2
    assert roll_back(scene) == Done("before")


def test_who_comes_into_a_chat_while_it_is_copied_is_in_the_new_one() -> None:
    """Somebody would not find a chat that they are in."""
    scene = scene_of(same=same())
    chat = begin(scene, "to", ONE, OTHER, created="2019-08-01T09:00:00.500Z")
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    old(scene).there["to"].chat = chat.changed(members=(ONE, OTHER, THIRD))
    assert move(scene) == Done("open")
    assert len(called(scene, "to").chat.members) == 3
    assert len(called(scene, "to").said) == 1


def test_a_stranger_in_a_chat_that_is_not_open_yet_stops_the_comparison() -> None:
    """Somebody would have been let into a chat, and nobody be told before it is opened."""
    scene = scene_of()
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")

    def begins(key: str) -> None:
        if key == "compare":
            there = called(scene, "Gruppe")
            there.chat = there.chat.changed(members=(*there.chat.members, object_id("new/lik")))

    outcome = move(scene, wires=Wires(begins=begins))
    assert isinstance(outcome, Stuck)
    assert "others are in it than it was made with" in outcome.why


def test_a_chat_opened_by_a_mover_that_was_killed_is_not_left_under_its_mark() -> None:
    """People would find a chat called by a row of letters, and not know whose it is."""
    scene, want = scene_of(), want_of()
    make(want, scene.world)
    there = called(scene, "Gruppe")
    met = Met(want, scene.world)
    (mark,) = [met.becoming(one).mark for one in met.moving.values() if one.topic == "Gruppe"]
    there.chat = there.chat.changed(topic=mark)
    plan = CREATE.plan(want, scene.world)
    receipt = CREATE.do(want, plan, scene.world)
    assert called(scene, "Gruppe") is there
    there.chat = there.chat.changed(topic=mark)
    assert CREATE.verify(want, plan, receipt, scene.world).differing


def test_a_topic_that_a_new_chat_may_not_have_is_written_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """One meeting called `SV: …` would stop all chats of a municipality, or keep it from coming back."""
    make_chat, call = MemoryChats.make_chat, MemoryChats.call

    def checked(topic: str) -> None:
        if ":" in topic or len(topic) > 250:
            raise CommandFailed("Naming a chat", exit_status=400, stderr="BadRequest")

    def makes(self: MemoryChats, made: NewChat) -> str:
        checked(made.topic)
        return make_chat(self, made)

    def calls(self: MemoryChats, chat: str, topic: str) -> None:
        checked(topic)
        call(self, chat, topic)

    monkeypatch.setattr(MemoryChats, "make_chat", makes)
    monkeypatch.setattr(MemoryChats, "call", calls)
    scene = scene_of()
    begin(scene, "sv", ONE, OTHER, created="2019-08-01T09:00:00.500Z", topic="SV: Møte kl. 10:00")
    begin(scene, "lang", ONE, OTHER, created="2019-08-01T09:00:00.600Z", topic="x" * 250)
    assert move(scene) == Done("open")
    called(scene, "SV – Møte kl. 10.00")
    for topic in ("SV – Møte kl. 10.00", "x" * 250):
        written = Message(
            id="1", created="2022-05-01T08:00:00.000Z", author=object_id("new/delt"), html="<p/>"
        )
        called(scene, topic).say(written)
    assert roll_back(scene) == Done("before")
    assert {len(one.chat.topic) for one in new(scene).there.values() if "ført" in one.chat.topic} == {34, 250}


def test_a_chat_of_more_people_than_a_new_one_may_have_stops_the_survey_and_nothing_else() -> None:
    """One large meeting would stop the making of all chats that come after it, on the night itself."""
    many = [(object_id(f"old/p{n}"), object_id(f"new/p{n}")) for n in range(MOST + 1)]
    people = tuple(a for a, _ in many)
    outcomes: list[object] = []
    for parted in ("stop", "leave"):
        scene = scene_of(same=same(**dict(many)), parted=parted)
        begin(scene, "alle", ONE, *people, created="2019-08-01T09:00:00.500Z")
        outcomes.append(move(scene))
        assert not [one for one in new(scene).there.values() if one.chat.topic == "alle"]
    assert isinstance(outcomes[0], Stuck)
    assert f"more than the {MOST} that a new chat may have" in outcomes[0].why
    assert outcomes[1] == Done("open")


def test_a_guest_with_an_account_parts_nobody() -> None:
    """Every chat with a guest in it would stay behind, as one whose people part."""
    scene = scene_of(same=same(**{object_id("old/gjest"): object_id("new/kjent")}))
    begin(scene, "gjest", ONE, OTHER, object_id("old/gjest"), created="2019-08-01T09:00:00.500Z")
    assert move(scene) == Done("open")
    assert object_id("new/kjent") in called(scene, "gjest").chat.members


def test_a_message_that_the_old_side_lists_twice_is_carried_over_once() -> None:
    """A page that shifts while people write would put a message in a second time."""
    scene, want = scene_of(), want_of()
    met = Met(want, scene.world)
    chat = next(iter(met.moving.values()))
    messages = list(old(scene).messages(chat.id))
    assert met.carried(chat, [*messages, *messages[:3]]).keys() == met.carried(chat, messages).keys()


def test_who_sees_only_a_part_of_a_chat_does_not_come_to_read_all_of_it() -> None:
    """Somebody who was let in later, without what was written before, would read it on the new side."""
    outcomes: dict[str, object] = {}
    for history in ("stop", "leave", "whole"):
        scene = scene_of(same=same(), history=history)
        chat = begin(scene, "del", ONE, OTHER, THIRD, created="2019-08-01T09:00:00.500Z")
        old(scene).there["del"].chat = chat.changed(partly=True)
        outcomes[history] = move(scene)
        made = [one for one in new(scene).there.values() if one.chat.topic == "del"]
        assert len(made) == (history == "whole")
    assert isinstance(outcomes["stop"], Stuck)
    assert "chat del: somebody in it sees only a part of what was written" in outcomes["stop"].why
    assert (outcomes["leave"], outcomes["whole"]) == (Done("open"), Done("open"))

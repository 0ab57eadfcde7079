"""Who talks with whom, and what people wrote themselves: decided, named, and never lost."""

from collections.abc import Iterator

import pytest

from flytt.adapters.memory.chats import MemoryChat, MemoryChats
from flytt.migration.chat_settings import TenantChats
from flytt.migration.chats import Chat, NewChat
from flytt.migration.directory import Speed
from flytt.migration.errors import NotFound
from flytt.migration.events import UndoStarted
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.teams import Message, Picture
from tasks.chat_accounts import accounts
from tasks.chat_passes import Pass as Run
from tasks.chats.survey import STEP as SURVEY
from tasks.chatted import Chatted, Met
from tests.chats import CHATS_SETTINGS, chat_said
from tests.driving import events_of, move, roll_back
from tests.tenants import object_id
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

ONE, OTHER, THIRD = (object_id(f"old/{name}") for name in ("ein", "delt", "to"))
PAIR = (object_id("new/delt"), object_id("new/framand"))


def scene_of(**changes: Json) -> Twins:
    """Return a world whose mapping says this of its chats."""
    settings = TenantChats.model_validate({**CHATS_SETTINGS, **changes}).as_json()
    plan = make_plan(municipality([workload("tenant-chats", settings=settings)]), RUNBOOKS, MORNING)
    return twins(plan=plan)


def want_of(**changes: Json) -> Chatted:
    """Return what a step is told."""
    return Chatted.model_validate({**CHATS_SETTINGS, **changes, "marked_as": "fjordvik_chat"})


def new(scene: Twins) -> MemoryChats:
    """Return the chats of the new side."""
    return scene.tenants.chat_estates["new"]


def written(created: str, html: str = "<p>Sjølv</p>") -> Message:
    """Return what somebody wrote on the new side."""
    return Message(id=created, created=created, author=PAIR[0], html=html)


def of_two(scene: Twins) -> MemoryChat:
    """Return the chat of two that stands on the new side."""
    (found,) = [one for one in new(scene).there.values() if one.chat.kind == "oneOnOne"]
    return found


def test_a_chat_whose_people_part_stops_until_it_is_decided() -> None:
    """Somebody would lose a conversation without anybody having said so."""
    outcome = move(scene_of(parted="stop"))
    assert isinstance(outcome, Stuck)
    assert outcome.step is not None
    assert outcome.step.key == "survey"
    assert "fewer than two of its 2 members move together" in outcome.why


def test_people_who_talk_and_are_parted_are_named() -> None:
    """Nobody would know whom to put into the same wave."""
    scene, want = scene_of(), want_of()
    seen = SURVEY.see(want, scene.world)
    pair = " and ".join(sorted((ONE, THIRD)))
    assert seen.parted[pair] >= 3
    said = SURVEY.judge(want, seen, scene.world)
    assert [line for line in said.skipped if line.startswith(f"{pair} are parted")]
    assert SURVEY.see(want_of(talk=1_000), scene.world).parted == {}


def test_a_chat_of_people_of_two_waves_moves_with_neither() -> None:
    """The chat would be made without some of its people, or be taken back under those of another wave."""
    met = Met(want_of(people=[ONE]), scene_of().world)
    assert (met.moving, len(met.parted)) == ({}, 4)
    both = Met(want_of(people=[ONE, OTHER]), scene_of().world)
    assert len(both.moving) == 3


def test_what_two_people_have_written_before_is_told_apart_and_kept() -> None:
    """What people had in the new tenant already would be called damage, or be removed on the way back."""
    scene = scene_of()
    chat = new(scene).make_chat(
        NewChat(kind="oneOnOne", members=PAIR, begins="2022-01-01T00:00:00Z", mark="")
    )
    new(scene).complete(chat)
    of_two(scene).say(written("2022-05-01T08:00:00.000Z"))
    assert move(scene) == Done("open")
    assert len(of_two(scene).said) == 7
    assert of_two(scene).chat.mode == "completed"
    assert roll_back(scene) == Done("before")
    assert "2022-05-01T08:00:00.000Z" in of_two(scene).said
    listed = [r.event.written_since for r in events_of(scene) if isinstance(r.event, UndoStarted)]
    assert not [line for lines in listed for line in lines], "it was not written since"
    assert len(new(scene).there) == 2, "only the chat of two is kept, beside somebody's own"


def test_a_chat_that_begins_after_the_last_pass_comes_along_late() -> None:
    """A chat begun while the window lasts would stop the move, or be lost."""
    scene = scene_of()
    old = scene.tenants.chat_estates["old"]
    late = Chat(id="late", kind="group", topic="Sein", created="2024-01-01T08:00:00Z", members=(ONE, OTHER))
    assert move(scene) == Done("open")
    old.there["late"] = MemoryChat(late)
    old.there["late"].say(chat_said("sein", 1, id="1704100000000", created="2024-01-01T09:06:40.000Z"))
    assert move(scene, "retired") == Done("retired")
    (made,) = [one for one in new(scene).there.values() if one.chat.topic == "Sein"]
    assert [one.html for one in made.said.values()] == ["<p>sein 1</p>"]
    assert made.chat.mode == "completed"


def test_reactions_stand_below_their_message() -> None:
    """Who had answered by a sign would not have answered."""
    scene = scene_of()
    assert move(scene) == Done("open")
    (said,) = [one for one in of_two(scene).said.values() if "to 2" in one.html]
    assert said.html.endswith("<p><em>👍 Namn</em></p>")


def test_an_account_that_goes_while_chats_are_compared_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be read would count as compared, and a lost message be found by its author."""
    scene, want = scene_of(), want_of()
    Run(want, scene.world, closes=False).run()
    whole = MemoryChats.all_messages
    gone = {ONE}

    def reads(self: MemoryChats, person: str) -> Iterator[tuple[str, Message]]:
        if person in gone:
            raise NotFound(f"There is nobody {person}.")
        return whole(self, person)

    monkeypatch.setattr(MemoryChats, "all_messages", reads)
    of_two(scene).said.popitem()
    rows = accounts(Met(want, scene.world), pictures=False)
    assert [one.source for one in rows] == [6, 6, 6], "others in the same chats can be asked"
    assert [one.lacking for one in rows if one.wrong] == [1]
    gone |= {OTHER, THIRD}
    rows = accounts(Met(want, scene.world), pictures=False)
    assert [one.wrong.endswith("could not be read on the old side") for one in rows] == [True] * 3


def test_a_picture_that_is_gone_is_named_and_stops_no_other_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The night would end on a technical fault, and nobody know which chat it is about."""
    scene, want = scene_of(), want_of()
    Run(want, scene.world, closes=False).run()
    old = scene.tenants.chat_estates["old"]
    picture = old.picture

    def gone(chat: str, message: Message, name: str) -> Picture:
        if chat == object_id("old/chat/to"):
            raise NotFound("There is no such picture.")
        return picture(chat, message, name)

    monkeypatch.setattr(old, "picture", gone)
    rows = accounts(Met(want, scene.world), pictures=True)
    assert [one.unlike for one in rows if one.wrong] == [1]


def test_the_survey_says_who_cannot_write_meanwhile_and_counts_listing_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """People would find a chat that they use closed for weeks, or a window be filled by listing alone."""
    scene, want = scene_of(), want_of()
    chat = new(scene).make_chat(
        NewChat(kind="oneOnOne", members=PAIR, begins="2022-01-01T00:00:00Z", mark="")
    )
    there = new(scene).there[chat]
    there.chat = there.chat.changed(mode="")
    assert not any("in use on the new side" in why for why in SURVEY.see(want, scene.world).left)
    there.say(written("2022-05-01T08:00:00.000Z"))
    slow = Speed(reads=0.01, writes=1000)
    monkeypatch.setattr(new(scene), "speed", lambda: slow)
    seen = SURVEY.see(want, scene.world)
    assert [n for why, n in seen.left.items() if "in use on the new side already" in why] == [1]
    people = len(Met(want, scene.world).wave)
    assert seen.cutover_minutes > 9 * 2 * people / 0.01 / 60

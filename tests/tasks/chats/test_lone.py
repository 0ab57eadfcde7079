"""A new chat whose old one is gone, or that a killed mover had only begun: never closed for ever."""

import pytest

from flytt.adapters.memory.chats import MemoryChat, MemoryChats
from flytt.migration.chats import Chat, NewChat
from flytt.migration.next_action import Done
from tests.chats import chat_said
from tests.driving import Killed, bring_on, events_of, move, roll_back, set_goal, state_of
from tests.tasks.chats.test_let_in import BECOME, begin, called, old, same
from tests.tasks.chats.test_who_parts import ONE, OTHER, THIRD, new, of_two, scene_of, written
from tests.tenants import object_id
from tests.worlds import Twins

OLD = object_id("old/chat/to")


def prepared_and_gone() -> Twins:
    """Return a world in which the old chat of two went when its new one was being filled."""
    scene = scene_of()
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    assert of_two(scene).chat.mode == "inProgress"
    del old(scene).there[OLD]
    return scene


def test_a_chat_whose_old_side_is_gone_is_opened_with_the_others_and_named() -> None:
    """Two people could write to each other no more, and no step or rollback would ever find their chat."""
    scene = prepared_and_gone()
    assert move(scene) == Done("open")
    assert of_two(scene).chat.mode == "completed"
    steps = state_of(scene).workload(scene.plan.workloads[0].id)
    for key in ("compare", "complete"):
        seen = steps.step(key).verification
        assert seen is not None
        assert [line for line in seen.skipped if "chat that moves no longer" in line]
    assert roll_back(scene) == Done("before")
    assert [one.chat.topic for one in new(scene).there.values()] == ["Eigen"]


def test_it_is_taken_back_before_it_is_open_too() -> None:
    """A half-filled chat would stand between two people, closed, after everything was taken back."""
    scene = prepared_and_gone()
    assert roll_back(scene) == Done("before")
    assert [one.chat.topic for one in new(scene).there.values()] == ["Eigen"]


def test_what_people_wrote_in_it_stays_and_is_told() -> None:
    """What two people wrote since would be removed with what was copied, because the old chat is gone."""
    scene = prepared_and_gone()
    assert move(scene) == Done("open")
    of_two(scene).say(written("2024-05-01T08:00:00.000Z"))
    assert roll_back(scene) == Done("before")
    assert "2024-05-01T08:00:00.000Z" in of_two(scene).said
    assert of_two(scene).chat.mode == "completed"
    told = [line for r in events_of(scene) for line in getattr(r.event, "written_since", ())]
    assert [line for line in told if "1 messages; the new chat is kept" in line]


def test_a_chat_that_all_but_one_have_left_is_found_again() -> None:
    """A group's chat would stay closed to the one who is left in it, and nobody would be told."""
    scene = scene_of(same=same())
    chat = begin(scene, "tre", ONE, OTHER, THIRD, created="2019-08-01T09:00:00.500Z")
    set_goal(scene, "prepared")
    assert bring_on(scene) == Done("prepared")
    old(scene).there["tre"].chat = chat.changed(members=(ONE,))
    assert move(scene) == Done("open")
    assert called(scene, "tre").chat.mode == "completed"
    assert len(called(scene, "tre").chat.members) == len(BECOME)


@pytest.mark.parametrize("known", [False, True])
def test_a_chat_that_a_killed_mover_had_only_made_goes_and_one_of_peoples_stays(
    monkeypatch: pytest.MonkeyPatch,
    known: bool,  # noqa: FBT001 - a parameter
) -> None:
    """An empty chat would be left between two people, or one that they had themselves be taken from them."""
    scene = scene_of()
    members = tuple(sorted(BECOME[one] for one in (ONE, OTHER)))
    chat = Chat(id="tom", kind="oneOnOne", created="2022-01-01T00:00:00.000Z", members=members)
    if known:
        new(scene).there["tom"] = MemoryChat(chat)

    def dies(self: MemoryChats, made: NewChat) -> str:
        assert made.kind == "oneOnOne"
        self.there["tom"] = MemoryChat(chat)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(MemoryChats, "make_chat", dies)
        with pytest.raises(Killed):
            move(scene)
    scene.clock.advance(minutes=2)
    assert roll_back(scene) == Done("before")
    assert ("tom" in new(scene).there) is known


def test_a_chat_that_was_only_made_is_used_when_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted as begun would be taken away from under the messages that were put in since."""
    scene = scene_of()
    make = MemoryChats.make_chat

    def dies(self: MemoryChats, made: NewChat) -> str:
        make(self, made)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(MemoryChats, "make_chat", dies)
        with pytest.raises(Killed):
            move(scene)
    scene.clock.advance(minutes=2)
    assert move(scene) == Done("open")
    assert len(of_two(scene).said) == 6
    of_two(scene).say(chat_said("to", 1, id="9", created="2024-05-01T08:00:00.000Z"))
    assert roll_back(scene) == Done("before")
    assert of_two(scene).chat.mode == "completed"

"""A message that the new side does not take: named, kept where it is, decided, and no hindrance to others."""

import pytest

from flytt.adapters.memory.chats import MemoryChats
from flytt.migration.chat_settings import TenantChats
from flytt.migration.errors import CommandFailed
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.teams import NewMessage, key_of
from tests.chats import CHATS_SETTINGS, chat_said
from tests.driving import bring_on, journal_of, move, roll_back, set_goal, state_of
from tests.tasks.chats.test_let_in import old
from tests.tasks.chats.test_who_parts import new, of_two, scene_of
from tests.tenants import object_id
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, workload

REFUSED = chat_said("to", 2)
CHAT = key_of(object_id("old/chat/to"))
STAYS: Json = {"chat": CHAT, "message": REFUSED.id, "why": "For stor."}


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Have the new side refuse one message, for what it says."""
    put = MemoryChats.put_message

    def refuses(self: MemoryChats, chat: str, new: NewMessage) -> str:
        if REFUSED.html in new.html:
            raise CommandFailed("Importing a message", exit_status=413, stderr="RequestEntityTooLarge")
        return put(self, chat, new)

    monkeypatch.setattr(MemoryChats, "put_message", refuses)
    return monkeypatch


def adopt(scene: Twins) -> None:
    """Go over to a plan in which it is decided that the message stays."""
    said = TenantChats.model_validate({**CHATS_SETTINGS, "leave_messages": [STAYS]}).as_json()
    plan = make_plan(municipality([workload("tenant-chats", settings=said)]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(plan)
    scene.plan = plan


def stand(scene: Twins, words: str) -> int:
    """Return how many messages of the new chat of two say this."""
    return sum(words in one.html for one in of_two(scene).said.values())


def test_one_refused_message_is_named_and_keeps_no_other_out(refusing: pytest.MonkeyPatch) -> None:
    """One message that is too large would stop everything after it, and all chats after that one."""
    scene = scene_of()
    set_goal(scene, "prepared")
    outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert f"chat {CHAT}: message {REFUSED.id} " in outcome.why
    assert stand(scene, REFUSED.html) == 0
    assert len(of_two(scene).said) == 5, "those beside it were kept out"
    assert all(one.said for one in new(scene).there.values()), "other chats were kept out"
    refusing.undo()
    old(scene).there[CHAT].said[REFUSED.id] = REFUSED.changed(html="<p>kort</p>")
    assert move(scene) == Done("open")
    assert stand(scene, "<p>kort</p>") == 1


@pytest.mark.usefixtures("refusing")
def test_a_refused_message_that_is_decided_to_stay_stops_nothing_and_is_counted() -> None:
    """A message of 2019 that no service takes would keep a whole municipality where it is."""
    scene = scene_of()
    set_goal(scene, "prepared")
    assert isinstance(bring_on(scene), Stuck)
    adopt(scene)
    assert move(scene) == Done("open")
    seen = state_of(scene).workload(scene.plan.workloads[0].id).step("compare").verification
    assert seen is not None
    assert "1 × message that is refused on the new side, and decided to stay" in seen.skipped
    assert stand(scene, REFUSED.html) == 0
    assert roll_back(scene) == Done("before")


@pytest.mark.usefixtures("refusing")
def test_a_refused_late_message_leaves_no_chat_closed_to_its_people() -> None:
    """A chat that people use would stay in migration mode, where nobody can write, until somebody looks."""
    scene = scene_of()
    old(scene).there[CHAT].said.pop(REFUSED.id)
    assert move(scene) == Done("open")
    late = REFUSED.changed(id="1704100000000", created="2024-01-01T09:06:40.000Z")
    old(scene).there[CHAT].say(late)
    outcome = move(scene, "retired")
    assert isinstance(outcome, Stuck)
    assert f"message {late.id} " in outcome.why
    assert "inProgress" not in {one.chat.mode for one in new(scene).there.values()}


def test_when_everything_is_refused_it_stops_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat that is gone would be asked a hundred thousand times, and each message told as its own fault."""

    def refuses(self: MemoryChats, chat: str, new: NewMessage) -> str:
        del self, chat, new
        raise CommandFailed("Importing a message", exit_status=400, stderr="BadRequest")

    scene = scene_of()
    for number in range(60):
        created = f"2021-01-01T00:00:{number:02}.000Z"
        old(scene).there[CHAT].say(chat_said("to", 8, id=f"17{number}", created=created))
    monkeypatch.setattr(MemoryChats, "put_message", refuses)
    set_goal(scene, "prepared")
    outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert "More than 50 messages in a row are refused" in outcome.why

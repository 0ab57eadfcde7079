"""A message that the service does not take: named, kept where it is, decided, and no hindrance to others."""

import pytest

from flytt.adapters.memory.teams import MemoryTeams
from flytt.migration.errors import CommandFailed, IllegalEvent
from flytt.migration.next_action import Done, Stuck
from flytt.migration.planner import make_plan
from flytt.migration.team_settings import TenantTeams
from flytt.migration.teams import Message, NewMessage, key_of
from tests.driving import bring_on, journal_of, move, roll_back, set_goal, state_of
from tests.tasks.teams.test_what_stays import SCHOOL, old, there
from tests.teams import TEAMS_SETTINGS, said
from tests.worlds import MORNING, RUNBOOKS, Twins, municipality, twins, workload

REFUSED = said("skole", 2)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Have the new side refuse one message, in each channel of one team, for what it says."""
    put = MemoryTeams.put_message

    def refuses(self: MemoryTeams, team: str, channel: str, new: NewMessage) -> str:
        if REFUSED.html in new.html:
            raise CommandFailed("Importing a message", exit_status=413, stderr="RequestEntityTooLarge")
        return put(self, team, channel, new)

    monkeypatch.setattr(MemoryTeams, "put_message", refuses)
    return monkeypatch


def adopt(scene: Twins, **settings: object) -> None:
    """Go over to a plan in which more is decided."""
    said_now = TenantTeams.model_validate({**TEAMS_SETTINGS, **settings}).as_json()
    plan = make_plan(municipality([workload("tenant-teams", settings=said_now)]), RUNBOOKS, MORNING)
    journal_of(scene).adopt(plan)
    scene.plan = plan


def rows(scene: Twins) -> list[dict[str, str]]:
    """Return the decision that it stays, in both channels where it stands."""
    return [
        {"team": SCHOOL, "channel": key_of(one), "message": REFUSED.id, "why": "For stor."}
        for one in old(scene).channels_there
        if any(m.id == REFUSED.id for m in old(scene).messages_there[one].values())
    ]


def stand(scene: Twins, message: Message) -> int:
    """Return in how many channels of the new team a message stands."""
    channels = there(scene).messages_there.values()
    return sum(any(one.html == message.html for one in messages.values()) for messages in channels)


def test_one_refused_message_is_named_and_keeps_no_other_out(refusing: pytest.MonkeyPatch) -> None:
    """One message that is too large would stop everything after it, and nobody know which."""
    scene = twins("tenant-teams")
    set_goal(scene, "prepared")
    outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert f"team {SCHOOL} channel" in outcome.why
    assert f"message {REFUSED.id} " in outcome.why
    assert stand(scene, REFUSED) == 0
    assert stand(scene, said("skole", 1)) == len(rows(scene)), "those beside it were kept out"
    refusing.undo()
    for messages in old(scene).messages_there.values():
        if REFUSED.id in messages:
            messages[REFUSED.id] = REFUSED.changed(html="<p>kort</p>")
    assert move(scene) == Done("open")
    assert stand(scene, said("skole", 1, html="<p>kort</p>")) == len(rows(scene))


@pytest.mark.usefixtures("refusing")
def test_a_refused_message_that_is_decided_to_stay_stops_nothing_and_is_counted() -> None:
    """A message of 2019 that no service takes would keep a whole municipality where it is."""
    scene = twins("tenant-teams")
    set_goal(scene, "prepared")
    assert isinstance(bring_on(scene), Stuck)
    with pytest.raises(IllegalEvent, match="does otherwise what has been begun"):
        adopt(scene, leave_messages=rows(scene), called="Anna – {name}")
    adopt(scene, leave_messages=rows(scene))
    assert move(scene) == Done("open")
    seen = state_of(scene).workload(scene.plan.workloads[0].id).step("compare").verification
    assert seen is not None
    assert (
        f"{len(rows(scene))} × message that is refused on the new side, and decided to stay" in seen.skipped
    )
    assert stand(scene, REFUSED) == 0
    assert roll_back(scene) == Done("before")


def test_when_everything_is_refused_it_stops_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team that is gone would be asked a hundred thousand times, and each message told as its own fault."""

    def refuses(self: MemoryTeams, team: str, channel: str, new: NewMessage) -> str:
        del self, team, channel, new
        raise CommandFailed("Importing a message", exit_status=400, stderr="BadRequest")

    scene = twins("tenant-teams")
    channel = next(iter(old(scene).channels_there))
    for number in range(60):
        old(scene).say(
            channel, said("skole", 8, id=f"17{number}", created=f"2021-01-01T00:00:{number:02}.000Z")
        )
    monkeypatch.setattr(MemoryTeams, "put_message", refuses)
    set_goal(scene, "prepared")
    outcome = bring_on(scene)
    assert isinstance(outcome, Stuck)
    assert "More than 50 messages in a row are refused" in outcome.why

"""What comes to the old side after the last pass: it follows, or is named, and the night goes on."""

from collections.abc import Iterator

import pytest

from flytt.adapters.memory.teams import MemoryTeams
from flytt.migration.next_action import Done, Stuck
from flytt.migration.teams import Message
from flytt.reports.dossier import dossier
from tests.driving import Wires, bring_on, events_of, move, set_goal, state_of
from tests.tasks.teams.test_what_stays import old, there
from tests.teams import said
from tests.worlds import Twins, twins


def late_at(scene: Twins, key: str, nth: int, message: Message) -> Wires:
    """Return wires by which a message comes to the old side when the step is acted on for that time."""
    seen: list[str] = []

    def begins(step: str) -> None:
        seen.append(step)
        if (step, seen.count(step)) == (key, nth):
            old(scene).say(next(iter(old(scene).channels_there)), message)

    return Wires(begins=begins)


def skipped(scene: Twins, key: str) -> str:
    """Return what a step's verification says that it left out."""
    (plan,) = {one.id: state_of(scene).workload(one.id) for one in scene.plan.workloads}.values()
    seen = plan.step(key).verification
    assert seen is not None
    return "; ".join(seen.skipped)


def times_there(scene: Twins, message: Message) -> int:
    """Return how often a message stands on the new side."""
    channels = there(scene).messages_there.values()
    return sum(one.html == message.html for messages in channels for one in messages.values())


@pytest.mark.parametrize(("key", "nth"), [("last-delta", 2), ("compare", 1), ("compare", 2), ("complete", 1)])
def test_a_message_that_comes_after_the_last_pass_follows_before_migration_mode_ends(
    key: str, nth: int
) -> None:
    """One message in flight would stop the night, with no other way on than going back."""
    scene, message = twins("tenant-teams"), said("seint", 50)
    assert move(scene, wires=late_at(scene, key, nth, message)) == Done("open")
    assert times_there(scene, message) == 1
    if key == "last-delta":
        assert "1 × message that came to the old side after the last pass: channel" in skipped(scene, key)
        assert message.id in skipped(scene, "compare")
    assert message.id not in skipped(scene, "complete")


def test_a_message_that_comes_after_migration_mode_ended_is_named() -> None:
    """It would stand in an archived team on the old side, and nobody know."""
    scene, message = twins("tenant-teams"), said("seint", 50)
    assert move(scene, wires=late_at(scene, "complete", 2, message)) == Done("open")
    assert times_there(scene, message) == 0
    assert message.id in skipped(scene, "complete")
    assert "it stands in the old team alone" in skipped(scene, "complete")
    state = state_of(scene)
    (gate,) = [one for name, one in state.gates.items() if name.startswith("accept.")]
    page = dossier(scene.plan, state, events_of(scene), gate, scene.clock.now())
    assert message.id in page.partition("## Det som ikke er med")[2], "it is accepted unseen"
    (gate,) = [one for name, one in state.gates.items() if name.startswith("go.")]
    page = dossier(scene.plan, state, events_of(scene), gate, scene.clock.now())
    assert message.id not in page, "nobody knew of it then"


def test_an_edit_and_a_deletion_after_the_last_pass_hold_nothing_up() -> None:
    """An author who corrects a word in the last minute would stop everybody's night."""
    scene = twins("tenant-teams")
    seen: list[str] = []

    def begins(step: str) -> None:
        seen.append(step)
        if (step, seen.count(step)) == ("last-delta", 2):
            messages = next(iter(old(scene).messages_there.values()))
            first, second = (list(messages.values())[at] for at in (0, 4))
            messages[first.id] = first.changed(html="<p>retta</p>")
            del messages[second.id]

    assert move(scene, wires=Wires(begins=begins)) == Done("open")
    assert "2 × edited or deleted after it was copied" in skipped(scene, "compare")


def test_a_channels_list_that_keeps_a_message_to_itself_stops_the_last_pass_and_not_for_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the list never gave would be taken for late, and be lost with a word in a report."""
    scene = twins("tenant-teams")
    hidden = said("skole", 4).id
    messages = MemoryTeams.messages

    def lists(self: MemoryTeams, team: str, channel: str) -> Iterator[Message]:
        return (one for one in messages(self, team, channel) if one.id != hidden)

    set_goal(scene, "prepared")
    with monkeypatch.context() as patched:
        patched.setattr(MemoryTeams, "messages", lists)
        assert bring_on(scene) == Done("prepared")
        outcome = move(scene)
    assert isinstance(outcome, Stuck)
    assert hidden in outcome.why
    assert "flytt resume" in outcome.next_command
    assert move(scene) == Done("open")
    assert hidden not in skipped(scene, "complete")

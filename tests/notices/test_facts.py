"""What the facts of a notice are, event by event."""

import itertools
from datetime import timedelta

import pytest

from flytt.migration.notice import Notice, notices
from flytt.migration.state import MoveState
from flytt.migration.workload import Window
from flytt.notices import render
from tests.notices.stage import (
    BAD,
    BY_HAND,
    Story,
    accepted,
    down,
    local,
    moved,
    plan_of,
    taken_back,
    workload,
)

PLAN = plan_of()
NEXT_DAY = (2023, 6, 8)


def test_plan_alone_gives_its_promise() -> None:
    """Nothing could be announced before the first event."""
    (notice,) = notices(PLAN, MoveState(), (), PLAN.made_at)
    assert (notice.id, notice.revision, notice.state) == (
        "hustadvika.oppvekst-2023-06-07-1600",
        0,
        "planned",
    )
    assert (notice.window.start, notice.window.end) == (local(16), local(20))
    assert notice.next_update_by == local(16, 15)


def test_moved_is_not_finished_until_people_accept() -> None:
    """Users would be let in before anybody had looked at it."""
    story = moved(PLAN)
    assert (story.notice().state, story.notice().ended_at) == ("checking", None)
    finished = story.at(local(18, 40)).answer("accept").notice()
    assert (finished.state, finished.ended_at) == ("finished", local(18, 40))
    assert finished.next_update_by is None


def test_accepted_is_not_finished_until_verified() -> None:
    """The clock or a signature would call a move finished that no check had passed."""
    story = down(PLAN).at(local(17)).do("copy").do("switch", seen=BAD).answer("accept")
    assert story.notice(local(23)).state == "late"


def test_no_go_at_accept_leaves_it_in_checking() -> None:
    """Users would be let into something that its owners had refused."""
    assert moved(PLAN).answer("accept", go=False, why="feil").notice().state == "checking"


def test_minutes_are_those_of_the_ledger() -> None:
    """The notice would say another downtime than the report."""
    assert down(PLAN).notice(local(17)).minutes_down is None
    assert accepted(PLAN).notice().minutes_down == 126


@pytest.mark.parametrize(
    ("clock", "state"),
    [((16, 14), "reminder"), ((16, 15), "late"), ((19, 59), "late"), ((20, 0), "cancelled")],
)
def test_clock_over_a_move_that_does_not_begin(clock: tuple[int, int], state: str) -> None:
    """Users would wait all evening for a move that nobody began."""
    notice = Story(PLAN).at(local(12)).aim().notice(local(*clock))
    assert notice.state == state
    assert notice.began_at is None


def test_no_go_is_withdrawn_by_a_new_goal() -> None:
    """A cancelled move would begin under the eyes of users who were told that it would not."""
    story = Story(PLAN).at(local(12)).aim().answer("go", go=False, why="syk")
    assert (story.notice().state, story.notice().reason) == ("cancelled", "syk")
    assert story.at(local(13)).aim().notice().state == "reminder"


def test_late_is_told_as_soon_as_the_steps_left_do_not_fit() -> None:
    """Users would hear at eight what was plain at half past seven."""
    story = Story(PLAN).at(local(12)).aim().do("survey").answer("go").at(local(19, 20)).do("stop")
    notice = story.notice()
    assert (notice.state, notice.overdue, notice.expected_end) == ("late", True, local(20, 15))
    assert story.notice(local(20, 15)).expected_end is None


def test_taken_back_says_when_the_old_side_was_back() -> None:
    """Users would not know from when they can work again."""
    notice = taken_back(PLAN).notice()
    assert (notice.state, notice.turned_at, notice.ended_at) == (
        "taken-back",
        local(19, 15),
        local(20, 5),
    )


def test_second_attempt_is_told_from_its_own_start() -> None:
    """The notice would give the first attempt's times for the second."""
    story = down(PLAN).at(local(16, 20)).aim("before", backward=True).undo("stop", "survey")
    assert story.notice().state == "taken-back"
    story.at(local(16, 40)).aim().do("survey").answer("go")
    assert story.notice().state == "late"
    story.at(local(16, 50)).do("stop")
    assert (story.notice().state, story.notice().began_at) == ("started", local(16, 50))


def test_rollback_the_day_after_begins_a_new_time_without() -> None:
    """People who work on the new side would be thrown out without a word."""
    story = accepted(PLAN).at(local(9, day=NEXT_DAY)).aim("before", backward=True)
    assert (story.notice().state, story.notice().systems[0].was_open) == ("going-back", True)
    story.undo("switch")
    assert (story.notice().state, story.notice().began_at) == ("going-back", local(9, day=NEXT_DAY))
    assert story.at(local(10, day=NEXT_DAY)).undo("copy", "stop").notice().state == "taken-back"


def test_work_by_hand_that_is_taken_back_is_over() -> None:
    """A step that both takes away and gives back would leave the notice down for ever."""
    plan = plan_of(workload("Utskrift", kind="manual-change", entries=BY_HAND))
    story = Story(plan).at(local(16)).aim().answer("go").do("by-hand")
    assert story.notice().state == "checking"
    story.at(local(17)).aim("before", backward=True).undo("by-hand")
    assert (story.notice().state, story.notice().ended_at) == ("taken-back", local(17))


def test_wave_is_finished_when_those_that_move_are() -> None:
    """One workload taken back would hold up the word that the others can be used."""
    plan = plan_of(workload("Visma Flykning"), workload("Visma Flyt Skole"))
    story = Story(plan).at(local(16)).aim()
    story.do("survey").do("survey", index=1).answer("go").do("stop").do("stop", index=1)
    back = [e for e in Story(plan).aim("before", backward=True).events if e.event.kind == "goal-set"]
    story.at(local(17)).tell(back[1].event).undo("stop", index=1)
    assert story.notice().state == "started"
    story.do("copy", "switch").at(local(18)).answer("accept")
    text = render(story.notice(), "nb", "staff", "text")
    assert story.notice().state == "finished"
    assert text.startswith("Visma Flykning virker igjen\n")
    assert "Dette virker: Visma Flyt Skole er ikke flyttet og virker som før." in text


def test_a_neighbour_that_goes_back_is_no_news_to_whom_it_does_not_concern() -> None:
    """Parents would be mailed again that the app works, whenever something of the staff's goes back."""
    plan = plan_of(workload("Visma Flykning", audience=("staff",)), workload("Visma Flyt Skole"))
    story = Story(plan).at(local(16)).aim()
    for index in (0, 1):
        story.do("survey", index=index)
    story.answer("go")
    for index in (0, 1):
        story.do("stop", "copy", "switch", index=index)
    story.at(local(18)).answer("accept")
    before = story.notice().for_audience("residents")
    back = [e for e in Story(plan).aim("before", backward=True).events if e.event.kind == "goal-set"]
    story.at(local(9, day=NEXT_DAY)).tell(back[0].event).undo("switch")
    assert (story.notice().state, story.notice().for_audience("residents")) == ("going-back", before)
    story.at(local(10, day=NEXT_DAY)).undo("copy", "stop")
    assert story.notice().for_audience("residents") == before
    assert story.notice().for_audience("staff") != before


def test_new_plan_is_a_new_revision() -> None:
    """A calendar would keep the old text because the number had not risen."""
    story = Story(PLAN)
    before = story.notice(local(9)).revision
    told = story.at(local(10)).follow(plan_of(name="Hustadvika")).notice()
    assert told.revision == before + 1
    assert [c.kind for c in told.changes] == ["plan"]


def test_unknown_window_is_told_as_provisional() -> None:
    """A date that nobody has confirmed would be taken for a promise."""
    unsure = Window(start=local(16), end=local(20), standing="unknown")
    notice = Story(plan_of(workload().changed(window=unsure))).notice()
    assert "Tidspunktet er foreløpig." in render(notice, "nb", "staff", "text")


def revisions(story: Story, until_hours: int) -> list[Notice]:
    """Return the notice every quarter of an hour from noon."""
    return [story.notice(local(12) + timedelta(minutes=15 * n)) for n in range(4 * until_hours)]


def test_clock_alone_raises_the_revision_as_often_as_the_facts_change() -> None:
    """A calendar that looks again would not see that the move is late, or would see change upon change."""
    told = revisions(Story(PLAN, local(12)), 10)
    for one, other in itertools.pairwise(told):
        same = one.changed(revision=0, changed_at=PLAN.made_at) == other.changed(
            revision=0, changed_at=PLAN.made_at
        )
        assert (other.revision > one.revision) is not same
        assert (one.changed_at == other.changed_at) is same
    assert [n.state for n in told][-1] == "cancelled"
    assert told[-1].revision == 5
    assert all(n.revision == 0 or n.changes for n in told)


def test_news_of_a_move_that_nobody_accepts_comes_daily_in_the_end() -> None:
    """Every channel would be sent a message an hour, for weeks, day and night."""
    story = moved(PLAN)
    hourly = story.notice(local(8, day=NEXT_DAY)).revision
    assert 10 <= hourly - story.notice().revision <= 15
    assert story.notice(local(8, day=(2023, 7, 8))).revision - hourly <= 32

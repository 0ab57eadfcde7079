"""A new plan while people are told of the old one: nothing that was published is silently contradicted."""

from datetime import timedelta

import pytest

from flytt.migration.notice import Notice
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.notices import render
from tests.notices.stage import Story, accepted, down, local, plan_of, taken_back, workload

MONDAY = (2023, 6, 5)
THURSDAY = (2023, 6, 8)
NEXT_WEEK = (2023, 6, 14)
SCHOOL = "Visma Flyt Skole"


def on(day: tuple[int, int, int], name: str = "Visma Flyt Barnehage", hour: int = 16) -> PlannedWorkload:
    """Return a workload whose window begins at that hour of a day."""
    return workload(name, start=local(hour, day=day))


def moved_plan(day: tuple[int, int, int] = NEXT_WEEK) -> Plan:
    """Return the plan with its one workload on another day."""
    return plan_of(on(day))


def texts(notice: Notice) -> str:
    """Return it as staff read it, with ordinary spaces."""
    return render(notice, "nb", "staff", "text").replace("\u00a0", " ")


def test_notice_follows_its_workload_and_says_both_times() -> None:
    """Calendars would keep the old evening, and nobody would be told that it is another one."""
    story = Story(plan_of()).at(local(9, day=MONDAY))
    before = story.notice()
    after = story.follow(moved_plan()).notice()
    assert len(story.notices()) == 1
    assert (after.id, after.state, after.revision) == (before.id, "postponed", before.revision + 1)
    assert after.previous_window == before.window
    times = "onsdag 14. juni 2023 kl. 16.00–20.00. Den gamle var onsdag 7. juni 2023 kl. 16.00–20.00"
    assert times in texts(after)


def test_what_was_told_stays_in_the_history() -> None:
    """The archive would claim that the new time had been told all along."""
    story = Story(plan_of()).at(local(9, day=MONDAY)).follow(moved_plan())
    (told,) = story.history().values()
    assert [n.window.start for n in told] == [local(16), local(16, day=NEXT_WEEK)]
    assert [n.state for n in told] == ["planned", "postponed"]


def test_moved_window_is_reminded_of_again_with_the_old_time() -> None:
    """Those who marked the old evening would not hear of it once more before the new one."""
    story = Story(plan_of()).at(local(9, day=MONDAY)).follow(moved_plan())
    notice = story.notice(local(17, day=(2023, 6, 13)))
    assert notice.state == "reminder"
    assert "Tidspunktet er endret. Det var onsdag 7. juni 2023" in texts(notice)


def test_moved_twice_names_the_time_that_was_told_last() -> None:
    """Readers would be given a date that had been given up long ago."""
    story = Story(plan_of()).at(local(9, day=MONDAY)).follow(moved_plan()).follow(moved_plan(THURSDAY))
    notice = story.notice()
    assert notice.previous_window is not None
    assert notice.previous_window.start == local(16, day=NEXT_WEEK)
    assert notice.window.start == local(16, day=THURSDAY)


def test_called_off_and_then_planned_again_is_the_same_notice() -> None:
    """People would read «avlyst» for ever in the calendar, beside a new event."""
    story = Story(plan_of()).at(local(12)).aim().answer("go", go=False, why="syk")
    assert story.notice().state == "cancelled"
    notice = story.at(local(13)).follow(moved_plan()).notice()
    assert (notice.state, notice.window.start) == ("postponed", local(16, day=NEXT_WEEK))


def test_taken_back_keeps_its_evening_and_a_new_notice_tells_of_the_next() -> None:
    """The evening's downtime would be wiped from the record, or the new attempt begin as «taken back»."""
    story = taken_back(plan_of()).at(local(9, day=THURSDAY)).follow(moved_plan())
    old, new = story.notice(), story.notice(of=1)
    assert (old.state, old.window.start) == ("taken-back", local(16))
    assert "Vi prøver igjen onsdag 14. juni 2023 kl. 16.00–20.00." in texts(old)
    assert (new.state, new.window.start) == ("planned", local(16, day=NEXT_WEEK))
    story.at(local(12, day=NEXT_WEEK)).aim().answer("go").at(local(16, 2, day=NEXT_WEEK)).do("stop")
    assert (story.notice().state, story.notice(of=1).state) == ("taken-back", "started")


def test_finished_stays_finished_under_a_new_plan() -> None:
    """People at work on the new side would be told that it goes down next week."""
    story = accepted(plan_of()).at(local(9, day=THURSDAY)).follow(moved_plan())
    assert [n.state for n in story.notices()] == ["finished"]


def test_under_way_keeps_the_time_that_was_promised() -> None:
    """A plan adopted in the middle of the evening would turn a delay into a new promise."""
    story = down(plan_of()).at(local(19)).follow(moved_plan())
    assert story.notice().window.end == local(20)
    assert story.notice(local(20, 1)).state == "late"


def test_one_of_two_moves_on_and_the_notice_says_where_to() -> None:
    """Users of the one that is left out would wait for a move that is not theirs any longer."""
    both = plan_of(workload(), workload(SCHOOL))
    apart = plan_of(workload(), on(NEXT_WEEK, SCHOOL))
    story = Story(both).at(local(9, day=MONDAY)).follow(apart)
    first, second = story.notice(), story.notice(of=1)
    assert [s.state for s in first.systems] == ["planned", "moved-on"]
    assert "Visma Flyt Skole blir flyttet onsdag 14. juni 2023 kl. 16.00–20.00." in texts(first)
    assert (second.state, second.previous_window) == ("postponed", first.window)


def test_dropped_from_the_plan_is_called_off() -> None:
    """People would leave their desks for a move that nobody plans any longer."""
    both = plan_of(workload(), workload(SCHOOL))
    story = Story(both).at(local(9, day=MONDAY)).follow(plan_of(workload()))
    assert [s.state for s in story.notice().systems] == ["planned", "cancelled"]
    gone = Story(plan_of()).at(local(9, day=MONDAY)).follow(plan_of(on(NEXT_WEEK, SCHOOL)))
    assert gone.notice().state == "cancelled"


@pytest.mark.parametrize("minutes", [120, 300])
def test_other_end_is_told_as_a_change(minutes: int) -> None:
    """Users would be promised their system back at two different times without a word between."""
    story = Story(plan_of()).at(local(9, day=MONDAY)).follow(plan_of(workload(minutes=minutes)))
    notice = story.notice()
    assert notice.window.end == local(16) + timedelta(minutes=minutes)
    assert [c.kind for c in notice.changes if c.systems] == ["state", "window"]


def test_plan_that_changes_nothing_here_says_nothing() -> None:
    """Every adopted plan would send a message to everybody about nothing."""
    other = plan_of(workload(), mapping_hash="1")
    story = Story(plan_of()).at(local(9, day=MONDAY))
    before = story.notice()
    assert story.follow(other).notice() == before

"""Who owes users the next word, and since when."""

from datetime import timedelta

from flytt.migration.owed import Owed, owed, reminders
from tests.notices.stage import Story, accepted, down, local, moved, plan_of

PLAN = plan_of()


def owing(story: Story) -> tuple[Owed, ...]:
    """Return what is owed as of the story's now."""
    return owed(story.plan, story.notices(), story.state, story.now)


def said(story: Story) -> list[tuple[str, bool]]:
    """Return what is to be said, and whether it is overdue."""
    return [(o.to_say, o.overdue) for o in owing(story)]


def test_nothing_is_owed_before_the_window_nor_when_all_has_ended() -> None:
    """People on duty would be woken for a move that is days away, or over."""
    assert said(Story(PLAN).at(local(12)).aim()) == []
    assert said(accepted(PLAN)) == []


def test_start_that_does_not_come_is_owed_by_whoever_aimed_at_it() -> None:
    """Nobody would know whose word the whole school waits for."""
    story = Story(PLAN).at(local(12)).aim().at(local(16, 20))
    (one,) = owing(story)
    assert (one.to_say, one.by, one.due, one.overdue) == ("start", ("tester",), local(16), True)


def test_news_are_due_half_an_hour_before_the_end_and_then_overdue() -> None:
    """The promise would be broken before anybody had been reminded of it."""
    story = down(PLAN)
    assert said(story.at(local(18))) == [("news", False)]
    assert reminders(PLAN, owing(story), story.now) == ()
    (soon,) = reminders(PLAN, owing(story.at(local(19, 20))), story.now)
    assert "promised a message by 2023-06-07 17:30 UTC" in soon.says
    assert "Owed by: tester" in soon.says
    assert said(story.at(local(19, 40))) == [("news", True)]
    (late,) = reminders(PLAN, owing(story), story.now)
    assert late.key != soon.key


def test_word_from_the_move_ends_the_debt() -> None:
    """People would be reminded of what they have just said."""
    story = down(PLAN).at(local(19, 40)).do("copy")
    assert [o.overdue for o in owing(story)] == [False]


def test_overrun_with_no_estimate_is_an_end_that_is_owed() -> None:
    """Users would hear hour by hour that nobody knows, and nobody would be asked."""
    assert said(down(PLAN).at(local(20, 10))) == [("end", True)]


def test_open_question_is_owed_by_those_who_may_answer() -> None:
    """The operator would be reminded of an answer that is the leader's to give."""
    story = moved(PLAN).at(local(18, 20)).ask("accept")
    story.at(story.now + timedelta(minutes=20))
    answers = [o for o in owing(story) if o.to_say == "answer"]
    assert [(o.gate, o.overdue) for o in answers] == [(f"accept.{PLAN.workloads[0].wave}", True)]

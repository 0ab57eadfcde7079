"""A wave of two, one of them anywhere and the other anywhere: there are words for it, and they are true."""

import itertools
from collections.abc import Callable

import pytest

from flytt.migration.notice_record import NoticeState
from flytt.notices import render
from tests.notices.stage import Story, local, plan_of, workload

BOTH = plan_of(workload("Visma Flykning"), workload("Visma Flyt Skole"))
STAGES = ("untouched", "begun", "copied", "moved")
MINUTES = (20, 239, 300)
"""After the window began: past its grace, just before its end, after it."""


def _moved(first: str, second: str, minutes: int) -> Story:
    story = Story(BOTH).at(local(12)).aim()
    for index in (0, 1):
        story.do("survey", index=index)
    story.answer("go").at(local(16, 2))
    for index, stage in enumerate((first, second)):
        if stage != "untouched":
            story.do("stop", index=index)
        if stage in {"copied", "moved"}:
            story.do("copy", index=index)
        if stage == "moved":
            story.do("switch", index=index)
    return story.at(local(16 + minutes // 60, minutes % 60))


def _accepted(story: Story) -> Story:
    return story.answer("accept")


def _backward(story: Story) -> Story:
    return story.aim("before", backward=True)


def _left(story: Story) -> Story:
    return story


@pytest.mark.parametrize(
    "then",
    [_left, pytest.param(_accepted, marks=pytest.mark.slow), pytest.param(_backward, marks=pytest.mark.slow)],
)
def test_every_wave_of_two_has_words_and_none_is_called_moved_before_it_is(
    then: Callable[[Story], Story],
) -> None:
    """The page would fail while one is moved and the other waits, or say that both are moved."""
    for first, second, minutes in itertools.product(STAGES, STAGES, MINUTES):
        story = then(_moved(first, second, minutes))
        for told in story.history().values():
            for notice in told:
                about = {s.state for s in notice.spoken_of()}
                if notice.state in {NoticeState.CHECKING, NoticeState.FINISHED}:
                    assert about == {notice.state}, (first, second, minutes)
            for language in ("nb", "nn"):
                assert render(told[-1], language, "staff", "text")


def test_one_moved_and_one_not_begun_is_under_way_until_the_promised_end() -> None:
    """Users would wait for a check of what nobody has touched, or be told of an end that nobody promised."""
    story = _moved("moved", "untouched", 20)
    notice = story.notice()
    assert (notice.state, notice.expected_end, notice.overdue) == (NoticeState.STARTED, local(20), False)
    assert story.notice(local(20, 5)).state is not NoticeState.STARTED

"""What waits until the morning, and what does not."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from flytt.adapters.clock import MemoryClock
from flytt.migration.notice import Notice
from flytt.migration.plan import Plan
from flytt.notices.sending.quiet import goes_out_at
from flytt.notices.sending.settings import Quiet
from tests.notices.scenes import LATER, ONE, THURSDAY
from tests.notices.sending.office import CARD, FILES, Office, settings_of
from tests.notices.stage import Story, down, local, plan_of, taken_back, workload

TUESDAY = (2023, 6, 6)
MONDAY = (2023, 6, 5)
NIGHT = plan_of(workload(start=local(1, day=THURSDAY)))


def planned(plan: Plan = ONE) -> Notice:
    """Return a planned notice."""
    return Story(plan).notice()


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (local(21, 59, day=MONDAY), local(21, 59, day=MONDAY)),
        (local(22, day=MONDAY), local(7, day=TUESDAY)),
        (local(3, day=TUESDAY), local(7, day=TUESDAY)),
        (local(7, day=TUESDAY), local(7, day=TUESDAY)),
    ],
)
def test_what_is_planned_waits_until_the_morning(now: datetime, wanted: datetime) -> None:
    """Telephones would ring at night for what happens next week; or the morning would not come."""
    assert goes_out_at(planned(), now, Quiet()) == wanted


def test_what_happens_before_the_morning_does_not_wait() -> None:
    """Night staff would hear at seven of what was down from one to five."""
    assert goes_out_at(planned(NIGHT), local(23), Quiet()) == local(23)


def test_a_window_moved_away_from_this_night_is_told_at_once() -> None:
    """They would prepare for a night in which nothing happens."""
    story = Story(NIGHT).at(local(23)).follow(plan_of(workload(start=local(1, day=(2023, 6, 20)))))
    assert goes_out_at(story.notice(), local(23), Quiet()) == local(23)


@pytest.mark.parametrize("story", [down(ONE), taken_back(ONE)])
def test_what_is_about_now_goes_out_at_any_hour(story: Story) -> None:
    """Those who sit and wait at night would not hear that it is late, over, or taken back."""
    assert goes_out_at(story.notice(), local(2, day=THURSDAY), Quiet()) == local(2, day=THURSDAY)


def test_a_window_called_off_in_its_own_night_is_told_at_once() -> None:
    """Night staff would go on without what works."""
    story = Story(NIGHT).at(local(23)).aim().answer("go", go=False, why="Streik.")
    assert goes_out_at(story.notice(), local(23, 30), Quiet()) == local(23, 30)
    other = Story(LATER).at(local(2)).aim().answer("go", go=False, why="Streik.")
    assert goes_out_at(other.notice(), local(2, 30), Quiet()) == local(7)


def test_the_morning_comes_at_seven_on_the_night_clocks_change() -> None:
    """People would be woken an hour early, or told an hour late."""
    far = planned(plan_of(workload(start=local(16, day=(2023, 12, 1)))))
    assert goes_out_at(far, local(23, day=(2023, 10, 28)), Quiet()) == local(7, day=(2023, 10, 29))


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    """A municipality that sets other hours would get ours."""
    lunch = Quiet.model_validate({"begins": "11:00", "until": "12:00"})
    assert goes_out_at(planned(), local(11, 30, day=MONDAY), lunch) == local(12, day=MONDAY)
    assert goes_out_at(planned(), local(12, day=MONDAY), lunch) == local(12, day=MONDAY)
    assert goes_out_at(planned(), local(3, day=MONDAY), None) == local(3, day=MONDAY)


def test_pages_are_put_right_at_night_while_people_sleep() -> None:
    """An intranet would show until morning what is no longer so; or telephones would ring."""
    office = Office(settings_of(CARD, FILES), clock=MemoryClock(local(23, day=MONDAY))).approve()
    office.post().send()
    assert office.arrivals() == {"teams": 0, "mappe": 1}
    office.at(local(7, day=TUESDAY)).post().send()
    assert office.arrivals() == {"teams": 1, "mappe": 1}


@pytest.mark.parametrize("hours", [("22:00", "22:00"), ("22:00Z", "07:00Z")])
def test_hours_that_never_end_or_are_another_zones_are_refused(hours: tuple[str, str]) -> None:
    """What is planned would wait for a morning that never comes, or nothing would go out at all."""
    with pytest.raises(ValidationError):
        Quiet.model_validate({"begins": hours[0], "until": hours[1]})

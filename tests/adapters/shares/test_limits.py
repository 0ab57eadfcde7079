"""How fast a copy may go, and when that changes."""

from datetime import UTC, datetime, timedelta

import pytest

from flytt.adapters.shares.limits import Pace, Throttle, hours
from flytt.migration.errors import BadInput

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
DAY = Pace(0, "07:00-17:00", 500)


@pytest.mark.parametrize(
    ("hour", "kib"), [(4.9, 0), (5, 500), (14.99, 500), (15, 0), (5 * 24 + 8, 0), (6 * 24 + 8, 0)]
)
def test_working_hours_are_local_and_on_working_days(hour: float, kib: int) -> None:
    """The line would be full while people work, or idle at night and on Sundays."""
    assert DAY.at(MONDAY + timedelta(hours=hour)) == kib


@pytest.mark.parametrize(
    ("hour", "seconds"), [(4, 3600), (14, 3600), (15, 14 * 3600), (4 * 24 + 15, 62 * 3600)]
)
def test_the_next_change_is_known(hour: int, seconds: int) -> None:
    """A copy begun at night would run on at full speed into the working day."""
    assert DAY.changes_in(MONDAY + timedelta(hours=hour)) == seconds


def test_hours_past_midnight_belong_to_the_day_they_begin() -> None:
    """Limits of an evening shift would end at midnight."""
    night = Pace(0, "22:00-04:00", 500)
    friday = MONDAY + timedelta(days=4)
    assert night.at(friday + timedelta(hours=21)) == 500
    assert night.at(friday + timedelta(hours=25)) == 500
    assert night.at(friday + timedelta(hours=45)) == 0


def test_one_speed_never_changes() -> None:
    """A copy would be stopped and begun again for nothing."""
    assert Pace(500).changes_in(MONDAY) is None
    assert Pace(500, "07:00-17:00", 500).changes_in(MONDAY) is None


@pytest.mark.parametrize("text", ["7-17", "07:00", "25:00-26:00", "-", "07:00-17:00-19:00"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    """A typing error would let the copy run at full speed all day."""
    with pytest.raises(BadInput):
        hours(text)


def test_bytes_wait_for_their_time() -> None:
    """A relayed copy would fill the line whatever the limit says."""
    now = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    throttle = Throttle(Pace(100), elapsed=lambda: now[0], sleep=sleep)
    for _ in range(10):
        throttle.passed(100 * 1024)
    assert 9.5 <= now[0] <= 10
    now[0] += 60
    throttle.passed(100 * 1024)
    assert slept[-1] >= 0.7

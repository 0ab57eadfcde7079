"""Three clocks that never go back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from flytt.adapters.clock import MemoryClock, PracticeClock, SystemClock

START = datetime(2023, 6, 7, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Stopwatch:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Return the seconds since the machine started."""
        return self.seconds


def test_practice_time_runs_on_from_its_start() -> None:
    """If practice time stood still or ran wild, downtime in rehearsals would mean nothing."""
    watch = Stopwatch()
    clock = PracticeClock(START, elapsed=watch)
    assert clock.now() == START
    watch.seconds += 90
    assert clock.now() == START + timedelta(seconds=90)
    fast = PracticeClock(START, real_time_factor=60, elapsed=watch)
    watch.seconds += 60
    assert fast.now() == START + HOUR


def test_practice_time_jumps_where_others_wait_and_runs_on_from_there() -> None:
    """If it slept, rehearsing a week would take a week."""
    watch = Stopwatch()
    clock = PracticeClock(START, elapsed=watch)
    watch.seconds += 10
    clock.wait_until(START + HOUR)
    assert clock.now() == START + HOUR
    clock.wait_until(START)
    assert clock.now() == START + HOUR
    watch.seconds += 5
    assert clock.now() == START + HOUR + timedelta(seconds=5)


def test_practice_time_goes_on_after_the_ledgers_newest_event() -> None:
    """If a resumed rehearsal started again at its anchor, events would lie before earlier ones."""
    watch = Stopwatch()
    assert PracticeClock(START, not_before=START + HOUR, elapsed=watch).now() == START + HOUR
    assert PracticeClock(START, not_before=START - HOUR, elapsed=watch).now() == START


def test_all_clocks_speak_utc_and_refuse_times_without_zone() -> None:
    """If a local time slipped in, a window would be off by an hour or two."""
    oslo_summer = timezone(timedelta(hours=2))
    local = datetime(2023, 6, 7, 18, 0, tzinfo=oslo_summer)
    for clock in (PracticeClock(local, elapsed=Stopwatch()), MemoryClock(local)):
        assert clock.now().tzinfo is UTC
        assert clock.now() == START
        clock.wait_until(local + HOUR)
        assert clock.now().tzinfo is UTC
    assert SystemClock().now().tzinfo is UTC
    with pytest.raises(ValueError, match="2023"):
        MemoryClock(START.replace(tzinfo=None))


def test_the_owned_clock_moves_only_when_told() -> None:
    """If a test's time moved by itself, its outcome would depend on the machine."""
    clock = MemoryClock(START)
    assert clock.advance(minutes=5) == clock.now() == START + timedelta(minutes=5)
    clock.wait_until(START)
    assert clock.now() == START + timedelta(minutes=5)
    assert clock.waits == [START]


def test_system_time_waits_in_slices_until_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """If it slept in one piece, a laptop closed overnight would wake up hours late."""
    clock, slept, at = SystemClock(), list[float](), [START]

    def now(_: SystemClock) -> datetime:
        return at[0]

    monkeypatch.setattr(SystemClock, "now", now)

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        at[0] += timedelta(seconds=seconds)

    monkeypatch.setattr("flytt.adapters.clock.time.sleep", sleep)
    clock.wait_until(START + timedelta(seconds=2.5))
    assert slept == [1.0, 1.0, 0.5]
    clock.wait_until(START)
    assert len(slept) == 3

"""Whether the last pass fits its window is said while something can still be done about it."""

from datetime import UTC, datetime, timedelta

from flytt.migration.forecast import Forecast, Pass, forecast

START = datetime(2026, 3, 2, 20, tzinfo=UTC)
GB = 1_000_000_000


def one(kind: str, day: float, minutes: float, gigabytes: float, files: int = 1000) -> Pass:
    """Return a pass."""
    return Pass.model_validate(
        {
            "kind": kind,
            "began": START + timedelta(days=day),
            "seconds": minutes * 60,
            "files": files,
            "size_bytes": round(gigabytes * GB),
        }
    )


# A thousand gigabytes in ten hours; a pass that finds nothing takes ten minutes; ten gigabytes change a day.
STEADY = (
    one("first", 0, 600, 1000),
    one("delta", 1, 16, 10),
    one("delta", 2, 16, 10),
    one("delta", 3, 16, 10),
    one("verify", 3.5, 60, 1000),
)


def told(passes: tuple[Pass, ...], minutes: float, day: float = 4) -> Forecast:
    """Return the forecast for a last pass on a day."""
    return forecast(passes, last_pass=START + timedelta(days=day), window=timedelta(minutes=minutes))


def test_steady_passes_are_carried_on() -> None:
    """The window would be planned on numbers that nothing measured supports."""
    expected = told(STEADY, 240)
    assert round(expected.delta_seconds / 60) == 16
    assert round(expected.verify_seconds / 60) == 60
    assert round(expected.delta_bytes / GB) == 10
    assert expected.fits == "yes"
    assert expected.at_worst_seconds == expected.expected_seconds * 1.25


def test_what_will_not_fit_is_said() -> None:
    """People would wait in the window for a copy that could never be done."""
    assert told(STEADY, 70).fits == "no"
    assert "not fit" in told(STEADY, 70).says
    assert told(STEADY, 80).fits == "perhaps"
    assert told(STEADY, 100).fits == "yes"


def test_a_longer_wait_means_a_larger_delta() -> None:
    """A last pass a week after the one before would be promised to be as short as a daily one."""
    assert told(STEADY, 100, day=10).delta_seconds > 2 * told(STEADY, 100).delta_seconds
    assert told(STEADY, 100, day=10).fits != "yes"


def test_one_busy_day_widens_the_margin() -> None:
    """A share on which all work in the last week would be promised the calm of the others."""
    busy = (*STEADY[:3], one("delta", 3, 40, 50), STEADY[4])
    assert told(busy, 240).margin > told(STEADY, 240).margin
    assert told(busy, 240).at_worst_seconds > told(STEADY, 240).at_worst_seconds


def test_a_share_on_which_one_day_was_worked_is_not_hopeless() -> None:
    """One file after two quiet days would be a million times worse than nothing, and stop the move."""
    quiet = (STEADY[0], one("delta", 1, 10, 0, 0), one("delta", 2, 10, 0, 0), one("delta", 3, 10, 0.001))
    assert told((*quiet, STEADY[4]), 240).fits == "yes"


def test_every_reading_and_the_pass_before_take_their_part_of_the_window() -> None:
    """A window that holds one reading would be promised to three, and people be down until noon."""
    last, window = START + timedelta(days=4), timedelta(minutes=240)
    one_pass = forecast(STEADY, last_pass=last, window=window)
    two = forecast(STEADY, last_pass=last, window=window, readings=3, pass_before=True)
    assert two.verify_seconds == 3 * one_pass.verify_seconds
    assert round((two.delta_seconds - one_pass.delta_seconds) / 60) == 10, (
        "what a pass takes that finds little"
    )


def test_a_thorough_pass_tells_how_long_reading_takes() -> None:
    """Nobody would know before the window how long the comparison in it takes."""
    known = told((*STEADY[:3], one("thorough", 3, 75, 10)), 240)
    assert known.known
    assert round(known.verify_seconds / 60) == 75
    assert round(known.delta_bytes / GB) == 10, "changes are counted from the pass that is the last so far"


def test_few_passes_are_not_trusted() -> None:
    """One lucky pass would be taken for a rule."""
    assert told((STEADY[0], STEADY[1], STEADY[4]), 240, day=2).margin == 2


def test_too_little_is_said_to_be_too_little() -> None:
    """Unknown would be shown as fitting."""
    for passes in ((), STEADY[:1], STEADY[:4], (STEADY[0], STEADY[4])):
        assert (told(passes, 240).known, told(passes, 240).fits) == (False, "unknown")
    assert "verification" in told(STEADY[:4], 240).says


def test_an_empty_share_is_no_trouble() -> None:
    """A share without content would end the forecast in a division by nothing."""
    empty = (one("first", 0, 1, 0, 0), one("delta", 1, 1, 0, 0), one("verify", 1, 1, 0, 0))
    assert told(empty, 60).fits == "yes"

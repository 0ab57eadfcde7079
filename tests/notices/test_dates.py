"""Dates and clock times as they are printed."""

from datetime import UTC, datetime, timedelta

import pytest

from flytt.migration.workload import Language
from flytt.notices import render
from flytt.notices.dates import Dates
from tests.notices.stage import Story, local, plan_of, workload

NB, NN = Dates("nb", "Europe/Oslo"), Dates("nn", "Europe/Oslo")
NIGHT = (2026, 3, 28)
AUTUMN = (2026, 10, 24)


def test_span_on_one_day() -> None:
    """Readers would see a clock with a colon, or a date that breaks across two lines."""
    assert NB.span(local(16), local(20)) == "onsdag 7.\u00a0juni 2023 kl.\u00a016.00–20.00"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (NB, "fra onsdag 7. juni 2023 kl. 22.00 til torsdag 8. juni 2023 kl. 02.00"),
        (NN, "frå onsdag 7. juni 2023 kl. 22.00 til torsdag 8. juni 2023 kl. 02.00"),
    ],
)
def test_span_over_midnight_names_both_days(dates: Dates, expected: str) -> None:
    """Readers would think that it is over on the evening it begins."""
    assert dates.span(local(22), local(22) + timedelta(hours=4)).replace("\u00a0", " ") == expected


def test_span_that_ends_at_midnight_names_the_next_day() -> None:
    """«kl. 20.00–00.00» on one date reads as if it ended before it began."""
    said = NB.span(local(20), local(20) + timedelta(hours=4)).replace("\u00a0", " ")
    assert said.endswith("til torsdag 8. juni 2023 kl. 00.00")


@pytest.mark.parametrize(
    ("day", "ends", "change"),
    [(NIGHT, "søndag 29. mars 2026 kl. 07.00", 1), (AUTUMN, "søndag 25. oktober 2026 kl. 05.00", -1)],
)
def test_eight_hours_over_a_clock_change(day: tuple[int, int, int], ends: str, change: int) -> None:
    """Users would be let in an hour before or after they were told."""
    start = local(22, day=day)
    end = start + timedelta(hours=8)
    assert NB.moment(end).replace("\u00a0", " ") == ends
    assert NB.clock_change(start, end) == change
    assert NB.length(start, end) == "8 timer"


def test_hour_that_comes_twice_says_which_one() -> None:
    """Half past two on the night the clock goes back could be either of two moments."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert NB.clock(first) == "kl.\u00a002.30 (sommertid)"
    assert NB.clock(first + timedelta(hours=1)) == "kl.\u00a002.30 (normaltid)"
    assert NN.clock(first) == "kl.\u00a002.30 (sommartid)"


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("nb", NIGHT, "Klokka stilles én time fram i denne perioden. Flyttingen varer i 8 timer."),
        ("nn", AUTUMN, "Klokka blir stilt éin time tilbake i denne perioden. Flyttinga varer i 8 timar."),
    ],
)
def test_notice_of_a_night_with_a_clock_change_says_so(
    language: Language, day: tuple[int, int, int], expected: str
) -> None:
    """Those who count the hours themselves would come an hour wrong."""
    plan = plan_of(workload(start=local(22, day=day), minutes=480))
    text = render(Story(plan).notice(), language, "staff", "text")
    assert expected in text
    assert "natt til sø" in text or "natt til su" in text


def test_later_on_another_day_says_the_day() -> None:
    """A clock alone would be taken for the same evening's."""
    assert NB.later(local(20), local(16)) == "kl.\u00a020.00"
    assert NB.later(local(9, day=(2023, 6, 8)), local(16)) == "torsdag 8.\u00a0juni kl.\u00a009.00"

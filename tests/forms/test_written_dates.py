"""Dates written as text in which day and month could change places."""

import pytest

from flytt.forms.times import order_of, seconds


@pytest.mark.parametrize("english", [True, False])
@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ([f"{day:02}/03/2025 10:00" for day in range(1, 10)], "day"),
        ([f"03/{day:02}/2025 10:00" for day in range(1, 10)], "month"),
        (["07/03/2025 09:00", "02/03/2025 11:00", "05/03/2025 12:00", "01/03/2025 08:00"], "day"),
    ],
)
def test_the_rows_tell_which_number_is_the_day(rows: list[str], order: str, *, english: bool) -> None:
    """If this fails, whole campaigns are read as one answer a month, and match nothing."""
    assert order_of(rows, english=english, in_rows=rows) == order


def test_one_day_tells_nothing_and_the_language_decides() -> None:
    """If this fails, a guess is made out of rows that cannot tell."""
    rows = ["03/04/2025 10:00", "03/04/2025 11:00", "03/04/2025 12:00"]
    assert order_of(rows, english=True, in_rows=rows) == "month"
    assert order_of(rows, english=False, in_rows=rows) == "day"


def test_a_number_over_twelve_is_stronger_than_the_rows() -> None:
    """If this fails, an impossible month is made up."""
    assert order_of(["13/03/2025 10:00", "01/04/2025 10:00"], english=True, in_rows=["01/04/2025"]) == "day"


def test_an_answer_with_dots_says_nothing_of_times_with_strokes() -> None:
    """If this fails, one typed date turns day and month of every answer around, and none is found again."""
    rows = ["5/7/2026 12:27:53 PM", "5/8/2026 10:13:36 AM"]
    assert order_of([*rows, "25.04.2026"], english=False, in_rows=rows) == "month"
    assert order_of(["2026-04-25", "2026-04-26"], english=True) == "month"


def test_with_dots_the_day_comes_first_in_every_language() -> None:
    """If this fails, 05.04.2026 is read as a day in May because the file was saved in English."""
    april = seconds("05.04.2026 10:00", "day")
    assert seconds("05.04.2026 10:00", "month") == april
    assert seconds("5/4/2026 10:00", "month") == april + 29 * 86_400

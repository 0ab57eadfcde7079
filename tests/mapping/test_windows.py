"""A window's edge stands in an hour that is there once."""

from collections.abc import Callable

import pytest

Damage = Callable[[str, str, str], list[str]]
WINDOW = '{ day: 2024-03-06, start: { practice: "23:00" }, minutes: { practice: 90 } }'


@pytest.mark.parametrize(
    ("day", "start", "minutes", "edge"),
    [
        ("2024-03-31", "02:30", 60, "start, 2024-03-31 02:30, is missing"),
        ("2024-03-30", "23:00", 200, "end, 2024-03-31 02:20, is missing"),
        ("2024-10-27", "02:30", 60, "start, 2024-10-27 02:30, is there twice"),
        ("2024-10-26", "22:00", 270, "end, 2024-10-27 02:30, is there twice"),
        ("2024-10-26", "22:00", 330, "end, 2024-10-27 02:30, is there twice"),
    ],
)
def test_an_edge_in_a_clock_change_is_refused(
    faults_of: Damage, day: str, start: str, minutes: int, edge: str
) -> None:
    """If this failed, a window could begin in an hour that never comes, or end in one that comes twice."""
    new = f'{{ day: {day}, start: "{start}", minutes: {minutes} }}'

    assert any(edge in line for line in faults_of("workloads/skole.yaml", WINDOW, new))


@pytest.mark.parametrize(
    ("day", "minutes"), [("2024-03-30", 480), ("2024-10-26", 480), ("2024-03-06", 10080)]
)
def test_a_window_over_a_clock_change_is_allowed(faults_of: Damage, day: str, minutes: int) -> None:
    """If this failed, nights with plain edges would be refused because the clock changes between them."""
    new = f'{{ day: {day}, start: "22:00", minutes: {minutes} }}'

    assert faults_of("workloads/skole.yaml", WINDOW, new) == []


def test_practice_hours_are_checked_too(faults_of: Damage) -> None:
    """If this failed, a rehearsal could be given an hour that does not exist."""
    new = '{ day: 2024-03-31, start: { practice: "02:30" }, minutes: 60 }'

    said = faults_of("workloads/skole.yaml", WINDOW, new)

    assert any("is missing when the clock changes" in line for line in said)

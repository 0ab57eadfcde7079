"""A program that moves is killed with SIGKILL in the middle of commands over SSH; then somebody goes on."""

import random

import pytest

from flytt.migration.state import StepStatus
from tests.killed.ground import Vik, only, undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

THERE = [("skole", 2), ("skole", 5), ("skole", 8), ("skole", 11), ("helse", 3), ("helse", 8), ("helse", 13)]
"""Killed in the middle of that step, counted as it was begun."""

HALF_WAY = [("skole", 3), ("skole", 7), ("skole", 10), ("helse", 5), ("helse", 10), ("helse", 12)]
BACK = [("skole", 2), ("skole", 6), ("helse", 4), ("helse", 9)]


def _a_moment(*seed: object) -> float:
    """Return a delay that lands somewhere within a step: the same every time, another for every case."""
    return random.Random(repr(seed)).uniform(0, 0.08)


def _nothing_broken(vik: Vik) -> None:
    state, _ = vik.ledger()
    assert [f for f in vik.failures() if f.at_verb == "undo"] == []
    left = [
        (name, key)
        for name, workload in state.workloads.items()
        for key, step in workload.steps.items()
        if step.status not in {StepStatus.VERIFIED, StepStatus.PENDING}
    ]
    assert left == []


def _must_finish(vik: Vik, sector: str) -> None:
    vik.must_come("open", *only(sector))
    assert vik.world() == undisturbed(sector).after
    assert vik.effects() == undisturbed(sector).there
    _nothing_broken(vik)


def _must_go_back(vik: Vik, sector: str) -> None:
    vik.must_come("before", "--back", *only(sector))
    assert vik.world() == undisturbed(sector).before
    assert vik.effects() <= undisturbed(sector).there_and_back
    _nothing_broken(vik)


@pytest.mark.parametrize(("sector", "step"), THERE)
def test_killed_in_a_step_the_move_is_finished(vik: Vik, sector: str, step: int) -> None:
    """After a power cut a command would be given twice, or a half-made copy be taken for a whole one."""
    vik.kill_after("step-started", step, vik.mover("open", *only(sector)), _a_moment("there", sector, step))
    _must_finish(vik, sector)


@pytest.mark.parametrize(("sector", "step"), HALF_WAY)
def test_killed_in_a_step_the_move_is_taken_back(vik: Vik, sector: str, step: int) -> None:
    """What a dead program had begun would stay behind, or what was there before it be lost."""
    vik.kill_after("step-started", step, vik.mover("open", *only(sector)), _a_moment("half", sector, step))
    _must_go_back(vik, sector)


@pytest.mark.parametrize(("sector", "step"), BACK)
def test_killed_while_going_back_it_still_comes_back(vik: Vik, sector: str, step: int) -> None:
    """A power cut during a rollback would leave the users on neither side."""
    vik.must_come("open", *only(sector))
    back = vik.mover("before", "--back", *only(sector))
    vik.kill_after("undo-started", step, back, _a_moment("back", sector, step))
    _must_go_back(vik, sector)
    assert vik.effects() == undisturbed(sector).there_and_back


@pytest.mark.parametrize("seed", range(2))
def test_killed_again_and_again_at_any_time_it_is_finished(vik: Vik, seed: int) -> None:
    """A machine that keeps failing would leave something worse behind at each attempt."""
    at_random = random.Random(seed)
    for _ in range(3):
        program = vik.mover("open", *only("skole"))
        begun = vik.count("step-started") + at_random.randint(0, 3)
        vik.kill_after("step-started", begun, program, at_random.uniform(0, 0.5))
    _must_finish(vik, "skole")

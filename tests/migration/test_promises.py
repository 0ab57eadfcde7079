"""Downtime promised against downtime measured."""

from flytt.migration.promises import by_sector, promises
from tests.notices.stage import Story, accepted, down, local, plan_of, used_then_taken_back, workload

PLAN = plan_of()


def test_move_in_time_keeps_its_promise() -> None:
    """Leads would see a broken promise where users had none."""
    (row,) = promises(PLAN, accepted(PLAN).events, local(22))
    assert (row.minutes, row.promised_minutes, row.over_minutes, row.kept) == (126.0, 240, 0.0, True)


def test_late_and_still_down_counts_on() -> None:
    """An overrun would look kept until it was over."""
    (row,) = promises(PLAN, down(PLAN).events, local(21))
    assert (row.ended, row.over_minutes, row.kept) == (None, 60.0, False)


def test_what_never_went_down_put_nothing_to_the_test() -> None:
    """Sectors would boast of promises that nothing had tried."""
    (row,) = promises(PLAN, Story(PLAN).events, local(22))
    assert (row.minutes, row.kept) == (None, None)
    (sector,) = by_sector([row])
    assert (sector.tested, sector.kept) == (0, 0)


def test_every_stretch_is_its_own_row_and_sectors_are_summed() -> None:
    """The day on which it was taken back would hide in the evening of the move."""
    both = plan_of(workload("Visma Flykning"), workload("Visma Flyt Skole"))
    rows = promises(both, used_then_taken_back(both).events, local(22, day=(2023, 8, 1)))
    assert [r.taken_back for r in rows] == [False, True, False]
    (sector,) = by_sector(rows)
    assert (sector.sector, sector.tested, sector.kept) == ("oppvekst", 3, 3)
    assert sector.minutes == sum(r.minutes or 0 for r in rows)


def test_evening_is_held_against_the_window_that_was_promised_then() -> None:
    """A later plan would turn a broken promise into a kept one, or lose it from the account."""
    story = down(PLAN).at(local(21)).do("copy", "switch").answer("accept")
    other = plan_of(workload(start=local(16, day=(2023, 6, 14)), minutes=600))
    gone = plan_of(workload("Visma Flykning"))
    for later in (other, gone):
        rows = promises(later, story.events, local(22), {PLAN.hash: PLAN, later.hash: later})
        row = next(r for r in rows if r.minutes is not None)
        assert (row.window, row.over_minutes, row.kept) == (PLAN.workloads[0].window, 60.0, False)
    assert len(promises(gone, Story(PLAN).events, local(22), {PLAN.hash: PLAN})) == 1

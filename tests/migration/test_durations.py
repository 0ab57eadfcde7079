"""How long things took, and what a plan makes of it."""

from datetime import timedelta

from flytt.migration.durations import Duration, Durations, measured
from flytt.migration.next_action import Done
from flytt.migration.planner import make_plan
from tests.driving import events_of, move, roll_back
from tests.worlds import MORNING, RUNBOOKS, municipality, planned, twins, workload


def test_both_ways_are_measured() -> None:
    """Going back would be promised by an estimate although it has been timed."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    assert roll_back(scene) == Done("before")
    found = measured(events_of(scene)).workloads[planned(scene).id]
    assert found.keys() == {s.key for s in planned(scene).steps if s.phase != "retire"}
    assert all(d.minutes is not None and d.undo_minutes is not None for d in found.values())


def test_the_longest_attempt_stands() -> None:
    """A lucky second try would shorten what people are promised."""
    scene = twins("integration")
    assert move(scene) == Done("open")
    once = measured(events_of(scene)).workloads[planned(scene).id]
    later = [
        r.changed(at=r.at + timedelta(minutes=7)) if r.event.kind == "step-done" else r
        for r in events_of(scene)
    ]
    slower = measured(later).workloads[planned(scene).id]
    assert all((slower[key].minutes or 0) >= (once[key].minutes or 0) for key in once)
    assert any((slower[key].minutes or 0) > (once[key].minutes or 0) for key in once)


def test_a_plan_counts_with_what_was_measured() -> None:
    """The go-back clock and the window's criterion would go on believing the first estimate."""
    one = workload("integration")
    known = Durations(workloads={one.id: {"switch-route": Duration(minutes=11, undo_minutes=13)}})
    before = make_plan(municipality([one]), RUNBOOKS, MORNING)
    after = make_plan(municipality([one]), RUNBOOKS, MORNING, known)
    steps = {s.key: s for s in after.workload(one.id).steps}
    assert (steps["switch-route"].minutes, steps["switch-route"].undo_minutes) == (11, 13)
    assert before.hash != after.hash

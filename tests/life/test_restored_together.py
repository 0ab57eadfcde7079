"""Workloads of one sector, or on each other, after a backup was put back: no neighbour is believed unseen."""

from flytt.migration.next_action import Done, Wait, is_open
from tests.driving import bring_on, set_goal, state_of
from tests.life.dependent import BASE, DEPENDENT, plan
from tests.restoring import restored
from tests.worlds import Twins, twins

PAIR = ("server-application", "integration")


def _open(scene: Twins, *ids: str) -> None:
    for id_ in ids:
        set_goal(scene, "open", workload=id_)
    for _ in range(3):
        for id_ in ids:
            bring_on(scene, scene.plan.workload(id_))
    assert all(is_open(scene.plan.workload(id_), state_of(scene)) for id_ in ids)


def _restored_before_the_dependent_moved() -> Twins:
    scene = twins(plan=plan())
    _open(scene, BASE)
    then = scene.fork()
    _open(scene, DEPENDENT)
    return restored(scene, then)


def test_nothing_is_taken_from_under_what_may_have_moved_since() -> None:
    """What was moved after the backup would lose what it stands on, and nobody would be told."""
    scene = _restored_before_the_dependent_moved()
    there = scene.snapshot()
    set_goal(scene, "before", backward=True, workload=BASE)
    outcome = bring_on(scene, scene.plan.workload(BASE))
    assert isinstance(outcome, Wait)
    assert f"{DEPENDENT} may stand on" in outcome.why
    assert scene.snapshot() == there
    set_goal(scene, "before", backward=True, workload=DEPENDENT)
    assert bring_on(scene, scene.plan.workload(DEPENDENT)) == Done("before")
    assert bring_on(scene, scene.plan.workload(BASE)) == Done("before")


def test_nothing_old_goes_before_the_whole_sector_was_looked_at() -> None:
    """An old side would be removed while another of its sector had been taken back after the backup."""
    scene = twins(*PAIR)
    _open(scene, *PAIR)
    then = scene.fork()
    set_goal(scene, "before", backward=True, workload=PAIR[1])
    assert bring_on(scene, scene.plan.workload(PAIR[1])) == Done("before")
    back = restored(scene, then)
    there = back.snapshot()
    set_goal(back, "retired", workload=PAIR[0])
    outcome = bring_on(back, back.plan.workload(PAIR[0]))
    assert isinstance(outcome, Wait)
    assert outcome.on == (PAIR[1],)
    assert back.snapshot() == there


def test_nothing_begins_on_what_may_have_been_taken_back_since() -> None:
    """Users would be moved to something that sends to a place where nothing is."""
    scene = twins(plan=plan())
    _open(scene, BASE)
    then = scene.fork()
    set_goal(scene, "before", backward=True, workload=BASE)
    assert bring_on(scene, scene.plan.workload(BASE)) == Done("before")
    back = restored(scene, then)
    set_goal(back, "open", workload=DEPENDENT)
    outcome = bring_on(back, back.plan.workload(DEPENDENT))
    assert isinstance(outcome, Wait)
    assert outcome.on == (BASE,)
    assert "flytt resume" in outcome.why, "nobody would know that the other sector must be looked at first"

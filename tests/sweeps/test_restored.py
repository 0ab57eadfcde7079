"""A backup taken before any step of any runbook, restored when that step and all behind it have been done."""

import pytest

from flytt.migration.events import GateAnswered, StepFound, StepStarted
from flytt.migration.evidence import Presence
from flytt.migration.look import Look
from flytt.migration.next_action import Done, Stuck
from flytt.migration.workload import Kind
from tasks.catalogue import find
from tests.driving import bring_on, events_of, roll_back, set_goal
from tests.restoring import restored
from tests.sweeps.ground import (
    LAST,
    STEPS,
    approached,
    entry,
    finished,
    must_go_back,
    opened,
    swept,
    swept_kinds,
    undo_failures,
    untouched,
)
from tests.worlds import KINDS, Twins, planned

every_step = pytest.mark.parametrize(("kind", "key"), swept(STEPS))


def _end_of(kind: Kind, key: str) -> str:
    return LAST if entry(kind, key).phase == "retire" else "open"


def _gone_on(kind: Kind, key: str) -> Twins:
    """Return the world after the end, beside the ledger as it was when the step was about to be begun."""
    then = approached(kind, key)
    now = then.fork()
    set_goal(now, _end_of(kind, key))
    assert bring_on(now) == Done(_end_of(kind, key))
    return restored(now, then)


def _waits_once(scene: Twins) -> None:
    there = scene.snapshot()
    stuck = bring_on(scene)
    assert isinstance(stuck, Stuck)
    assert "backup" in stuck.why
    assert scene.snapshot() == there


WITHIN_WHAT_FLYTT_MADE = {
    "set-read-only",
    "copy-all",
    "first-delta",
    "thorough-delta",
    "evening-delta",
    "last-delta",
    "record-target",
    "create-groups",
    "create-teams",
    "create-plans",
    "assign-tasks",
    "open-plans",
    "create-chats",
    "complete",
    "add-tabs",
    "let-in",
    "add-members",
    "assign-licences",
    "late",
    "enable-people",
    "place-delta",
    "open-new",
    "grant-rights",
    "open-drives",
    "publish",
    "last-pass",
    "give-rights",
    "release",
    "prove",
    "verify",
    "set-addresses",
    "set-records",
}
"""Steps whose effect lies in an archive, a folder, accounts or a domain that Flytt made or moved before."""


@every_step
def test_what_was_done_after_the_backup_is_recognised_and_finished(kind: Kind, key: str) -> None:
    """Flytt's own work would be taken for how things stood before, and be left behind by a rollback."""
    if key == "look-before":
        return  # what must be seen before the work cannot be seen after it: this one can only go back
    scene = _gone_on(kind, key)
    _waits_once(scene)
    there = scene.snapshot()
    end = _end_of(kind, key)
    set_goal(scene, end)
    assert bring_on(scene) == Done(end)
    assert scene.snapshot() == there
    assert undo_failures(scene) == []
    if end == LAST:
        assert scene.snapshot() == finished(kind).snapshot
        must_go_back(scene, kind)
        return
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(kind).snapshot()
    assert undo_failures(scene) == []


@every_step
def test_it_can_be_rolled_back_at_once(kind: Kind, key: str) -> None:
    """A rollback would end green with the new side still in use, because the ledger knows of nothing."""
    scene = _gone_on(kind, key)
    if _end_of(kind, key) == LAST:
        there = scene.snapshot()
        assert isinstance(roll_back(scene), Stuck) or not _has_final(scene)
        assert scene.snapshot() == there or not _has_final(scene)
        return
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(kind).snapshot()
    assert undo_failures(scene) == []


def _has_final(scene: Twins) -> bool:
    return any(s.step == "application.drop-database" for s in planned(scene).steps)


@every_step
def test_what_was_so_before_stays_so(kind: Kind, key: str) -> None:
    """Rolling back would remove or turn what others had made before Flytt came to it."""
    then, planned_step = approached(kind, key), entry(kind, key)
    step = find(planned_step.step)
    if planned_step.phase == "retire" or isinstance(step, Look):
        return
    now = then.fork()
    want = step.want.model_validate(planned_step.values)
    was = step.plan(want, now.world)
    if planned_step.by != "flytt":
        now.people_do(planned_step, undo=False)
    step.do(want, was, now.world)
    made = now.snapshot()
    scene = restored(now, then)
    scene.so_before = True
    set_goal(scene, "open")
    outcome = bring_on(scene)
    found = [r.event for r in events_of(scene) if isinstance(r.event, StepFound)]
    assert {e.step for e in found if e.presence is not Presence.ABSENT and e.step == key} == {key}
    assert "found" in "".join(r.event.gate for r in events_of(scene) if isinstance(r.event, GateAnswered))
    if isinstance(outcome, Stuck):
        assert outcome.step is not None
        assert outcome.step.key == key, "it stops at what is not its own, and nowhere else"
    assert not any(r.event.adopted for r in events_of(scene) if isinstance(r.event, StepStarted))
    if planned_step.by != "flytt" or key in WITHIN_WHAT_FLYTT_MADE:
        return  # people take back what they are asked to; what lies in Flytt's own goes with it, or holds it
    assert roll_back(scene) == Done("before")
    assert step.probe(want, was, scene.world) is Presence.PRESENT, "what others made is gone"
    kept = _differs(scene.snapshot(), untouched(kind).snapshot()).keys()
    by_others = _differs(made, then.snapshot()).keys()
    assert by_others <= kept
    assert kept - by_others <= {"new folders"}, "only the folders in which what others made lies"


def _differs(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """Return what of `one` is not so in `other`."""
    return {name: one.get(name) for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


@pytest.mark.parametrize("kind", swept_kinds(KINDS))
def test_what_was_taken_back_after_the_backup_is_not_called_open(kind: Kind) -> None:
    """Status would say that people use the new side, while they are on the old one."""
    then = opened(kind)
    now = then.fork()
    assert roll_back(now) == Done("before")
    scene = restored(now, then)
    set_goal(scene, "open")
    stuck = bring_on(scene)
    if all(s.by != "flytt" or isinstance(find(s.step), Look) for s in planned(scene).steps):
        return
    assert isinstance(stuck, Stuck)
    assert "taken back" in stuck.why
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(kind).snapshot()
    set_goal(scene, "open")
    assert bring_on(scene) == Done("open")

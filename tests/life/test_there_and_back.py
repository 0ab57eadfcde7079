"""A workload's whole life: there, back, there again, and past the point of no return."""

import pytest

from flytt.adapters.memory.hosts import MemoryHosts
from flytt.migration.criteria import RETIRE_AFTER_DAYS
from flytt.migration.errors import Unreachable
from flytt.migration.events import UndoStarted
from flytt.migration.go_back import go_back
from flytt.migration.next_action import Done, Stuck, reached
from flytt.migration.workload import Kind
from tests.driving import bring_on, events_of, move, roll_back, set_goal, state_of
from tests.faults import Fault
from tests.sweeps.ground import swept, swept_kinds
from tests.worlds import KINDS, RUNBOOKS, Twins, database, planned, twins

WITH_DATABASES: tuple[tuple[Kind, str], ...] = (
    ("server-application", "/srv/elev.db"),
    ("merged-instances", "/srv/kai.db"),
)
CHECKPOINTS: list[tuple[Kind, str]] = [
    (kind, entry.key) for kind in KINDS for entry in RUNBOOKS[kind].entries if entry.type == "checkpoint"
]


@pytest.mark.parametrize("kind", KINDS)
def test_move_back_move_again_retire(kind: Kind) -> None:
    """A second attempt would meet what the first left behind, or retiring be rolled back into nothing."""
    scene = twins(kind)
    before = scene.snapshot()
    assert move(scene) == Done("open")
    assert scene.snapshot() != before
    first = scene.snapshot()
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == before
    assert move(scene) == Done("open")
    assert scene.snapshot() == first
    assert move(scene, "retired") == Done("retired")
    retired = scene.snapshot()
    outcome = roll_back(scene)
    if any(s.reversal == "final" for s in planned(scene).steps):
        assert isinstance(outcome, Stuck)
        assert "point of no return" in outcome.why
        assert scene.snapshot() == retired
        assert not go_back(scene.plan, planned(scene), state_of(scene)).possible
    else:
        assert outcome == Done("before")
        assert scene.snapshot() == before


@pytest.mark.parametrize("kind", swept_kinds(KINDS))
def test_days_later_it_can_still_go_back(kind: Kind) -> None:
    """Whoever finds the fault on Monday could no longer get Friday's world back."""
    scene = twins(kind)
    before = scene.snapshot()
    assert move(scene) == Done("open")
    scene.clock.advance(days=RETIRE_AFTER_DAYS - 1)
    assert go_back(scene.plan, planned(scene), state_of(scene)).possible
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == before


@pytest.mark.parametrize(
    ("kind", "checkpoint"), swept(c for c in CHECKPOINTS if c[1] not in {"open", "retired"})
)
def test_back_to_each_checkpoint_and_on_again(kind: Kind, checkpoint: str) -> None:
    """Going back a little would undo all of it, or leave something of what lies beyond."""
    scene = twins(kind)
    assert move(scene, checkpoint) == Done(checkpoint)
    there = scene.snapshot()
    assert reached(planned(scene), state_of(scene)) == checkpoint
    assert move(scene) == Done("open")
    assert roll_back(scene, checkpoint) == Done(checkpoint)
    assert scene.snapshot() == there
    assert reached(planned(scene), state_of(scene)) == checkpoint
    assert move(scene) == Done("open")


@pytest.mark.parametrize("kind", swept_kinds(KINDS))
def test_each_checkpoint_is_reached_when_its_gate_is_answered_and_not_before(kind: Kind) -> None:
    """The status would say open, or even retired, of a workload that nobody has accepted."""
    scene = twins(kind)
    for checkpoint in planned(scene).checkpoints:
        assert move(scene, checkpoint) == Done(checkpoint)
        assert reached(planned(scene), state_of(scene)) == checkpoint


def _written(scene: Twins, path: str) -> None:
    hosts: MemoryHosts = scene.hosts
    hosts.insert("new", database(path), "persons", (50, "Ny", "05819912345"))


def _kept(scene: Twins) -> list[str]:
    return [key for key in scene.snapshot() if ".kept-" in key]


@pytest.mark.parametrize(("kind", "path"), WITH_DATABASES)
def test_what_was_written_on_the_new_side_is_listed_and_kept(kind: Kind, path: str) -> None:
    """A day's work of people who used the new side would be gone without anybody knowing."""
    scene = twins(kind)
    before = scene.snapshot()
    assert move(scene) == Done("open")
    _written(scene, path)
    content = scene.hosts.on("new").content[path]
    assert roll_back(scene) == Done("before")
    listed = [
        said for r in events_of(scene) if isinstance(r.event, UndoStarted) for said in r.event.written_since
    ]
    (kept,) = _kept(scene)
    assert any("persons" in said for said in listed), listed
    assert any(kept.removeprefix("new:") in said for said in listed), listed
    after = scene.snapshot()
    assert after.pop(kept) == content
    assert after == before
    assert move(scene) == Done("open"), "what is kept stands in the way of the next attempt"


def test_an_edited_configuration_is_kept() -> None:
    """A setting that somebody tuned on the new side would have to be found out again."""
    scene = twins("server-application")
    before = scene.snapshot()
    assert move(scene) == Done("open")
    scene.hosts.on("new").content["/etc/elev.json"] = b'{"title": "Elev", "tuned": true}'
    assert roll_back(scene) == Done("before")
    after = scene.snapshot()
    (kept,) = _kept(scene)
    assert after.pop(kept) == b'{"title": "Elev", "tuned": true}'
    assert after == before


def test_nothing_is_kept_when_nobody_wrote() -> None:
    """Every rollback would leave a copy of a whole register behind."""
    scene = twins("server-application")
    assert move(scene) == Done("open")
    assert roll_back(scene) == Done("before")
    assert _kept(scene) == []


@pytest.mark.parametrize(("kind", "path"), WITH_DATABASES)
def test_a_foreign_database_in_the_place_is_never_dropped(kind: Kind, path: str) -> None:
    """Somebody else's register would be deleted because Flytt had meant to create one of that name."""
    scene = twins(kind)
    set_goal(scene, "open")
    step = next(
        s
        for s in planned(scene).steps
        if s.step in {"application.restore-database", "merged.merge-databases"}
    )
    foreign = scene.hosts.on("old").content["/srv/andre.db"]

    away = Fault(step, "do", raises=Unreachable("Gone for a while."), times=1)
    met = away.begins

    def begins(key: str) -> None:
        met(key)
        if key == step.key and away.met:
            scene.hosts.on("new").content.setdefault(path, foreign)

    wires = away.wires
    wires.begins = begins
    assert isinstance(bring_on(scene, wires=wires), Stuck)
    roll_back(scene)
    assert scene.hosts.on("new").content.get(path) == foreign

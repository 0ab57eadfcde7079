"""Every step by itself: done twice, undone twice, probed in between."""

from pathlib import Path

import pytest

from flytt.migration.evidence import Presence
from flytt.migration.look import Look
from flytt.migration.workload import Kind
from tasks.catalogue import find
from tests.sweeps.ground import STEPS, approached, entry, swept
from tests.worlds import ROOT, RUNBOOKS

every_step = pytest.mark.parametrize(("kind", "key"), swept(STEPS))


def step_ids() -> set[str]:
    """Return the id of every step that there is a file for."""
    return {
        f"{path.parent.name}.{path.stem}".replace("_", "-")
        for path in Path(ROOT, "tasks").glob("*/*.py")
        if "\nSTEP = " in path.read_text()
    }


def test_every_step_is_swept() -> None:
    """A new step would move people's data without ever having failed in a test."""
    swept = {e.step for runbook in RUNBOOKS.values() for e in runbook.entries if e.type == "step"}
    assert step_ids(), "no step was found: the sweep would be empty"
    assert step_ids() - swept == set(), f"no runbook sweeps {', '.join(sorted(step_ids() - swept))}"
    assert swept - step_ids() == set(), f"runbooks name steps without a file: {swept - step_ids()}"


@every_step
def test_done_twice_and_undone_twice_is_as_once(kind: Kind, key: str) -> None:
    """Repeating after a crash would act twice, or undoing would take more than was given."""
    scene, planned = approached(kind, key).fork(), entry(kind, key)
    step, world = find(planned.step), scene.world
    want = step.want.model_validate(planned.values)
    before, effects = scene.snapshot(), scene.effects()
    was = step.plan(want, world)
    assert (scene.snapshot(), scene.effects()) == (before, effects), "planning changed the world"
    assert step.probe(want, was, world) is Presence.ABSENT
    if planned.by != "flytt":
        scene.people_do(planned, undo=False)
    receipt = step.do(want, was, world)
    after, effects = scene.snapshot(), scene.effects()
    assert step.probe(want, was, world) is (Presence.ABSENT if isinstance(step, Look) else Presence.PRESENT)
    assert step.do(want, was, world) == receipt
    assert step.verify(want, was, receipt, world).passed
    assert (scene.snapshot(), scene.effects()) == (after, effects), "done twice is not done once"
    if planned.reversal == "final":
        return
    if planned.by != "flytt":
        scene.people_do(planned, undo=True)
    step.undo(want, was, receipt, world)
    assert scene.snapshot() == before
    assert step.probe(want, was, world) is Presence.ABSENT
    effects = scene.effects()
    step.undo(want, was, receipt, world)
    step.undo(want, was, None, world)
    assert (scene.snapshot(), scene.effects()) == (before, effects), "undone twice is not undone once"


@every_step
def test_what_was_begun_and_never_done_is_undone(kind: Kind, key: str) -> None:
    """A writer that died between the effect and its receipt would leave something nobody takes away."""
    scene, planned = approached(kind, key).fork(), entry(kind, key)
    if planned.reversal == "final" or planned.by != "flytt":
        return
    step, world = find(planned.step), scene.world
    want = step.want.model_validate(planned.values)
    before = scene.snapshot()
    was = step.plan(want, world)
    step.undo(want, was, None, world)
    assert scene.snapshot() == before, "undoing what was never done changed the world"
    step.do(want, was, world)
    step.undo(want, was, None, world)
    assert scene.snapshot() == before
    assert step.probe(want, was, world) is Presence.ABSENT

"""Every step of every runbook fails in every way; the blame is right, and people get out of it either way."""

import pytest

from flytt.migration.errors import CommandFailed, Interrupted, Remedy, Unreachable
from flytt.migration.evidence import Verification
from flytt.migration.failing import TRANSIENT_ATTEMPTS
from flytt.migration.next_action import Done, Stuck
from flytt.migration.runbook import StepEntry
from flytt.migration.state import StepStatus
from flytt.migration.workload import Kind
from tests.driving import bring_on, set_goal, state_of
from tests.faults import Fault, Verb, When
from tests.sweeps.ground import (
    LAST,
    STEPS,
    approached,
    entry,
    failures,
    finished,
    must_finish,
    must_go_back,
    swept,
)
from tests.worlds import PASSWORD, Twins, planned

UNREACHABLE = Unreachable("The host did not answer.")
REFUSED = CommandFailed("It could not be done.", exit_status=1, stderr="no space left")
FOREIGN = RuntimeError(f"row with {PASSWORD}")

PLACES: tuple[tuple[Verb, When], ...] = (
    ("plan", "before"),
    ("do", "before"),
    ("do", "after"),
    ("verify", "before"),
)
NOT_AS_IT_SHOULD_BE = {
    "differs": Verification(route="injected", matched=3, differing=("row 7: expected a, found b",)),
    "could not be checked": Verification(route="injected", matched=3, unchecked=1, unchecked_why="locked"),
}

every_step = pytest.mark.parametrize(("kind", "key"), swept(STEPS))


def _stuck(scene: Twins, fault: Fault) -> Stuck:
    outcome = bring_on(scene, wires=fault.wires)
    assert isinstance(outcome, Stuck), outcome
    assert isinstance(outcome.step, StepEntry)
    assert outcome.step.key == fault.entry.key
    assert outcome.next_command.startswith("flytt ")
    return outcome


@every_step
@pytest.mark.parametrize(("verb", "when"), PLACES)
def test_a_failure_is_blamed_and_can_be_left_both_ways(kind: Kind, key: str, verb: Verb, when: When) -> None:
    """People would mend the wrong thing, or find neither a way on nor a way back."""
    scene = approached(kind, key).fork()
    _stuck(scene, Fault(entry(kind, key), verb, when, raises=REFUSED))
    (failed,) = failures(scene)
    assert (failed.event.step, failed.event.at_verb, failed.event.remedy) == (key, verb, Remedy.PERMANENT)
    must_go_back(scene.fork(), kind)
    must_finish(scene, kind, again=True)


@every_step
@pytest.mark.parametrize(("verb", "when"), PLACES)
def test_only_what_is_transient_is_tried_again(kind: Kind, key: str, verb: Verb, when: When) -> None:
    """A refused command would be hammered, or one lost packet would wake somebody at night."""
    for error, attempts in ((UNREACHABLE, TRANSIENT_ATTEMPTS), (FOREIGN, 1)):
        scene = approached(kind, key).fork()
        stuck = _stuck(scene, Fault(entry(kind, key), verb, when, raises=error))
        assert [(f.event.step, f.event.at_verb) for f in failures(scene)] == [(key, verb)] * attempts
        assert PASSWORD not in stuck.why + "".join(f.event.says for f in failures(scene))


@every_step
def test_a_passing_fault_is_got_over_without_anybody(kind: Kind, key: str) -> None:
    """Every hiccup of a network would end a night's move."""
    for verb, when in PLACES:
        scene = approached(kind, key).fork()
        error = Interrupted("The connection was lost.") if when == "after" else UNREACHABLE
        fault = Fault(entry(kind, key), verb, when, raises=error, times=1)
        assert bring_on(scene, wires=fault.wires) == Done(LAST)
        assert fault.met >= 1
        assert scene.snapshot() == finished(kind).snapshot
        assert scene.effects() == finished(kind).effects


@every_step
@pytest.mark.parametrize("how", NOT_AS_IT_SHOULD_BE)
def test_what_is_not_verified_stops(kind: Kind, key: str, how: str) -> None:
    """A copy that differs, or that nobody could look at, would be given to users as good."""
    scene = approached(kind, key).fork()
    _stuck(scene, Fault(entry(kind, key), "verify", answers=NOT_AS_IT_SHOULD_BE[how]))
    assert state_of(scene).workload(planned(scene).id).step(key).status is StepStatus.REFUTED
    assert failures(scene) == []
    must_go_back(scene.fork(), kind)
    must_finish(scene, kind, again=True)


@every_step
def test_a_refuted_step_that_cannot_be_looked_at_again_stops(kind: Kind, key: str) -> None:
    """Trying again after a refusal would look for ever, filling the ledger, when the look itself fails."""
    scene = approached(kind, key).fork()
    _stuck(scene, Fault(entry(kind, key), "verify", answers=NOT_AS_IT_SHOULD_BE["differs"]))
    set_goal(scene, LAST)
    _stuck(scene, Fault(entry(kind, key), "verify", raises=REFUSED))
    assert len(failures(scene)) == 1

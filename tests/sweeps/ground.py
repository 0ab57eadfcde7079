"""What the sweeps stand on: every runbook and step, undisturbed runs to compare with, and the comparison."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pytest
from _pytest.mark.structures import ParameterSet

from flytt.migration.events import StepFailed
from flytt.migration.next_action import Done, Stuck
from flytt.migration.runbook import StepEntry
from flytt.migration.state import StepStatus
from flytt.migration.workload import Kind
from tests.driving import Killed, bring_on, events_of, roll_back, set_goal, state_of
from tests.faults import Fault
from tests.worlds import KINDS, RUNBOOKS, Twins, planned, twins

LAST = "retired"
STEPS: tuple[tuple[Kind, str], ...] = tuple(
    (kind, entry.key) for kind in KINDS for entry in RUNBOOKS[kind].entries if isinstance(entry, StepEntry)
)
"""Every step of every runbook: a new one is swept by itself."""
DAILY: Kind = "server-application"
"""The kind that `make fast` sweeps; `make test` sweeps all."""


def swept(steps: Iterable[tuple[Kind, str]]) -> list[ParameterSet]:
    """Return steps as cases of a test; those of other kinds than the daily one are slow."""
    return [pytest.param(kind, key, marks=_marks(kind), id=f"{kind}-{key}") for kind, key in steps]


def swept_kinds(kinds: Iterable[Kind]) -> list[ParameterSet]:
    """Return kinds as cases of a test, likewise."""
    return [pytest.param(kind, marks=_marks(kind), id=kind) for kind in kinds]


def _marks(kind: Kind) -> tuple[pytest.MarkDecorator, ...]:
    return () if kind == DAILY else (pytest.mark.slow,)


@dataclass(frozen=True)
class Reference:
    """An undisturbed run: the world it leaves, and how often it changed what."""

    snapshot: dict[str, object]
    effects: Counter[tuple[str, ...]]


@cache
def untouched(kind: Kind) -> Twins:
    """Return the world before anything, with the goal set. Fork it before use."""
    scene = twins(kind)
    set_goal(scene, LAST)
    return scene


@cache
def finished(kind: Kind) -> Reference:
    """Return what an undisturbed run to the end leaves."""
    scene = untouched(kind).fork()
    assert bring_on(scene) == Done(LAST)
    return Reference(scene.snapshot(), scene.effects())


@cache
def opened(kind: Kind) -> Twins:
    """Return a world whose workload is open. Fork it before use."""
    scene = twins(kind)
    set_goal(scene, "open")
    assert bring_on(scene) == Done("open")
    return scene


@cache
def there_and_back(kind: Kind) -> Reference:
    """Return what an undisturbed run to `open` and back leaves."""
    scene = opened(kind).fork()
    assert roll_back(scene) == Done("before")
    return Reference(scene.snapshot(), scene.effects())


@cache
def beyond(kind: Kind, key: str) -> Twins:
    """Return a world in which this step has been done: open, or retired where it is a retiring one."""
    if entry(kind, key).phase != "retire":
        return opened(kind)
    scene = untouched(kind).fork()
    assert bring_on(scene) == Done(LAST)
    return scene


@cache
def beyond_and_back(kind: Kind, key: str) -> Reference:
    """Return what an undisturbed run beyond this step and back leaves."""
    scene = beyond(kind, key).fork()
    assert roll_back(scene) == Done("before")
    return Reference(scene.snapshot(), scene.effects())


@cache
def most_effects(kind: Kind) -> Counter[tuple[str, ...]]:
    """Return how often at the most what may be changed on the way there and back, retired or not."""
    last = planned(untouched(kind)).steps[-1]
    return there_and_back(kind).effects | (
        Counter() if last.reversal == "final" else beyond_and_back(kind, last.key).effects
    )


def entry(kind: Kind, key: str) -> StepEntry:
    """Return a planned step, its values filled in."""
    found = planned(untouched(kind)).entry(key)
    assert isinstance(found, StepEntry)
    return found


@cache
def approached(kind: Kind, key: str) -> Twins:
    """Return a world whose writer died when this step was about to be planned. Fork it before use."""
    scene = untouched(kind).fork()
    killed = Fault(entry(kind, key), "plan", raises=Killed())
    try:
        bring_on(scene, wires=killed.wires)
    except Killed:
        return scene
    raise AssertionError(f"{kind} never came to {key}")


def is_final_begun(scene: Twins) -> bool:
    """True when a point of no return has been passed, or may have been."""
    at = state_of(scene).workload(planned(scene).id)
    return any(
        s.reversal == "final" and at.step(s.key).status is not StepStatus.PENDING
        for s in planned(scene).steps
    )


def must_finish(scene: Twins, kind: Kind, *, again: bool = False) -> None:
    """Bring it on and see that it ends as an undisturbed run does, nothing done twice.

    `again` sets the goal anew: a person saying "try again" after something was mended.
    """
    if again:
        set_goal(scene, LAST)
    assert bring_on(scene) == Done(LAST)
    assert scene.snapshot() == finished(kind).snapshot
    assert scene.effects() == finished(kind).effects
    assert undo_failures(scene) == []


def must_go_back(scene: Twins, kind: Kind) -> None:
    """Roll back and see the world exactly as before; past a point of no return: refused, nothing touched."""
    if is_final_begun(scene):
        there = scene.snapshot()
        refused = roll_back(scene)
        assert isinstance(refused, Stuck)
        assert "point of no return" in refused.why
        assert scene.snapshot() == there
        return
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(kind).snapshot()
    assert scene.effects() <= most_effects(kind)
    assert undo_failures(scene) == []


def undo_failures(scene: Twins) -> list[str]:
    """Return the steps whose undoing failed."""
    return [e.event.step for e in failures(scene) if e.event.at_verb == "undo"]


@dataclass(frozen=True)
class Failed:
    """A failure event with its number."""

    seq: int
    event: StepFailed


def failures(scene: Twins) -> list[Failed]:
    """Return every failure in the ledger, in order."""
    return [Failed(r.seq, r.event) for r in events_of(scene) if isinstance(r.event, StepFailed)]

"""The new host dies for good after every step of every runbook: the old side comes back, never green."""

import pytest

from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts
from flytt.migration.errors import BadInput, Unreachable
from flytt.migration.events import UndoGivenUp, UndoStarted
from flytt.migration.go_back import go_back
from flytt.migration.look import Look
from flytt.migration.next_action import Done, Stuck
from flytt.migration.ports import World
from flytt.migration.runbook import StepEntry
from flytt.migration.state import StepStatus
from flytt.migration.statement import Saying, state_host
from flytt.migration.workload import Kind
from tasks.catalogue import find
from tests.driving import (
    Killed,
    Wires,
    bring_on,
    events_of,
    journal_of,
    roll_back,
    set_goal,
    state_of,
    unsigned,
)
from tests.faults import Death
from tests.sweeps.ground import STEPS, approached, entry, opened, swept, swept_kinds, untouched
from tests.worlds import KINDS, Twins, planned

DEAD = "new"
WITH_HOST: tuple[Kind, ...] = tuple(
    kind for kind in KINDS if any(DEAD in step.undo_hosts for step in planned(untouched(kind)).steps)
)
BEFORE_RETIRING: list[tuple[Kind, str]] = [
    (kind, key) for kind, key in STEPS if kind in WITH_HOST and entry(kind, key).phase != "retire"
]
BURNT = Saying(who="leder", why="the room has burnt")


class _Dying(MemoryHosts):
    """Hosts of which one does not answer any more."""

    def on(self, host: str) -> MemoryHost:
        if host == DEAD:
            raise Unreachable(f"{host} did not answer.")
        return super().on(host)


def _wires(scene: Twins) -> Wires:
    hosts = _Dying.__new__(_Dying)
    vars(hosts).update(vars(scene.hosts))
    world = scene.world
    return Wires(
        world=World(
            hosts=hosts,
            names=world.names,
            documents=world.documents,
            checks=world.checks,
            shares=world.shares,
            tenants=world.tenants,
            drives=world.drives,
            kept=world.kept,
            forms=world.forms,
        )
    )


def _stated_dead(scene: Twins) -> None:
    state_host(scene.plan, journal_of(scene), DEAD, BURNT, unsigned, dead=True)


def _elsewhere(scene: Twins) -> dict[str, object]:
    """Return the world but for the dead host and the locks that dead writers may have left."""
    return {
        name: value
        for name, value in scene.snapshot().items()
        if not name.startswith(f"{DEAD} ") and not name.startswith(f"{DEAD}:")
    }


def _given_up(scene: Twins) -> list[UndoGivenUp]:
    return [r.event for r in events_of(scene) if isinstance(r.event, UndoGivenUp)]


def _must_end_red(scene: Twins, outcome: object, kind: Kind) -> None:
    """See the old side whole, the remainder named, and the end red wherever something was left."""
    assert _elsewhere(scene) == _elsewhere(untouched(kind))
    steps = {s.key: s for s in planned(scene).steps}
    for event in _given_up(scene):
        assert event.hosts == (DEAD,)
        assert bool(event.left) is not isinstance(find(steps[event.step].step), Look)
    left = [thing for event in _given_up(scene) for thing in event.left]
    if not left:
        assert outcome == Done("before")
        return
    assert isinstance(outcome, Stuck)
    assert all(thing in outcome.why for thing in left)
    assert f"host back fjordvik {DEAD}" in outcome.next_command


@pytest.mark.parametrize(("kind", "key"), swept(BEFORE_RETIRING))
def test_the_old_side_comes_back_and_what_stays_behind_is_named(kind: Kind, key: str) -> None:
    """Users would be without their system for as long as a host that is gone does not answer."""
    scene = approached(kind, key).fork()
    wires = _wires(scene)
    if any(DEAD in step.undo_hosts for step in _begun(scene)):
        assert isinstance(roll_back(scene, wires=wires), Stuck)
        assert _given_up(scene) == [], "given up without anybody having said so"
    _stated_dead(scene)
    _must_end_red(scene, roll_back(scene, wires=wires), kind)


def _begun(scene: Twins) -> list[StepEntry]:
    at = state_of(scene).workload(planned(scene).id)
    return [s for s in planned(scene).steps if at.step(s.key).begun]


@pytest.mark.parametrize("kind", swept_kinds(WITH_HOST))
def test_giving_up_can_be_killed_anywhere(kind: Kind) -> None:
    """A crash in the middle would leave a host given up twice, or the old side half back."""
    ready = opened(kind).fork()
    _stated_dead(ready)
    set_goal(ready, "before", backward=True)
    undisturbed = Death(ready.fork())
    bring_on(undisturbed.scene, wires=_together(undisturbed))
    assert len(undisturbed.changes) > 5
    for number in range(1, len(undisturbed.changes) + 1):
        death = Death(ready.fork(), number)
        with pytest.raises(Killed):
            bring_on(death.scene, wires=_together(death))
        death.scene.clock.advance(minutes=2)
        outcome = bring_on(death.scene, wires=_wires(death.scene))
        _must_end_red(death.scene, outcome, kind)
        events = [e.step for e in _given_up(death.scene)]
        assert len(events) == len(set(events)), "given up twice"


def _together(death: Death) -> Wires:
    """Return a death in a world whose host is dead already."""
    wires = _wires(death.scene)
    assert wires.world is not None
    death.scene.hosts = wires.world.hosts  # type: ignore[assignment]
    return death.wires


@pytest.mark.parametrize("kind", swept_kinds(WITH_HOST))
def test_a_host_that_is_back_after_all_is_cleared(kind: Kind) -> None:
    """What was given up would stay for ever on a host that came back, beside the old side."""
    scene = opened(kind).fork()
    _stated_dead(scene)
    assert isinstance(roll_back(scene, wires=_wires(scene)), Stuck)
    set_goal(scene, "open")
    assert isinstance(bring_on(scene), Stuck), "nothing goes forward on a host that is stated dead"
    state_host(scene.plan, journal_of(scene), DEAD, BURNT, unsigned, dead=False)
    assert roll_back(scene) == Done("before")
    assert scene.snapshot() == untouched(kind).snapshot()
    at = state_of(scene).workload(planned(scene).id)
    assert all(at.step(s.key).status is StepStatus.PENDING for s in planned(scene).steps)


@pytest.mark.parametrize("kind", swept_kinds(WITH_HOST))
def test_going_back_tells_that_what_people_wrote_cannot_be_listed(kind: Kind) -> None:
    """People would go back believing that what they had written was listed and kept."""
    scene = opened(kind).fork()
    assert not go_back(scene.plan, planned(scene), state_of(scene)).unlisted
    _stated_dead(scene)
    clock = go_back(scene.plan, planned(scene), state_of(scene))
    assert clock.unlisted == (DEAD,)
    assert "cannot be listed" in clock.sentence("")
    outcome = roll_back(scene, wires=_wires(scene))
    assert isinstance(outcome, Stuck)
    assert "could not be listed" in outcome.why
    assert all(not r.event.written_since for r in events_of(scene) if isinstance(r.event, UndoStarted))


def test_only_an_approver_with_a_reason_states_it() -> None:
    """Anybody, or nobody in particular, could have a living host given up."""
    scene = opened("server-application").fork()
    journal = journal_of(scene)
    for host, saying, says in (
        ("elsewhere", BURNT, "no host"),
        (DEAD, BURNT.changed(who="nobody"), "approvers"),
        (DEAD, BURNT.changed(why=" "), "--why"),
        (DEAD, BURNT.changed(signature="forged"), "does not belong"),
    ):
        with pytest.raises(BadInput, match=says):
            state_host(scene.plan, journal, host, saying, unsigned, dead=True)
    real = scene.plan.changed(approval="authenticated")
    with pytest.raises(BadInput, match="signed"):
        state_host(real, journal, DEAD, BURNT, unsigned, dead=True)
    with pytest.raises(BadInput, match="not stated dead"):
        state_host(scene.plan, journal, DEAD, BURNT, unsigned, dead=False)
    assert state_of(scene).dead == {}

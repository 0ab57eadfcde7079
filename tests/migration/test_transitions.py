"""The one table of transitions: what is not in it is refused, and nothing is written."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flytt.migration.errors import IllegalEvent, Remedy, Tampered
from flytt.migration.events import (
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    HostStated,
    StepDone,
    StepFailed,
    StepFound,
    StepProbed,
    StepStarted,
    StepVerified,
    StopRequested,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
)
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import StoredRow
from flytt.migration.state import TRANSITIONS, StepStatus
from tests.driving import journal_of, set_goal, state_of
from tests.worlds import Twins, twins

W, S = "integration", "look-at-queue"
PASSED = Verification(route="test", matched=1)
REFUTED = Verification(route="test", differing=("x",))

EVENTS: dict[type, Callable[[], Event]] = {
    StepStarted: lambda: StepStarted(workload=W, step=S, was={}),
    StepProbed: lambda: StepProbed(workload=W, step=S, presence=Presence.ABSENT),
    StepFound: lambda: StepFound(workload=W, step=S, presence=Presence.ABSENT),
    StepDone: lambda: StepDone(workload=W, step=S, receipt={}),
    StepVerified: lambda: StepVerified(workload=W, step=S, verification=PASSED),
    StepFailed: lambda: StepFailed(
        workload=W, step=S, at_verb="do", error="X", remedy=Remedy.PERMANENT, says=""
    ),
    UndoStarted: lambda: UndoStarted(workload=W, step=S),
    UndoDone: lambda: UndoDone(workload=W, step=S),
    UndoGivenUp: lambda: UndoGivenUp(workload=W, step=S, hosts=("new",), left=("file x on new",)),
}
WAY_TO: dict[StepStatus, list[Event]] = {
    StepStatus.PENDING: [],
    StepStatus.STARTED: [EVENTS[StepStarted]()],
    StepStatus.DONE: [EVENTS[StepStarted](), EVENTS[StepDone]()],
    StepStatus.VERIFIED: [EVENTS[StepStarted](), EVENTS[StepDone](), EVENTS[StepVerified]()],
    StepStatus.REFUTED: [
        EVENTS[StepStarted](),
        EVENTS[StepDone](),
        StepVerified(workload=W, step=S, verification=REFUTED),
    ],
    StepStatus.UNDOING: [EVENTS[StepStarted](), EVENTS[UndoStarted]()],
    StepStatus.GIVEN_UP: [EVENTS[StepStarted](), EVENTS[UndoGivenUp]()],
}


def _at(status: StepStatus) -> Twins:
    scene = twins("integration")
    set_goal(scene, "open")
    journal_of(scene).append(_dead(scene, "new"))
    for event in WAY_TO[status]:
        journal_of(scene).append(event)
    assert state_of(scene).workload(W).step(S).status is status
    return scene


def _dead(scene: Twins, host: str) -> HostStated:
    return HostStated(
        host=host, dead=True, who="leder", why="burnt", authenticated=False, plan_hash=scene.plan.hash
    )


def test_nothing_is_given_up_on_a_host_that_nobody_stated_dead() -> None:
    """A rollback could leave things behind on a host that is merely slow to answer."""
    scene = _at(StepStatus.DONE)
    for hosts in ((), ("old",), ("new", "old")):
        with pytest.raises(IllegalEvent):
            journal_of(scene).append(UndoGivenUp(workload=W, step=S, hosts=hosts))


@pytest.mark.parametrize("status", StepStatus)
def test_only_the_table_s_transitions_are_written(status: StepStatus) -> None:
    """A ledger could say that something was undone which was never done."""
    assert set(TRANSITIONS) == set(EVENTS)
    for kind, make in EVENTS.items():
        scene = _at(status)
        rows = list(scene.store.rows())
        if status in TRANSITIONS[kind]:
            journal_of(scene).append(make())
            assert len(list(scene.store.rows())) == len(rows) + 1
        else:
            with pytest.raises(IllegalEvent):
                journal_of(scene).append(make())
            assert list(scene.store.rows()) == rows


def _gate(attempt: int, scene: Twins) -> GateOpened:
    return GateOpened(
        workloads=(W,),
        gate="go.x",
        attempt=attempt,
        plan_hash=scene.plan.hash,
        evidence_hash="e",
        criteria=(),
        expires=scene.clock.now() + timedelta(hours=1),
    )


def _answer(scene: Twins, **changes: object) -> GateAnswered:
    return GateAnswered(
        gate="go.x",
        attempt=1,
        go=True,
        who="leder",
        authenticated=False,
        plan_hash=scene.plan.hash,
        evidence_hash="e",
    ).changed(**changes)


def test_gates_are_opened_in_order_and_answered_once_in_time() -> None:
    """An answer could count twice, late, or for a question nobody asked."""
    scene = twins("integration")
    set_goal(scene, "open")
    journal = journal_of(scene)
    refused: list[Event] = [_gate(2, scene), _answer(scene)]
    for event in refused:
        with pytest.raises(IllegalEvent):
            journal.append(event)
    journal.append(_gate(1, scene))
    for event in (_gate(1, scene), _gate(3, scene), _answer(scene, attempt=2), _answer(scene, plan_hash="x")):
        with pytest.raises(IllegalEvent):
            journal.append(event)
    scene.clock.advance(hours=1)
    with pytest.raises(IllegalEvent, match="expired"):
        journal.append(_answer(scene))
    journal.append(_gate(2, scene))
    journal.append(_answer(scene, attempt=2))
    with pytest.raises(IllegalEvent):
        journal.append(_answer(scene, attempt=2, go=False))


def test_nothing_happens_before_a_plan_is_adopted() -> None:
    """A ledger could hold acts that no plan explains."""
    scene = twins("integration")
    for event in (GoalSet(workload=W, checkpoint="open"), StopRequested(workload=W), EVENTS[StepStarted]()):
        with pytest.raises(IllegalEvent):
            journal_of(scene).append(event)
    assert list(scene.store.rows()) == []


class _Altered:
    """A store in which somebody has altered one event."""

    def __init__(self, scene: Twins, seq: int) -> None:
        self.scene, self.seq = scene, seq

    def rows(self, after: int = 0) -> list[StoredRow]:
        """Return the rows, one of them altered."""
        return [
            row.changed(actor="somebody else") if row.seq == self.seq else row
            for row in self.scene.store.rows(after)
        ]


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_an_altered_event_is_named(seq: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A move would go on over a forged history."""
    scene = _at(StepStatus.STARTED)
    altered = _Altered(scene, seq)
    rows = altered.rows()
    monkeypatch.setattr(scene.store, "rows", lambda after=0: iter(rows[after:]))
    with pytest.raises(Tampered) as found:
        journal_of(scene).refresh()
    assert found.value.seq == seq

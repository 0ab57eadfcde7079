"""The one decision: total and pure over every ledger there can be."""

from datetime import timedelta
from functools import cache
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.migration.drive import ask
from flytt.migration.errors import IllegalEvent, Remedy
from flytt.migration.events import (
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    PlanAdopted,
    Recorded,
    Restored,
    StepDone,
    StepFailed,
    StepProbed,
    StepStarted,
    StepVerified,
    StopRequested,
    UndoDone,
    UndoStarted,
)
from flytt.migration.evidence import Presence, Verification
from flytt.migration.go_back import go_back
from flytt.migration.next_action import Action, Ask, Done, next_action, reached
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.planner import make_plan
from flytt.migration.ports import LeaseRow
from flytt.migration.runbook import GateEntry, person_gate
from flytt.migration.state import MoveState, apply, recorded_event
from flytt.migration.workload import Dependency
from tests.driving import journal_of, set_goal, state_of
from tests.worlds import KINDS, MORNING, RUNBOOKS, municipality, planned, twins, workload

ACTIONS = get_args(Action)
A_YEAR_MINUTES = 365 * 24 * 60


@cache
def everything() -> Plan:
    """Return a plan of every kind, some standing on others."""
    on = (Dependency(workload="integration", why="it sends there"),)
    rows = [workload(k, depends_on=on if k.startswith(("server", "hosted")) else ()) for k in KINDS]
    return make_plan(municipality(rows), RUNBOOKS, MORNING)


def _gates(w: PlannedWorkload) -> list[str]:
    own = [e for e in w.entries if isinstance(e, GateEntry)]
    asked = [person_gate(s, undo=u) for s in w.steps for u in (False, True) if s.by != "flytt"]
    return [w.gate_id(e) for e in (*own, *asked)]


def _event(random: Random, plan: Plan, state: MoveState) -> Event:
    """Draw any event at all; the fold says whether it may be."""
    w = random.choice(plan.workloads)
    begun = list(state.workload(w.id).steps)
    step = random.choice(begun if begun and random.random() < 0.7 else [s.key for s in w.steps])
    gate = random.choice(_gates(w))
    attempt = state.gates[gate].attempt if gate in state.gates else 0
    plan_hash = random.choice([plan.hash, plan.hash, "older"])
    differing = random.choice([(), (), ("row 7",)])
    remedy = random.choice(list(Remedy))
    checkpoint = random.choice([*w.checkpoints, "nowhere"])
    expires = MORNING + timedelta(minutes=random.randrange(A_YEAR_MINUTES))
    concerned = tuple(x.id for x in plan.workloads if random.random() < 0.8)
    return random.choice(
        [
            GoalSet(workload=w.id, checkpoint=checkpoint, backward=random.random() < 0.4),
            StopRequested(workload=w.id),
            StepStarted(workload=w.id, step=step, was={}),
            StepProbed(workload=w.id, step=step, presence=random.choice(list(Presence))),
            StepDone(workload=w.id, step=step, receipt={}),
            StepVerified(workload=w.id, step=step, verification=Verification(route="", differing=differing)),
            StepFailed(workload=w.id, step=step, at_verb="do", error="X", remedy=remedy, says="x"),
            UndoStarted(workload=w.id, step=step),
            UndoDone(workload=w.id, step=step),
            PlanAdopted(plan_hash=plan_hash, document="d"),
            Restored(from_backup="b"),
            GateOpened(
                workloads=concerned,
                gate=gate,
                attempt=attempt + 1,
                plan_hash=plan_hash,
                evidence_hash="e",
                criteria=(),
                expires=expires,
            ),
            GateAnswered(
                gate=gate,
                attempt=attempt,
                go=random.random() < 0.7,
                who="leder",
                authenticated=True,
                plan_hash=plan_hash,
                evidence_hash="e",
            ),
        ]
    )


def _ledger(random: Random, plan: Plan) -> MoveState:
    adopted = PlanAdopted(plan_hash=plan.hash, document="d")
    state = apply(MoveState(), recorded_event(1, MORNING, "a", 0, adopted))
    at = MORNING
    for _ in range(random.randrange(120)):
        at += timedelta(minutes=random.choice([0, 1, 600]))
        try:
            state = apply(state, recorded_event(state.seq + 1, at, "a", 0, _event(random, plan, state)))
        except IllegalEvent:
            continue
    return state


@given(seed=st.integers(0, 2**32), minutes=st.integers(-A_YEAR_MINUTES, 2 * A_YEAR_MINUTES))
@settings(max_examples=150, deadline=None)
def test_it_is_total_and_pure(seed: int, minutes: int) -> None:
    """A ledger nobody thought of would end a night's move in a traceback, or two readers would differ."""
    plan = everything()
    state, now = _ledger(Random(seed), plan), MORNING + timedelta(minutes=minutes)
    before = repr(state)
    for w in plan.workloads:
        action = next_action(plan, w, state, now)
        assert isinstance(action, ACTIONS)
        assert next_action(plan, w, state, now) == action
        assert reached(w, state) in w.checkpoints
        assert go_back(plan, w, state).minutes >= 0
    assert repr(state) == before


def test_nothing_is_done_without_a_goal() -> None:
    """A workload would begin to move because somebody looked at it."""
    plan = everything()
    for w in plan.workloads:
        assert next_action(plan, w, MoveState(plan_hash=plan.hash), w.window.start) == Done("before")


def test_two_who_ask_at_the_same_moment_ask_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two workloads that come to their common gate at once would die of it."""
    scene = twins("integration")
    set_goal(scene, "open")
    entry = next(e for e in planned(scene).entries if isinstance(e, GateEntry))
    question = Ask(planned(scene).gate_id(entry), entry, None)
    first, second = journal_of(scene), journal_of(scene)
    append = second.append

    def late(event: Event, *, lease: LeaseRow | None = None) -> Recorded:
        ask(scene.plan, first, question, scene.clock)
        return append(event, lease=lease)

    monkeypatch.setattr(second, "append", late)
    asked = ask(scene.plan, second, question, scene.clock)
    assert asked.opened is not None
    assert asked.opened.attempt == 1
    assert len(state_of(scene).gates) == 1

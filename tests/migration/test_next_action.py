"""The one decision: total and pure over every ledger there can be."""

from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.migration.action import Action, Adopt, Ask, Do, Done, GiveUp, Look, Stuck, Undo, Verify, Wait
from flytt.migration.drive import ask
from flytt.migration.errors import IllegalEvent, Remedy
from flytt.migration.events import (
    Event,
    GateAnswered,
    GateOpened,
    GoalSet,
    HostStated,
    PlanAdopted,
    Recorded,
    Restored,
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
from flytt.migration.go_back import go_back
from flytt.migration.next_action import next_action, reached
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.planner import make_plan
from flytt.migration.ports import LeaseRow
from flytt.migration.runbook import GateEntry, found_gate, person_gate
from flytt.migration.state import GateState, MoveState, StepStatus, apply, recorded_event
from flytt.migration.workload import Dependency
from tests.driving import journal_of, set_goal, state_of
from tests.examples import examples
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
    return [w.gate_id(e) for e in (*own, *asked, found_gate())]


@cache
def _hosts() -> list[str]:
    return sorted({host for w in everything().workloads for s in w.steps for host in s.undo_hosts})


def _dead(random: Random, state: MoveState) -> Event:
    return HostStated(
        host=random.choice(_hosts()),
        dead=random.random() < 0.7,
        who="leder",
        why="burnt",
        authenticated=True,
        plan_hash=state.plan_hash,
    )


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
            StepStarted(workload=w.id, step=step, was={}, adopted=random.random() < 0.3),
            StepFound(
                workload=w.id,
                step=step,
                presence=random.choice(list(Presence)),
                was=random.choice([None, {}]),
                asks=random.choice([(), ("running",)]),
            ),
            StepProbed(workload=w.id, step=step, presence=random.choice(list(Presence))),
            StepDone(workload=w.id, step=step, receipt={}),
            StepVerified(workload=w.id, step=step, verification=Verification(route="", differing=differing)),
            StepFailed(workload=w.id, step=step, at_verb="do", error="X", remedy=remedy, says="x"),
            UndoStarted(workload=w.id, step=step),
            UndoDone(workload=w.id, step=step),
            UndoGivenUp(
                workload=w.id,
                step=step,
                hosts=tuple(state.dead) or ("new",),
                left=random.choice([(), ("file x",)]),
                unlisted=random.random() < 0.5,
            ),
            _dead(random, state),
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
                so_before=random.choice([(), (step,)]),
            ),
        ]
    )


def _next(  # noqa: PLR0911, C901 - one return for each action
    random: Random, plan: Plan, w: PlannedWorkload, state: MoveState, now: datetime
) -> Event:
    """Return what a writer would write next about this workload; any event at all when it would not."""
    at = state.workload(w.id)
    match next_action(plan, w, state, now):
        case Do(step=step):
            begun = at.step(step.key).begun
            done = StepDone(workload=w.id, step=step.key, receipt={})
            return done if begun else StepStarted(workload=w.id, step=step.key, was={})
        case Verify(step=step):
            return StepVerified(workload=w.id, step=step.key, verification=Verification(route="", matched=1))
        case Undo(step=step):
            undone = UndoDone(workload=w.id, step=step.key)
            undoing = at.step(step.key).status is StepStatus.UNDOING
            return undone if undoing else UndoStarted(workload=w.id, step=step.key)
        case Look(step=step):
            return StepFound(workload=w.id, step=step.key, presence=random.choice(list(Presence)), was={})
        case Adopt(step=step):
            return StepStarted(workload=w.id, step=step.key, was={}, adopted=True)
        case GiveUp(step=step, hosts=hosts):
            return UndoGivenUp(workload=w.id, step=step.key, hosts=hosts, left=("file x",))
        case Ask(gate=gate, opened=None):
            attempt = state.gates[gate].attempt + 1 if gate in state.gates else 1
            return GateOpened(
                workloads=(w.id,),
                gate=gate,
                attempt=attempt,
                plan_hash=plan.hash,
                evidence_hash="e",
                criteria=(),
                expires=now + timedelta(minutes=A_YEAR_MINUTES),
            )
        case Ask(gate=gate, opened=GateState(attempt=attempt)):
            return GateAnswered(
                gate=gate,
                attempt=attempt,
                go=random.random() < 0.9,
                who="leder",
                authenticated=True,
                plan_hash=plan.hash,
                evidence_hash="e",
            )
        case Stuck() | Wait(until=None) | Done() if random.random() < 0.5:
            return _dead(random, state)
        case Stuck() | Wait(until=None):
            return GoalSet(workload=w.id, checkpoint="before", backward=True)
        case _:
            return _event(random, plan, state)


def _ledger(random: Random, plan: Plan) -> MoveState:
    """Return a ledger in which writers did their work, and now and then anything at all happened."""
    adopted = PlanAdopted(plan_hash=plan.hash, document="d")
    state = apply(MoveState(), recorded_event(1, MORNING, "a", 0, adopted))
    at, few = MORNING, random.sample(plan.workloads, 2)
    for w in few:
        goal = GoalSet(workload=w.id, checkpoint=random.choice(w.checkpoints[1:]))
        state = apply(state, recorded_event(state.seq + 1, at, "a", 0, goal))
    surprises = random.choice([0.02, 0.1, 1])
    for _ in range(random.randrange(120)):
        at += timedelta(minutes=random.choice([0, 1, 600]))
        w = random.choice(few)
        surprised = random.random() < surprises
        event = _event(random, plan, state) if surprised else _next(random, plan, w, state, w.window.start)
        try:
            state = apply(state, recorded_event(state.seq + 1, at, "a", 0, event))
        except IllegalEvent:
            continue
    return state


@given(seed=st.integers(0, 2**32), minutes=st.integers(-A_YEAR_MINUTES, 2 * A_YEAR_MINUTES))
@settings(max_examples=examples(150), deadline=None)
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


def test_the_ledgers_that_are_drawn_lead_to_every_action() -> None:
    """The test above would say that everything holds, of ledgers in which nothing happens."""
    plan = everything()
    met: set[type] = set()
    for seed in range(600):
        state = _ledger(Random(seed), plan)
        met |= {type(next_action(plan, w, state, w.window.start)) for w in plan.workloads}
        if met == set(ACTIONS):
            return
    assert met == set(ACTIONS)


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

"""The one loop: ask what comes next, carry it out, until a goal, a gate, a wait or a stop."""

from collections.abc import Callable
from typing import TypeAlias

from flytt.migration.action import Act, Adopt, Ask, Do, Done, GiveUp, Look, Stuck, Undo, Verify, Wait
from flytt.migration.criteria import Subject
from flytt.migration.errors import IllegalEvent
from flytt.migration.events import GateOpened
from flytt.migration.gate import concerned, open_gate
from flytt.migration.journal import Journal
from flytt.migration.next_action import next_action
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.ports import Clock
from flytt.migration.state import GateState

Outcome: TypeAlias = Ask | Wait | Done | Stuck
Perform: TypeAlias = Callable[[PlannedWorkload, Act], None]


def drive(plan: Plan, workload: PlannedWorkload, journal: Journal, perform: Perform, clock: Clock) -> Outcome:
    """Bring one workload as far as it goes without a person. Returns why it stopped."""
    while True:
        state = journal.refresh()
        action = next_action(plan, workload, state, clock.now())
        match action:
            case Do() | Verify() | Undo() | Look() | Adopt() | GiveUp():
                perform(workload, action)
            case Wait(until=moment) if moment is not None and moment - clock.now() <= clock.patience:
                clock.wait_until(moment)
            case Ask():
                return ask(plan, journal, action, clock)
            case Wait() | Done() | Stuck():
                return action


def ask(plan: Plan, journal: Journal, action: Ask, clock: Clock) -> Ask:
    """Make sure that an attempt at the gate is open on today's evidence, and return the question with it."""
    while True:
        state, now = journal.refresh(), clock.now()
        subject = Subject(plan, concerned(plan, action.gate, state), state, journal.events, now)
        question = open_gate(action, subject)
        found = state.gates.get(action.gate)
        if found and found.open_at(now) and _binds_alike(found, question):
            return Ask(action.gate, action.entry, found)
        try:
            journal.append(question)
        except IllegalEvent:
            # A neighbour of the same wave may have asked at the same moment; then theirs is the question.
            if journal.refresh().gates.get(action.gate) == found:
                raise


def _binds_alike(found: GateState, question: GateOpened) -> bool:
    return (found.plan_hash, found.evidence_hash) == (question.plan_hash, question.evidence_hash)

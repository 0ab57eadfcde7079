"""The one loop: ask what comes next, carry it out, until a goal, a gate, a wait or a stop."""

from collections.abc import Callable
from typing import TypeAlias

from flytt.migration.criteria import Subject
from flytt.migration.gate import open_gate, subjects
from flytt.migration.journal import Journal
from flytt.migration.next_action import Ask, Do, Done, Stuck, Undo, Verify, Wait, next_action
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.ports import Clock

Outcome: TypeAlias = Ask | Wait | Done | Stuck
Perform: TypeAlias = Callable[[PlannedWorkload, Do | Verify | Undo], None]


def drive(plan: Plan, workload: PlannedWorkload, journal: Journal, perform: Perform, clock: Clock) -> Outcome:
    """Bring one workload as far as it goes without a person. Returns why it stopped."""
    while True:
        state = journal.refresh()
        action = next_action(plan, workload, state, clock.now())
        match action:
            case Do() | Verify() | Undo():
                perform(workload, action)
            case Wait(until=moment) if moment is not None and moment - clock.now() <= clock.patience:
                clock.wait_until(moment)
            case Ask():
                return ask(plan, journal, action, clock)
            case Wait() | Done() | Stuck():
                return action


def ask(plan: Plan, journal: Journal, action: Ask, clock: Clock) -> Ask:
    """Make sure that an attempt at the gate is open, and return the question with it."""
    now = clock.now()
    if action.opened is not None and action.opened.open_at(now):
        return action
    subject = Subject(plan, subjects(plan, action.gate), journal.refresh(), journal.events, now)
    journal.append(open_gate(action, subject))
    return Ask(action.gate, action.entry, journal.refresh().gates[action.gate])

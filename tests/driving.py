"""Moving a workload in the twins' world as an operator would: goals, gates, people's hands, kills."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flytt.migration.action import Act
from flytt.migration.answer import Reply, answer
from flytt.migration.drive import Outcome, drive
from flytt.migration.events import GoalSet, Recorded
from flytt.migration.journal import Journal
from flytt.migration.next_action import Ask, Wait
from flytt.migration.perform import AnyStep, Performer
from flytt.migration.plan import PlannedWorkload
from flytt.migration.ports import LedgerStore, Vault, World
from flytt.migration.restored import unknown_before
from flytt.migration.runbook import FOUND, StepEntry
from flytt.migration.state import MoveState
from tasks.catalogue import find
from tests.worlds import Twins, planned

A_MONTH = timedelta(days=31)
LONGEST_RUN = 200
"""More acts than any run needs: a run that does not end is a fault, and is shown as one."""


class Killed(BaseException):
    """The writer is gone: nothing that it held in memory is left."""


@dataclass
class Wires:
    """What stands between the engine and the twins in one run; None is the twin itself."""

    find: Callable[[str], AnyStep] = find
    store: LedgerStore | None = None
    world: World | None = None
    vault: Vault | None = None
    begins: Callable[[str], None] = lambda _: None
    """Told the key of every step that is acted on."""


def journal_of(scene: Twins, wires: Wires | None = None, actor: str = "operator") -> Journal:
    """Return a fresh journal, as a new process has it."""
    return Journal((wires and wires.store) or scene.store, scene.clock, actor)


def state_of(scene: Twins) -> MoveState:
    """Return what the ledger amounts to, read anew from its first row."""
    return journal_of(scene).refresh()


def events_of(scene: Twins) -> tuple[Recorded, ...]:
    """Return every event, read anew."""
    journal = journal_of(scene)
    journal.refresh()
    return journal.events


def set_goal(scene: Twins, checkpoint: str, *, backward: bool = False, workload: str = "") -> None:
    """Say where a person wants a workload, the plan being adopted."""
    journal = journal_of(scene)
    journal.adopt(scene.plan)
    journal.append(GoalSet(workload=workload or planned(scene).id, checkpoint=checkpoint, backward=backward))


def bring_on(scene: Twins, workload: PlannedWorkload | None = None, wires: Wires | None = None) -> Outcome:
    """Drive a workload under a lease of its own until only a person, another workload or nobody can help.

    People say go, do what they are asked, and wait for windows. Like a new process after the last one died.
    """
    wires = wires or Wires()
    workload = workload or planned(scene)
    scene.runs += 1
    journal = journal_of(scene, wires)
    lease = journal.take_lease(workload.id, f"run {scene.runs}", "test", takeover=True)
    vault = wires.vault or scene.vault
    performer = Performer(journal, wires.world or scene.world, vault, wires.find, lease)
    acts = itertools.count(1)

    def perform(workload: PlannedWorkload, action: Act) -> None:
        assert next(acts) <= LONGEST_RUN, f"{workload.id} goes round in circles at {action}"
        wires.begins(action.step.key)
        performer.perform(workload, action)

    while True:
        outcome = drive(scene.plan, workload, journal, perform, scene.clock)
        if isinstance(outcome, Ask):
            respond(scene, workload, journal, outcome)
        elif isinstance(outcome, Wait) and outcome.until is not None:
            scene.clock.wait_until(outcome.until)
        else:
            journal.release_lease(lease)
            return outcome


def respond(scene: Twins, workload: PlannedWorkload, journal: Journal, asked: Ask) -> None:
    """Answer go; do first what the question asks whether it was done; let retiring wait its month."""
    assert asked.opened is not None, "an open question has an attempt"
    key = asked.entry.key
    steps = {s.key: s for s in workload.steps if s.by != "flytt"}
    if step := steps.get(key):
        hands(scene, step, undo=False)
    elif step := steps.get(key.removesuffix("-undo")):
        hands(scene, step, undo=True)
    if asked.entry.phase == "retire" and not all(c.passed for c in asked.opened.criteria):
        scene.clock.wait_until(scene.clock.now() + A_MONTH)
        return
    scene.asked.append(asked.gate)
    reply = Reply(gate=asked.gate, go=True, who="leder")
    if key == FOUND:
        unknown = unknown_before(workload, journal.refresh())
        if scene.so_before:
            reply = reply.changed(go=False, why="it was so before Flytt")
        else:
            reply = reply.changed(was={step: scene.remembered[step] for step in unknown})
    answer(scene.plan, journal, scene.clock, reply, unsigned, scene.vault)


def unsigned(signed: bytes, signature: str, public_key: str) -> bool:
    """Check no signature: nobody signs in these worlds."""
    del signed, signature, public_key
    return False


def hands(scene: Twins, step: StepEntry, *, undo: bool) -> None:
    """Let people do it."""
    scene.people_do(step, undo=undo)


def move(scene: Twins, checkpoint: str = "open", wires: Wires | None = None) -> Outcome:
    """Set the goal and bring the world's first workload on."""
    set_goal(scene, checkpoint)
    return bring_on(scene, wires=wires)


def roll_back(scene: Twins, checkpoint: str = "before", wires: Wires | None = None) -> Outcome:
    """Set the goal backward and bring the world's first workload back."""
    set_goal(scene, checkpoint, backward=True)
    return bring_on(scene, wires=wires)

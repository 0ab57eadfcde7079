"""The program that is killed: moves Vik to a checkpoint, or back, as an operator with no patience would.

`python -m tests.killed.mover HOME CHECKPOINT [--back] [--again] [--only W] [--holder NAME]`

It prints where every workload came as JSON. 0: all there; 3: somebody else writes; 4: stuck or waiting.
"""

import argparse
import dataclasses
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flytt.adapters.clock import PracticeClock
from flytt.adapters.practice.people import PracticePeople
from flytt.adapters.signature import check
from flytt.migration.answer import Reply, answer
from flytt.migration.drive import Outcome, ask, drive
from flytt.migration.errors import FlyttError
from flytt.migration.events import GoalSet
from flytt.migration.lease import release_of_the_dead, writing
from flytt.migration.move import Move
from flytt.migration.next_action import Ask, Done, Stuck, Wait, next_action
from flytt.migration.perform import Performer
from flytt.migration.plan import PlannedWorkload
from flytt.wiring import Where, new_plan, open_journal, open_move
from tasks.catalogue import find

MAPPINGS = Path(__file__).parent / "mappings"
NOW = datetime(2024, 1, 20, 9, tzinfo=UTC)


def where(home: Path) -> Where:
    """Return where Vik's mapping and this move's ledger are."""
    return Where("vik", MAPPINGS, str(home / "ledger.db"))


def opened(home: Path, holder: str = "") -> Move:
    """Adopt the plan, unless it is in force, and open the move on the practice municipality's time."""
    at = where(home)
    journal = open_journal(at)
    plan = new_plan(at, practice=True, now=NOW)
    start = min(w.window.start for w in plan.workloads) - timedelta(days=1)
    journal.clock = PracticeClock(start, not_before=journal.refresh().at)
    journal.adopt(plan)
    clock = PracticeClock(start, not_before=journal.refresh().at)
    journal.store.close()
    move = open_move(at, actor="mover", clock=clock)
    return dataclasses.replace(move, holder=holder) if holder else move


def aim(move: Move, workload: PlannedWorkload, checkpoint: str, *, back: bool, again: bool) -> None:
    """Set the goal, unless it is the goal already: a crash asks nobody for a new one."""
    goal = move.journal.refresh().workload(workload.id).goal
    if not again and goal is not None and (goal.checkpoint, goal.backward) == (checkpoint, back):
        return
    move.journal.append(GoalSet(workload=workload.id, checkpoint=checkpoint, backward=back))


def bring_all_on(move: Move, workloads: tuple[PlannedWorkload, ...]) -> dict[str, Outcome]:
    """Bring all on, round after round, until nothing moves any more."""
    people = PracticePeople(Path(move.home) / "practice")
    outcomes: dict[str, Outcome] = {}
    moved = True
    while moved:
        moved = False
        for workload in workloads:
            action = next_action(move.plan, workload, move.journal.refresh(), move.clock.now())
            match action:
                case Done() | Stuck() | Wait(until=None):
                    release_of_the_dead(move, workload)
                    outcomes[workload.id] = action
                case Ask():
                    respond(move, workload, ask(move.plan, move.journal, action, move.clock), people)
                    moved = True
                case _:
                    _bring_on(move, workload, people)
                    moved = True
    return outcomes


def _bring_on(move: Move, workload: PlannedWorkload, people: PracticePeople) -> None:
    with writing(move, workload, "tests") as lease:
        performer = Performer(move.journal, move.world, move.vault, find, lease)
        while True:
            outcome = drive(move.plan, workload, move.journal, performer.perform, move.clock)
            if not isinstance(outcome, Ask):
                return
            respond(move, workload, outcome, people)


def respond(move: Move, workload: PlannedWorkload, asked: Ask, people: PracticePeople) -> None:
    """Have done what the question asks whether it was done; then say go."""
    if asked.entry.scope == "workload":
        people.ask(workload.id, undo=asked.entry.key.endswith("-undo"))
    answer(move.plan, move.journal, move.clock, Reply(gate=asked.gate, go=True, who="leder"), check)


def main() -> int:
    """Move, and say where everything came."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("checkpoint")
    parser.add_argument("--back", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--holder", default="")
    given = parser.parse_args()
    move = opened(given.home, given.holder)
    chosen = tuple(w for w in move.plan.workloads if not given.only or w.id in given.only)
    chosen = tuple(reversed(chosen)) if given.back else chosen
    for workload in chosen:
        aim(move, workload, given.checkpoint, back=given.back, again=given.again)
    try:
        outcomes = bring_all_on(move, chosen)
    except FlyttError as error:
        _say({"error": type(error).__name__, "says": str(error)})
        return error.exit_code
    _say({w: [type(o).__name__, str(o)] for w, o in outcomes.items()})
    return 0 if all(isinstance(o, Done) for o in outcomes.values()) else 4


def _say(page: dict[str, str] | dict[str, list[str]]) -> None:
    sys.stdout.write(json.dumps(page, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())

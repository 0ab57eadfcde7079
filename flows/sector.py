"""Bringing a sector's workloads on, together, until each has reached its goal or needs somebody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flows.bar import Bar
from flows.shown import quiet_subflows, shown_as
from flytt.migration.action import Adopt, GiveUp, Look
from flytt.migration.drive import Outcome, ask
from flytt.migration.errors import LeaseHeld
from flytt.migration.events import Recorded
from flytt.migration.lease import release_of_the_dead
from flytt.migration.move import Move
from flytt.migration.next_action import Ask, Do, Done, Stuck, Undo, Verify, Wait, next_action
from flytt.migration.plan import PlannedWorkload
from flytt.migration.state import MoveState
from tasks.runner import bring_on

Told = Callable[[Recorded], None]


@dataclass(frozen=True, slots=True)
class SectorOutcome:
    """Why each workload stopped. The worst of them is the sector's."""

    outcomes: dict[str, Outcome] = field(default_factory=dict[str, Outcome])

    @property
    def stuck(self) -> dict[str, Stuck]:
        """The workloads that a person must get past something."""
        return {w: o for w, o in self.outcomes.items() if isinstance(o, Stuck)}

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The questions that are open, each once."""
        return tuple({o.gate: o for o in self.outcomes.values() if isinstance(o, Ask)}.values())

    @property
    def waits(self) -> dict[str, Wait]:
        """The workloads that wait for a time, a person or each other."""
        return {w: o for w, o in self.outcomes.items() if isinstance(o, Wait)}

    @property
    def next_moment(self) -> datetime | None:
        """The earliest time at which there will be something to do by itself."""
        return min((w.until for w in self.waits.values() if w.until), default=None)

    @property
    def exit_code(self) -> int:
        """0 all reached, 3 waiting for a person or a time, 4 stuck."""
        if self.stuck:
            return 4
        return 3 if self.asks or self.waits else 0


def bring_sector_on(
    move: Move,
    workloads: tuple[PlannedWorkload, ...],
    why: str,
    told: Told | None = None,
    bar: Bar | None = None,
) -> SectorOutcome:
    """Bring all workloads as far as they go. One that is stuck does not hold up those beside it."""
    outcomes: dict[str, Outcome] = {}
    bar = bar or Bar(move, workloads)
    moved = True
    with quiet_subflows():
        while moved:
            moved = False
            for workload in workloads:
                outcome = _brought_on(move, workload, why, told)
                bar.show()
                moved = moved or outcome is None
                if outcome is not None:
                    outcomes[workload.id] = outcome
    return SectorOutcome(outcomes)


def _brought_on(move: Move, workload: PlannedWorkload, why: str, told: Told | None) -> Outcome | None:
    """Return why a workload stands still, or None when something was done on it."""
    state = move.journal.refresh()
    action = next_action(move.plan, workload, state, move.clock.now())
    if isinstance(action, Ask | Wait | Done | Stuck):
        release_of_the_dead(move, workload)
    match action:
        case Ask():
            return ask(move.plan, move.journal, action, move.clock)
        case Wait(until=moment) if moment is None or moment - move.clock.now() > move.clock.patience:
            return action
        case Done() | Stuck():
            return action
        case Do() | Verify() | Undo() | Look() | Adopt() | GiveUp() | Wait():
            pass
    try:
        outcome = shown_as("Arbeidslast", title(workload, state), lambda: bring_on(move, workload, why, told))
    except LeaseHeld as held:
        return Wait(str(held), on=("another writer",))
    return None if outcome != action else outcome


def title(workload: PlannedWorkload, state: MoveState) -> str:
    """Return the sentence for a workload's run: what it is, and where it is going."""
    goal = state.workload(workload.id).goal
    if goal is None:
        return workload.name
    names = {e.key: e.title_nb for e in workload.entries}
    where = names.get(goal.checkpoint, goal.checkpoint).lower()
    return (
        f"{workload.name}: tilbake til «{where}»" if goal.backward else f"{workload.name}: fram mot «{where}»"
    )

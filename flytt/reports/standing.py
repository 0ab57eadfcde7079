"""One word for how a workload stands, and what it waits for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from flytt.migration.action import Adopt, GiveUp, Look
from flytt.migration.next_action import (
    Ask,
    Do,
    Done,
    Stuck,
    Undo,
    Verify,
    Wait,
    cutover_begun,
    next_action,
    reached,
)
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.state import MoveState, StepStatus

Word: TypeAlias = Literal[
    "planned",
    "preparing",
    "prepared",
    "moving",
    "down",
    "switched",
    "verified",
    "opening",
    "open",
    "retiring",
    "retired",
    "waiting",
    "stopped",
    "halted",
    "rolling-back",
    "rolled-back",
    "stuck",
]
Needs: TypeAlias = Literal["nothing", "time", "others", "person", "run", "help"]
"""Who is next: nobody, the clock, other workloads, a person's answer, somebody to start it again, help."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`needs` says who is next. `waits_for` is empty when nothing is waited for."""

    word: Word
    needs: Needs
    reached: str
    waits_for: str = ""
    until: datetime | None = None
    ask: Ask | None = None
    stuck: Stuck | None = None


_ACTING: dict[str, Word] = {
    "prepare": "preparing",
    "cutover": "moving",
    "open": "opening",
    "retire": "retiring",
}
_AT: dict[str, Word] = {
    "before": "planned",
    "prepared": "prepared",
    "verified": "verified",
    "open": "open",
    "retired": "retired",
}


def standing(  # noqa: PLR0911 - one return for each thing that can be next
    plan: Plan,
    workload: PlannedWorkload,
    state: MoveState,
    now: datetime,
    *,
    down: bool,
    held: bool,
    worker: str = "",
) -> Standing:
    """Say how a workload stands. `down`: users are without it now; `held`: a living writer works on it.

    `worker` names who works on others of the move now, and will come to this one.
    """
    at = state.workload(workload.id)
    mark = reached(workload, state)
    if at.goal is None:
        return Standing("planned" if mark == "before" else _word(workload, state, mark), "nothing", mark)
    backward = at.goal.backward
    match next_action(plan, workload, state, now):
        case Stuck() as stuck:
            return Standing("stuck", "help", mark, stuck.why, stuck=stuck)
        case Done(checkpoint=checkpoint):
            word = "rolled-back" if backward else _AT.get(checkpoint, "moving")
            return Standing(word, "nothing", mark)
        case Ask() as ask:
            word = "rolling-back" if backward else "down" if down else "waiting"
            return Standing(word, "person", mark, ask.entry.title, ask=ask)
        case Wait(why=why, until=until, on=on):
            by_person = "a person" in on
            needs: Needs = "person" if by_person else "others" if on else "time"
            word = "rolling-back" if backward else "down" if down else "stopped" if by_person else "waiting"
            return Standing(word, needs, mark, why, until)
        case (
            Do(step=step)
            | Verify(step=step)
            | Undo(step=step)
            | Look(step=step)
            | Adopt(step=step)
            | GiveUp(step=step)
        ):
            if not held and worker:
                word = "rolling-back" if backward else "down" if down else "waiting"
                return Standing(word, "others", mark, f"{worker} is working here; next is: {step.title}")
            if not held:
                return Standing("halted", "run", mark, f"nobody is working on it; next is: {step.title}")
            if backward:
                return Standing("rolling-back", "nothing", mark, step.title)
            return Standing(
                "down" if down else _acting(workload, state, step.phase), "nothing", mark, step.title
            )


def _acting(workload: PlannedWorkload, state: MoveState, phase: str) -> Word:
    if phase == "cutover" and _switched(workload, state):
        return "switched"
    return _ACTING[phase]


def _word(workload: PlannedWorkload, state: MoveState, mark: str) -> Word:
    return "moving" if mark == "prepared" and cutover_begun(workload, state) else _AT.get(mark, "moving")


def _switched(workload: PlannedWorkload, state: MoveState) -> bool:
    at = state.workload(workload.id)
    return any(s.ends_downtime and at.step(s.key).status is StepStatus.VERIFIED for s in workload.steps)

"""What users are told: derived from plan, ledger and clock, and from nothing else.

The ledger is walked once, with every plan that was adopted in its time. A notice is a line through that walk:
it keeps its id while the workloads it told of first are given other windows. See `notice_line`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flytt.migration.events import PlanAdopted, Recorded
from flytt.migration.notice_line import Line
from flytt.migration.notice_moves import Adoption, replanned
from flytt.migration.notice_record import Notice, NoticedSystem, NoticeState
from flytt.migration.plan import Plan
from flytt.migration.state import MoveState, apply

__all__ = ["Notice", "NoticeState", "NoticedSystem", "history", "notices"]

ADOPTED_NONE: Mapping[str, Plan] = {}


def notices(
    plan: Plan,
    state: MoveState,
    events: Sequence[Recorded],
    now: datetime,
    adopted: Mapping[str, Plan] = ADOPTED_NONE,
) -> tuple[Notice, ...]:
    """Return every notice there has been, in the order of their windows, as of `now` (UTC).

    `state` is what `events`, the whole ledger, amounts to. `adopted` holds earlier plans by their hash
    (`Journal.plans()`): without them it cannot be told what was promised before the plan in force. Without
    events the notices are what the plan alone promises.
    """
    del state  # what the events amount to is seen on the walk
    return _ordered(line.notice(events) for line in _walked(plan, events, now, adopted))


def history(
    plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan] = ADOPTED_NONE
) -> dict[str, tuple[Notice, ...]]:
    """Return every revision of every notice, oldest first, by the notice's id: what was told, and when."""
    return {line.id: line.all_told(events) for line in _walked(plan, events, now, adopted)}


def _walked(
    plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan]
) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = ()
    state = MoveState()
    for recorded in events:
        state = apply(state, recorded)
        if isinstance(recorded.event, PlanAdopted):
            followed = adopted.get(recorded.event.plan_hash, plan)
            lines = replanned(lines, Adoption(followed, recorded.at, recorded.seq, state))
            continue
        for line in lines:
            line.hear(recorded, state)
    if not events:
        lines = replanned((), Adoption(plan, min(plan.made_at, now), 0, state))
    for line in lines:
        line.pass_time(now)
    return lines


def _ordered(told: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(told, key=lambda n: (n.window.start, n.id)))

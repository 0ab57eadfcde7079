"""What users are told: derived from plan, ledger and clock, and from nothing else.

The ledger is walked once, with every plan that was adopted in its time. A notice is a line through that walk:
it keeps its id while the workloads it told of first are given other windows. See `notice_line`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from flytt.migration.events import PlanAdopted, Recorded
from flytt.migration.notice_line import Line, copied
from flytt.migration.notice_moves import Adoption, replanned
from flytt.migration.notice_record import Notice, NoticedSystem, NoticeState
from flytt.migration.plan import Plan
from flytt.migration.state import MoveState, apply

__all__ = ["Notice", "NoticeState", "NoticedSystem", "Telling", "history", "notices"]

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
    return Telling().notices(plan, events, now, adopted)


def history(
    plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan] = ADOPTED_NONE
) -> dict[str, tuple[Notice, ...]]:
    """Return every revision of every notice, oldest first, by the notice's id: what was told, and when."""
    return Telling().history(plan, events, now, adopted)


class Telling:
    """The walk through one ledger, kept between looks, which hear only what is new. One thread at a time.

    The answers are those of `notices` and `history`; a ledger that is another one is walked anew.
    """

    def __init__(self) -> None:
        self._lines: tuple[Line, ...] = ()
        self._state = MoveState()
        self._heard: Recorded | None = None

    def notices(
        self, plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan]
    ) -> tuple[Notice, ...]:
        """Return every notice as of `now`. See the function of this name."""
        told = (line.notice(events) for line in self._at(plan, events, now, adopted))
        return tuple(sorted(told, key=lambda n: (n.window.start, n.id)))

    def history(
        self, plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan]
    ) -> dict[str, tuple[Notice, ...]]:
        """Return every revision of every notice as of `now`. See the function of this name."""
        return {line.id: line.all_told(events) for line in self._at(plan, events, now, adopted)}

    def told(
        self, plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan]
    ) -> tuple[tuple[Notice, ...], dict[str, Callable[[], tuple[Notice, ...]]]]:
        """Return every notice as of `now`, and by its id what puts together all of its revisions.

        Those are asked for seldom, and cost more than all notices; any thread may ask.
        """
        lines = self._at(plan, events, now, adopted)
        told = sorted((line.notice(events) for line in lines), key=lambda n: (n.window.start, n.id))
        return tuple(told), {line.id: partial(line.all_told, events) for line in lines}

    def _at(
        self, plan: Plan, events: Sequence[Recorded], now: datetime, adopted: Mapping[str, Plan]
    ) -> tuple[Line, ...]:
        if self._heard is not None and self._heard not in events[self._heard.seq - 1 : self._heard.seq]:
            self._lines, self._state, self._heard = (), MoveState(), None
        for recorded in events[self._heard.seq if self._heard else 0 :]:
            self._hear(recorded, adopted.get(getattr(recorded.event, "plan_hash", ""), plan))
        # The clock goes on in copies: what comes next is heard at its own time.
        lines = (
            tuple(copied(line) for line in self._lines)
            if events
            else replanned((), Adoption(plan, min(plan.made_at, now), 0, MoveState()))
        )
        for line in lines:
            line.pass_time(now)
        return lines

    def _hear(self, recorded: Recorded, followed: Plan) -> None:
        self._state, self._heard = apply(self._state, recorded), recorded
        if isinstance(recorded.event, PlanAdopted):
            adoption = Adoption(followed, recorded.at, recorded.seq, self._state)
            self._lines = replanned(self._lines, adoption)
            return
        for line in self._lines:
            line.hear(recorded, self._state)

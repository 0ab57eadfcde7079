"""Who owes users the next word, and since when: said to those who work on a move, never in a notice."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from flytt.migration.journal import Journal
from flytt.migration.notice import notices
from flytt.migration.notice_record import COMING, Notice, NoticeState
from flytt.migration.plan import Plan
from flytt.migration.record import Record, Slug
from flytt.migration.state import MoveState
from flytt.migration.watch import Alarm

SOON = timedelta(minutes=15)
"""Whoever owes a word is reminded so long before it is due: while the promise can still be kept."""


class Owed(Record):
    """A word that users wait for. `to_say` is what; `by` who owes it: approvers' ids, or who launched it.

    `due` is when users were promised it (UTC); `overdue` that this has passed with no word from the move.
    """

    notice: str
    sector: Slug
    to_say: Literal["start", "news", "end", "answer"]
    by: tuple[str, ...]
    due: datetime
    overdue: bool
    workloads: tuple[Slug, ...]
    gate: str = ""


def owed(plan: Plan, told: Iterable[Notice], state: MoveState, now: datetime) -> tuple[Owed, ...]:
    """Return every word that is owed as of now, the one that was due first before the others."""
    return tuple(sorted(_all(plan, told, state, now), key=lambda o: (o.due, o.notice, o.to_say)))


def reminders(plan: Plan, owing: Iterable[Owed], now: datetime) -> tuple[Alarm, ...]:
    """Return what people on duty are told: words that are overdue or soon due, once for each promise."""
    return tuple(_reminder(plan, o) for o in owing if o.overdue or o.due - now <= SOON)


def words_due(plan: Plan, journal: Journal, now: datetime) -> tuple[Alarm, ...]:
    """Return the reminders that stand as of now, from the ledger as it was read last."""
    state = journal.refresh()
    told = notices(plan, state, journal.events, now, journal.plans())
    return reminders(plan, owed(plan, told, state, now), now)


def _all(plan: Plan, told: Iterable[Notice], state: MoveState, now: datetime) -> Iterator[Owed]:
    for notice in told:
        waited = tuple(s.id for s in notice.spoken_of())
        if notice.next_update_by is None or (notice.state in COMING and now < notice.window.start):
            continue
        starters = tuple(dict.fromkeys(goal.actor for w in waited if (goal := state.workload(w).goal)))
        said = {"notice": notice.id, "sector": notice.sector.id, "workloads": waited, "by": starters}
        asked = [g for g in state.gates.values() if g.open_at(now) and not {*waited}.isdisjoint(g.workloads)]
        for gate in asked:
            by = tuple(a.id for a in plan.approvers)
            late = gate.opened_at + SOON <= now
            answer = {"to_say": "answer", "by": by, "due": gate.opened_at + SOON, "gate": gate.gate}
            yield Owed.model_validate({**said, **answer, "overdue": late})
        if notice.state in COMING or (notice.state is NoticeState.LATE and notice.began_at is None):
            start = {"to_say": "start", "due": notice.window.start, "overdue": notice.overdue}
            yield Owed.model_validate({**said, **start})
        elif notice.overdue and notice.expected_end is None:
            yield Owed.model_validate({**said, "to_say": "end", "due": notice.window.end, "overdue": True})
        else:
            due = notice.silent_since or notice.next_update_by
            news = {"to_say": "news", "due": due, "overdue": notice.silent_since is not None}
            yield Owed.model_validate({**said, **news})


_SAYS = {
    "start": "was to begin {due} and has not: say when, or call it off",
    "news": "users were promised a message by {due}: say how it goes",
    "end": "was to be over {due} and nobody has said when it will be",
    "answer": "waits for an answer to {gate} since before {due}",
}


def _reminder(plan: Plan, owing: Owed) -> Alarm:
    due = f"{owing.due:%Y-%m-%d %H:%M} UTC"
    what = _SAYS[owing.to_say].format(due=due, gate=owing.gate)
    by = ", ".join(owing.by) or "nobody has launched it"
    says = f"{owing.notice}: {what}. Owed by: {by}. Next: flytt status {plan.municipality}"
    key = f"word-{owing.notice}-{owing.to_say}-{owing.due:%Y%m%d%H%M}-{'late' if owing.overdue else 'soon'}"
    return Alarm(key=key, workload="", says=says)

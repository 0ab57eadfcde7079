"""What users are told: derived from plan, ledger and clock, and from nothing else.

The ledger is walked once for each wave, together with the moments at which the clock alone changes what is
true (late to begin, window over, promised news due). Each change of the facts on that walk is a revision.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flytt.migration.course import Course, estimate
from flytt.migration.downtime import downtimes
from flytt.migration.events import GateAnswered, PlanAdopted, Recorded
from flytt.migration.news_times import START_GRACE, next_news, next_news_unbegun
from flytt.migration.notice_record import ENDED, Notice, NoticedSystem, NoticeState, gathered, state_of
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.runbook import GateEntry
from flytt.migration.standing import Answer, Moment, systems_at
from flytt.migration.state import MoveState, apply
from flytt.migration.workload import Window

__all__ = ["Notice", "NoticeState", "NoticedSystem", "notices"]


def notices(plan: Plan, state: MoveState, events: Sequence[Recorded], now: datetime) -> tuple[Notice, ...]:
    """Return one notice for each wave of the plan, in the order of their windows.

    `state` is what `events`, the whole ledger, amounts to; `now` is in UTC. Without events the notice is what
    the plan alone promises.
    """
    story: list[tuple[Recorded, MoveState]] = []
    walked = MoveState()
    for recorded in events:
        walked = apply(walked, recorded)
        story.append((recorded, walked))
    waves = dict.fromkeys(w.wave for w in plan.workloads)
    return tuple(_Wave(plan, plan.wave(wave)).notice(state, story, now) for wave in waves)


class _Wave:
    """The workloads that share a sector and a start, and what was told of them."""

    def __init__(self, plan: Plan, workloads: tuple[PlannedWorkload, ...]) -> None:
        self.plan = plan
        self.workloads = workloads
        self.ids = {w.id: w for w in workloads}
        self.gates = {w.gate_id(e) for w in workloads for e in w.entries if isinstance(e, GateEntry)}
        start = min(w.window.start for w in workloads)
        self.window = Window(start=start, end=max(w.window.end for w in workloads))

    def notice(self, state: MoveState, story: Sequence[tuple[Recorded, MoveState]], now: datetime) -> Notice:
        """Walk the ledger and the clock up to `now`; what is so then, and how often it changed."""
        moments = self.moments(story, now)
        moment = next(moments)
        revision, changed_at, told = 0, moment.at, self.facts(moment)
        for moment in moments:
            facts = self.facts(moment)
            if facts != told or moment.adopted:
                revision, changed_at, told = revision + 1, moment.at, facts
        systems, news_by = self.facts(replace(moment, state=state))
        events = [recorded for recorded, _ in story]
        systems = tuple(s.changed(minutes_down=_minutes_down(self.ids[s.id], events)) for s in systems)
        plan, sectors = self.plan, {s.id: s for s in self.plan.sectors}
        return Notice.model_validate(
            {
                **gathered(systems),
                "id": f"{plan.municipality}.{self.workloads[0].wave}",
                "municipality": plan.name,
                "target": plan.target,
                "support": plan.support,
                "languages": plan.languages,
                "time_zone": plan.time_zone,
                "practice": plan.practice,
                "sector": sectors[self.workloads[0].sector],
                "everybody": set(sectors) <= {sector.id for s in systems for sector in s.affects},
                "revision": revision,
                "changed_at": changed_at,
                "next_update_by": news_by,
                "late_news_by": next_news(self.window, self.window.start),
            }
        )

    def facts(self, moment: Moment) -> tuple[tuple[NoticedSystem, ...], datetime | None]:
        """Return all that a notice says and that can change: the systems, and by when there is news."""
        systems = systems_at(self.plan, self.workloads, moment)
        state = state_of(systems)
        if state in ENDED:
            return systems, None
        begun = any(s.began_at and not s.ended for s in systems)
        if begun:
            return systems, next_news(self.window, moment.at)
        return systems, next_news_unbegun(self.window, moment.at)

    def moments(self, story: Sequence[tuple[Recorded, MoveState]], now: datetime) -> Iterator[Moment]:
        """Yield every moment at which the facts may have changed, in order, from the first publishing on.

        That is when the first plan was adopted; for a plan that nobody has adopted, when it was made.
        """
        begin = story[0][0].at if story else min(self.plan.made_at, now)
        moment = Moment(begin, MoveState(), {w.id: Course() for w in self.workloads}, {})
        yield moment
        for recorded, after in story:
            coming = self.after(moment, recorded, after)
            if coming is None:
                continue
            for at in self.clock_moments(moment, recorded.at):
                yield replace(moment, at=at, adopted=False)
            moment = coming
            yield moment
        for at in self.clock_moments(moment, now):
            yield replace(moment, at=at, adopted=False)
        if now > moment.at:
            yield replace(moment, at=now, adopted=False)

    def after(self, moment: Moment, recorded: Recorded, state: MoveState) -> Moment | None:
        """Return the moment after an event, or None when the event says nothing of this wave."""
        event, courses, answers = recorded.event, moment.courses, moment.answers
        if isinstance(event, GateAnswered):
            if event.gate not in self.gates:
                return None
            about = state.gates[event.gate].workloads
            answer = Answer(about, event.go, event.why, recorded.at, recorded.seq)
            answers = {**answers, event.gate: (*answers.get(event.gate, ()), answer)}
        elif not isinstance(event, PlanAdopted):
            workload = self.ids.get(getattr(event, "workload", ""))
            if workload is None:
                return None
            course = courses[workload.id].after(workload, recorded, state.workload(workload.id))
            courses = {**courses, workload.id: course}
        adopted = isinstance(event, PlanAdopted) and bool(moment.state.plan_hash)
        return Moment(max(moment.at, recorded.at), state, courses, answers, adopted)

    def clock_moments(self, moment: Moment, until: datetime) -> Iterator[datetime]:
        """Yield when, between the moment and `until`, the clock alone may change the facts."""
        fixed = {self.window.start + START_GRACE, *(w.window.end for w in self.workloads)}
        for w in self.workloads:
            if guess := estimate(w, moment.courses[w.id], moment.state.workload(w.id)):
                fixed.add(guess)
        at = moment.at
        while self.facts(replace(moment, at=at))[1] is not None:
            later = [m for m in fixed if m > at]
            at = min([*later, next_news(self.window, at), next_news_unbegun(self.window, at)])
            if at >= until:
                return
            yield at


def _minutes_down(workload: PlannedWorkload, events: Sequence[Recorded]) -> int | None:
    """Return the whole minutes, rounded up, of all stretches; None while one lasts or when there was none."""
    stretches = downtimes(workload, events)
    if not stretches or any(s.ended is None for s in stretches):
        return None
    seconds = sum((s.ended - s.began).total_seconds() for s in stretches if s.ended)
    return int(-(-seconds // 60))

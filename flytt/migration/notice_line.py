"""One notice through time: the workloads it tells of, what was said when, and what made it say more."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from flytt.migration.course import estimate
from flytt.migration.downtime import downtimes
from flytt.migration.events import GateAnswered, Recorded, WordingApproved
from flytt.migration.heard import of_a_workload
from flytt.migration.news_times import (
    REMINDED_BEFORE,
    START_GRACE,
    next_news,
    next_news_unbegun,
    silent_since,
)
from flytt.migration.notice_changes import Facts, changes
from flytt.migration.notice_record import ENDED, Notice, NoticedSystem, Revision, gathered, spanning, state_of
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.record import Json
from flytt.migration.runbook import GateEntry
from flytt.migration.standing import Answer, Moment, systems_at
from flytt.migration.state import MoveState
from flytt.migration.wordings import ENDED_CORRECTED, in_force
from flytt.migration.workload import Language, Window


@dataclass(frozen=True, slots=True)
class _Told:
    """What was published at once: the facts, and what they were read from."""

    revision: Revision
    facts: Facts
    plan: Plan
    workloads: dict[str, PlannedWorkload]
    window: Window
    seq: int


class Line:
    """A notice's life. `own` are the workloads it still tells of, `kept` what was last told of the others."""

    def __init__(
        self, id_: str, plan: Plan, workloads: Sequence[PlannedWorkload], moment: Moment, seq: int
    ) -> None:
        self.id = id_
        self.plan = plan
        self.sector = workloads[0].sector
        self.wave = workloads[0].wave
        self.own: dict[str, PlannedWorkload] = {w.id: w for w in workloads}
        self.kept: dict[str, NoticedSystem] = {}
        self.moment = moment
        self.seq = seq
        self.told: list[_Told] = []
        self.words = in_force(moment.state.wordings, self.sector, self.languages)
        self.say(moment)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those that it is told in; the first is the one that the others are translated from."""
        named = {s.id: s for s in self.plan.sectors}[self.sector]
        return named.languages or self.plan.languages

    @property
    def window(self) -> Window:
        """From the first promised start to the last promised end."""
        return spanning([w.window for w in self.own.values()] or [s.window for s in self.kept.values()])

    @property
    def begun(self) -> bool:
        """True when users have lost anything by it: its times are history then, and do not change."""
        begun = any(self.moment.courses[w].begun_at for w in self.own)
        return begun or any(s.began_at for s in self.kept.values())

    def hear(self, recorded: Recorded, state: MoveState) -> None:
        """Take in an event of the ledger, and say what is otherwise with it."""
        if isinstance(recorded.event, WordingApproved):
            self.reword(recorded, recorded.event, state)
            return
        moment = self.after(recorded, state)
        if moment is None:
            return
        self.pass_time(recorded.at, end=False)
        self.moment = moment
        self.seq = recorded.seq
        self.say(moment)

    def reword(self, recorded: Recorded, approved: WordingApproved, state: MoveState) -> None:
        """Take in words that came into force. What has ended tells of them only if its readers must hear."""
        if approved.sector != self.sector:
            return
        self.pass_time(recorded.at, end=False)
        self.moment = replace(self.moment, at=max(self.moment.at, recorded.at), state=state)
        revision = self.told[-1].revision
        is_late = recorded.at > revision.at + ENDED_CORRECTED
        if revision.state in ENDED and (is_late or not approved.correction):
            return
        self.words = in_force(state.wordings, self.sector, self.languages)
        self.seq = recorded.seq
        self.say(self.moment)

    def pass_time(self, until: datetime, *, end: bool = True) -> None:
        """Say what the clock alone has changed; with `end`, also what is so at the end of that time."""
        for at in self.clock_moments(until):
            self.say(replace(self.moment, at=at))
        if end and until > self.moment.at:
            self.say(replace(self.moment, at=until))

    def say(self, moment: Moment) -> None:
        """Publish a revision if what would be told is otherwise than what was."""
        facts = self.facts(moment)
        before = self.told[-1] if self.told else None
        if before and facts == before.facts:
            return
        otherwise = changes(before.facts, facts) if before else ()
        if before and not otherwise:
            # First words, or words that nobody has approved yet: readers were told nothing else before.
            self.told[-1] = replace(before, facts=facts)
            return
        revision = Revision(
            number=before.revision.number + 1 if before else 0,
            at=moment.at,
            state=state_of(facts.systems),
            changes=otherwise,
        )
        self.told.append(_Told(revision, facts, self.plan, dict(self.own), self.window, self.seq))

    def facts(self, moment: Moment) -> Facts:
        """Return all that a notice says and that can change."""
        own = systems_at(self.plan, tuple(self.own.values()), moment)
        systems = self.in_order((*own, *self.kept.values()))
        given = _of_plan(self.plan, self.sector)
        if state_of(systems) in ENDED:
            return Facts(systems, None, None, given, self.words)
        if any(s.began_at and not s.ended for s in systems):
            word = max(c.last_at for c in moment.courses.values() if c.last_at)
            silent = silent_since(self.window, word, moment.at)
            return Facts(systems, next_news(self.window, moment.at), silent, given, self.words)
        return Facts(systems, next_news_unbegun(self.window, moment.at), None, given, self.words)

    def in_order(self, systems: tuple[NoticedSystem, ...]) -> tuple[NoticedSystem, ...]:
        """Keep the order in which systems were told: a new plan's other order is no news."""
        told = [s.id for s in self.told[-1].facts.systems] if self.told else []
        return tuple(sorted(systems, key=lambda s: told.index(s.id) if s.id in told else len(told)))

    def after(self, recorded: Recorded, state: MoveState) -> Moment | None:
        """Return the moment after an event, or None when the event says nothing of this notice."""
        event, courses, answers = recorded.event, self.moment.courses, self.moment.answers
        if isinstance(event, GateAnswered):
            if event.gate not in _gates(self.own.values()):
                return None
            about = state.gates[event.gate].workloads
            answer = Answer(about, event.go, event.why, recorded.at, recorded.seq)
            answers = {**answers, event.gate: (*answers.get(event.gate, ()), answer)}
        else:
            workload = self.own.get(of_a_workload(event))
            if workload is None:
                return None
            course = courses[workload.id].after(workload, recorded, state.workload(workload.id))
            courses = {**courses, workload.id: course}
        at = max(self.moment.at, recorded.at)
        return replace(self.moment, at=at, state=state, courses=courses, answers=answers)

    def clock_moments(self, until: datetime) -> Iterator[datetime]:
        """Yield when, between the last moment and `until`, the clock alone may change the facts."""
        moment, window = self.moment, self.window
        fixed: set[datetime] = set()
        for w in self.own.values():
            fixed |= {window.start + START_GRACE, w.window.start + START_GRACE, w.window.end}
            fixed.add(w.window.start - REMINDED_BEFORE)
            if guess := estimate(w, moment.courses[w.id], moment.state.workload(w.id)):
                fixed.add(guess)
        at = moment.at
        while self.facts(replace(moment, at=at)).next_update_by is not None:
            later = [m for m in fixed if m > at]
            at = min([*later, next_news(window, at), next_news_unbegun(window, at)])
            if at >= until:
                return
            yield at

    def notice(self, events: Sequence[Recorded]) -> Notice:
        """Return the newest revision."""
        told = self.told[-1]
        # What happened after it was told is told with the next revision, and not slipped into this one.
        seen = [e for e in events if e.seq <= told.seq]
        return self._notice(told, tuple(t.revision for t in self.told), seen)

    def all_told(self, events: Sequence[Recorded]) -> tuple[Notice, ...]:
        """Return every revision, each as it was when it was published."""
        revisions = tuple(t.revision for t in self.told)
        return tuple(
            self._notice(told, revisions[: n + 1], [e for e in events if e.seq <= told.seq])
            for n, told in enumerate(self.told)
        )

    def _notice(self, told: _Told, revisions: tuple[Revision, ...], events: Sequence[Recorded]) -> Notice:
        plan, facts = told.plan, told.facts
        systems = tuple(
            s.changed(minutes_down=_minutes_down(w, events)) if (w := told.workloads.get(s.id)) else s
            for s in facts.systems
        )
        sectors = {s.id: s for s in plan.sectors}
        sector = sectors[self.sector]
        return Notice.model_validate(
            {
                **gathered(systems),
                "id": self.id,
                "municipality_id": plan.municipality,
                "municipality": plan.name,
                "target": plan.target,
                "support": plan.support,
                "languages": sector.languages or plan.languages,
                "time_zone": plan.time_zone,
                "practice": plan.practice,
                "sector": sector,
                "everybody": set(sectors) <= {sector.id for s in systems for sector in s.affects},
                "revision": revisions[-1].number,
                "changed_at": revisions[-1].at,
                "first_at": revisions[0].at,
                "revisions": revisions,
                "next_update_by": facts.next_update_by,
                "silent_since": facts.silent_since,
                "late_news_by": next_news(told.window, told.window.start),
            }
        )


def copied(line: Line) -> Line:
    """Return the same notice, which can go on by itself."""
    other = copy(line)
    other.own, other.kept, other.told = dict(line.own), dict(line.kept), list(line.told)
    return other


def _gates(workloads: Iterable[PlannedWorkload]) -> set[str]:
    return {w.gate_id(e) for w in workloads for e in w.entries if isinstance(e, GateEntry)}


def _of_plan(plan: Plan, sector: str) -> Json:
    named = {s.id: s for s in plan.sectors}[sector]
    languages: list[Json] = [*(named.languages or plan.languages)]
    support: dict[str, Json] = {**plan.support}
    sectors: list[Json] = [s.id for s in plan.sectors]
    return {
        "names": [plan.name, plan.target, plan.time_zone],
        "support": support,
        "practice": plan.practice,
        "languages": languages,
        "sector": named.as_json(),
        "sectors": sectors,
    }


def _minutes_down(workload: PlannedWorkload, events: Sequence[Recorded]) -> int | None:
    """Return the whole minutes, rounded up, of all stretches; None while one lasts or when there was none."""
    stretches = downtimes(workload, events)
    if not stretches or any(s.ended is None for s in stretches):
        return None
    seconds = sum((s.ended - s.began).total_seconds() for s in stretches if s.ended)
    return int(-(-seconds // 60))

"""A rehearsal in which something goes otherwise: each chapter is a wave of its own, moved for real."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.alarms import tell_standing
from flows.bar import Bar
from flows.goals import aim_back
from flows.outputs import publish_notices
from flows.rehearse import Rehearsed, rehearsal_run, through_gates, to_goals
from flows.sector import SectorOutcome, Told
from flows.shown import quiet_subflows, shown_as
from flytt.adapters.practice.people import PracticePeople
from flytt.migration.drive import Outcome
from flytt.migration.events import Recorded, StepStarted
from flytt.migration.move import Move
from flytt.migration.next_action import Done
from flytt.migration.notice import notices
from flytt.migration.plan import Plan, PlannedWorkload
from flytt.migration.ports import LeaseRow
from flytt.migration.what_if import ENDS_AS, SAID_BEFORE, Chapter, WhatIf

LOOKS_EVERY = timedelta(minutes=10)
"""How often somebody looks whether the people on duty must be told, while time passes."""

OVER = timedelta(minutes=70)
"""How long after its window an overrun goes on: past the end, and past a promised message."""

A_WHILE = timedelta(minutes=40)
"""How long the work takes where it is not to be late."""

SAYS: Mapping[WhatIf, str] = {
    "overrun": "Hva om det tar lengre tid enn lovet",
    "cancelled": "Hva om vi avlyser",
    "rolled-back": "Hva om vi går tilbake",
    "moved": "Hva om vi flytter på tidspunktet",
}
"""What a chapter's run is called, and why somebody in it says no."""

Replan = Callable[[tuple[PlannedWorkload, ...]], Plan]
"""Plans anew, the wave given another day."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a chapter is played with."""

    move: Move
    people: PracticePeople
    replan: Replan
    told: Told | None


def rehearse_what_if(stage: Stage, told_of: tuple[Chapter, ...]) -> Rehearsed:
    """Play every chapter as one flow run. Good when each one's notice ends as it should."""
    outcomes: dict[str, Outcome] = {}
    ended: list[bool] = []
    runs: list[str] = []

    def body() -> State[None]:
        runs.append(str(flow_run.id))
        with quiet_subflows():
            for chapter in told_of:
                outcomes.update(_played(stage, chapter).outcomes)
                ended.append(_ended(stage.move, chapter))
                publish_notices(stage.move, {chapter.wave[0].wave})
        wrong = [c.what for c, good in zip(told_of, ended, strict=True) if not good]
        if wrong:
            return Failed(name="Ikke i mål", message=f"Ikke som ventet: {', '.join(wrong)}")
        return Completed(name="Som ventet", message=", ".join(c.what for c in told_of))

    rehearsal_run(f"Øving: hva om? {stage.move.plan.name}", body)
    return Rehearsed(outcomes, runs[0], all(ended))


def _played(stage: Stage, chapter: Chapter) -> SectorOutcome:
    came = SectorOutcome()

    def play() -> Outcome:
        nonlocal came
        came = _PLAYS[chapter.what](stage, chapter.wave)
        stuck, waits = list(came.stuck.values()), list(came.waits.values())
        return (stuck or waits or [Done("open")])[0]

    names = ", ".join(w.name for w in chapter.wave)
    shown_as("Sektor", f"{SAYS[chapter.what]}: {names}", play)
    return came


def _overrun(stage: Stage, wave: tuple[PlannedWorkload, ...]) -> SectorOutcome:
    """Users lose the last of it, and then nothing more comes until long after the window."""
    told = _taking(stage.move, stage.told, wave, max(w.window.end for w in wave) + OVER)
    return through_gates(stage.move, stage.people, wave, told)


def _cancelled(stage: Stage, wave: tuple[PlannedWorkload, ...]) -> SectorOutcome:
    return through_gates(stage.move, stage.people, wave, stage.told, {"cutover": SAYS["cancelled"]})


def _rolled_back(stage: Stage, wave: tuple[PlannedWorkload, ...]) -> SectorOutcome:
    """It is moved, people do not accept it, and somebody decides to go back."""
    move, why = stage.move, SAYS["rolled-back"]
    told = _taking(stage.move, stage.told, wave, wave[0].window.start + A_WHILE)
    through_gates(move, stage.people, wave, told, {"open": why})
    back = aim_back(move, wave, "before", why)
    _pass_time(move, move.clock.now() + A_WHILE)
    return to_goals(move, stage.people, back, stage.told, Bar(move, back))


def _moved(stage: Stage, wave: tuple[PlannedWorkload, ...]) -> SectorOutcome:
    """Three days before, a plan is adopted in which the wave has another day; it is moved then."""
    stage.move.clock.wait_until(wave[0].window.start - SAID_BEFORE)
    stage.move.journal.adopt(stage.replan(wave))
    move = replace(stage.move, plan=stage.move.journal.plan())
    later = move.plan.wave(move.plan.workload(wave[0].id).wave)
    told = _taking(move, stage.told, later, later[0].window.start + A_WHILE)
    return through_gates(move, stage.people, later, told)


_PLAYS: Mapping[WhatIf, Callable[[Stage, tuple[PlannedWorkload, ...]], SectorOutcome]] = {
    "overrun": _overrun,
    "cancelled": _cancelled,
    "rolled-back": _rolled_back,
    "moved": _moved,
}


def _taking(move: Move, telling: Told | None, wave: tuple[PlannedWorkload, ...], until: datetime) -> Told:
    """Let it be this late when users have lost the last of it: everything is instant in practice."""
    felt = {(w.id, s.key): w.id for w in wave for s in w.steps if s.starts_downtime}
    waited = set(felt.values())

    def told(recorded: Recorded) -> None:
        if telling:
            telling(recorded)
        match recorded.event:
            case StepStarted(workload=w, step=s) if (w, s) in felt and w in waited:
                waited.discard(w)
                if not waited:
                    _pass_time(move, until)
            case _:
                pass

    return told


def _pass_time(move: Move, until: datetime) -> None:
    """Let time pass with nothing done, and the people on duty be told as they are beside a real move."""
    watching = replace(move, is_dead=_lives)
    while (now := move.clock.now()) < until:
        move.clock.wait_until(min(until, now + LOOKS_EVERY))
        tell_standing(watching)


def _lives(lease: LeaseRow) -> bool:
    """Who writes is this very program, which only lets time pass."""
    del lease
    return False


def _ended(move: Move, chapter: Chapter) -> bool:
    journal = move.journal
    told = notices(journal.plan(), journal.refresh(), journal.events, move.clock.now(), journal.plans())
    notice = next(n for n in told if n.id == chapter.notice_id(move.plan))
    return notice.state is ENDS_AS[chapter.what]

"""What a gate shows: each criterion passes, fails and cannot tell when it should, and stops a go."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from flytt.migration.criteria import ANSWERS_AFTER_DAYS, CRITERIA, RETIRE_AFTER_DAYS, Subject, evaluate
from flytt.migration.drive import ask
from flytt.migration.errors import CommandFailed, Unreachable
from flytt.migration.events import Criterion
from flytt.migration.evidence import Verification
from flytt.migration.gate import waiting
from flytt.migration.go_back import go_back
from flytt.migration.next_action import Ask
from flytt.migration.planner import make_plan
from flytt.migration.runbook import GateEntry, StepEntry
from flytt.migration.workload import Agreement, CalendarRow, Dependency, Kind, Source
from flytt.reports.criteria_nb import criterion_nb
from tests.driving import bring_on, events_of, journal_of, move, roll_back, set_goal, state_of
from tests.faults import Fault
from tests.worlds import HERE, KINDS, MORNING, RUNBOOKS, Twins, municipality, planned, twins, workload

ENGLISH = frozenset(
    re.findall(
        r"\S+",
        "the and is are not no nobody its all in of from until waits kept open opened than that back left "
        "fit fits window known verified steps day passed promised within longer expected worst run enough",
    )
)
"""Words of the engine's sentences. What is given as a name in these tests is none of them."""

FREEZE = CalendarRow(
    id="frys",
    title="Frys",
    kind="freeze",
    first=date(2023, 5, 3),
    last=date(2023, 5, 3),
    source=Source(document="d"),
    place=HERE,
)


def _subject(scene: Twins, **plan_changes: object) -> Subject:
    plan = scene.plan.changed(**plan_changes)
    return Subject(plan, plan.workloads, state_of(scene), events_of(scene), scene.clock.now())


def _says(name: str, subject: Subject) -> Criterion:
    (answer,) = evaluate((name,), subject)
    assert answer.name == name
    assert answer.says
    left = ENGLISH & set(re.findall(r"[a-z]+", criterion_nb(answer.says).lower()))
    assert not left, f"people decide on this, and it is not in bokmål: {answer.says}"
    return answer


def _agreement(since: date | None) -> tuple[Agreement, ...]:
    return (Agreement(id="avtale", title="Avtale", in_force_from=since, place=HERE),)


def test_every_criterion_of_every_runbook_is_known() -> None:
    """A gate would ask something that nobody can answer, and could never be passed."""
    named = {c for r in RUNBOOKS.values() for e in r.entries if e.type == "gate" for c in e.criteria}
    assert named == set(CRITERIA)
    assert _says("no-such", _subject(twins("integration"))).passed is None


@pytest.mark.parametrize(
    ("agreements", "passed"),
    [
        (_agreement(date(2023, 5, 3)), True),
        (_agreement(date(2023, 5, 4)), False),
        (_agreement(None), None),
        ((), False),
    ],
)
def test_personal_data_moves_only_under_an_agreement(
    agreements: tuple[Agreement, ...], *, passed: bool | None
) -> None:
    """Personal data would move without a legal ground, or on a guess that there is one."""
    assert _says("agreement-in-force", _subject(twins("integration"), agreements=agreements)).passed is passed


@pytest.mark.parametrize(
    ("changes", "passed"),
    [
        ({}, False),
        ({"kind": "holiday"}, False),
        ({"kind": "capacity"}, True),
        ({"workloads": ("integration",)}, False),
        ({"workloads": ("another",)}, True),
        ({"sectors": ("helse",)}, True),
        ({"last": date(2023, 5, 2), "first": date(2023, 5, 1)}, True),
    ],
)
def test_a_freeze_that_came_after_the_plan_stops(changes: dict[str, object], *, passed: bool) -> None:
    """An exam that was put into the calendar yesterday would be hit."""
    row = FREEZE.changed(**changes)
    assert _says("no-freeze", _subject(twins("integration"), calendar=(row,))).passed is passed


def test_the_way_back_must_fit_in_the_window_too() -> None:
    """A move would be begun that can no longer be taken back before people come to work."""
    scene = twins("server-application")
    steps = [s for s in planned(scene).steps if s.phase == "cutover"]
    needed = timedelta(minutes=sum(s.minutes + s.undo_minutes for s in steps))
    scene.clock.wait_until(planned(scene).window.end - needed)
    assert _says("window-fits", _subject(scene)).passed is True
    scene.clock.advance(minutes=1)
    assert _says("window-fits", _subject(scene)).passed is False


LETS_IN: tuple[Kind, ...] = tuple(
    kind
    for kind in KINDS
    if any(isinstance(e, GateEntry) and "people-fit-window" in e.criteria for e in RUNBOOKS[kind].entries)
    and kind.startswith("tenant-")
)


@pytest.mark.parametrize("kind", LETS_IN)
def test_a_tenants_part_must_fit_by_what_its_survey_counted(kind: Kind) -> None:
    """A lead would say go by "no tenant among them", and people would still be shut out in the morning."""
    scene = twins(kind)
    subject = Subject(scene.plan, (planned(scene),), state_of(scene), (), scene.clock.now())
    assert _says("people-fit-window", subject).passed is None
    move(scene)
    subject = Subject(scene.plan, (planned(scene),), state_of(scene), (), MORNING)
    seen = _says("people-fit-window", subject)
    assert seen.passed is not None
    assert planned(scene).id in seen.says


def test_a_window_that_a_tenants_part_cannot_fit_is_refused() -> None:
    """A lead would say go to a night that is over before people are let in, for want of being asked."""
    assert set(LETS_IN) == {kind for kind in KINDS if kind.startswith("tenant-")}
    for kind in LETS_IN:
        scene = twins(kind)
        move(scene, "prepared")
        at, own = state_of(scene), planned(scene)
        (key,) = [s.key for s in own.steps if s.step.endswith(".survey")]
        before = at.workload(own.id)
        seen = before.step(key).receipt
        assert seen is not None
        window = (own.window.end - own.window.start).total_seconds() / 60
        for minutes, fits in ((window, True), (window + 1, False)):
            survey = replace(before.step(key), receipt={**seen, "cutover_minutes": minutes})
            told = replace(before, steps={**before.steps, key: survey})
            state = replace(at, workloads={**at.workloads, own.id: told})
            subject = Subject(scene.plan, (own,), state, (), own.window.start)
            assert _says("people-fit-window", subject).passed is fits, kind


def test_what_is_stood_on_must_be_open() -> None:
    """People would say go to an application whose ground is not there."""
    on = (Dependency(workload="integration", why="it sends there"),)
    rows = [workload("server-application", depends_on=on), workload("integration")]
    scene = twins(plan=make_plan(municipality(rows), RUNBOOKS, MORNING))
    upper = scene.plan.workload("server-application")

    def asked() -> bool | None:
        subject = Subject(scene.plan, (upper,), state_of(scene), (), scene.clock.now())
        return _says("dependencies-open", subject).passed

    assert asked() is False
    set_goal(scene, "open", workload="integration")
    bring_on(scene, scene.plan.workload("integration"))
    assert asked() is True


FAULTS: dict[str, Callable[[StepEntry], Fault]] = {
    "differs": partial(Fault, verb="verify", answers=Verification(route="x", differing=("row",))),
    "unchecked": partial(Fault, verb="verify", answers=Verification(route="x", unchecked=1)),
    "failed": partial(Fault, verb="do", raises=CommandFailed("No.", exit_status=1, stderr="")),
    "not looked at": partial(Fault, verb="verify", raises=Unreachable("No.")),
}


@pytest.mark.parametrize("how", FAULTS)
def test_a_begun_step_that_is_not_verified_stops(how: str) -> None:
    """People would say go to what nobody has proven."""
    scene = twins("server-application")
    assert _says("steps-verified", _subject(scene)).passed is True
    move(scene, wires=FAULTS[how](planned(scene).steps[1]).wires)
    assert _says("steps-verified", _subject(scene)).passed is False


def test_downtime_beyond_the_promise_is_told_and_stops_nothing() -> None:
    """An overrun would stay unsaid, or keep people out of a system that works."""
    scene = twins("server-application")
    move(scene)
    assert "within" in _says("downtime-kept", _subject(scene)).says
    short = planned(scene).changed(promised_minutes=0)
    scene = twins("server-application")
    slow = Fault(planned(scene).steps[4], "do", raises=Unreachable("Wait."), times=1)
    move(scene, wires=slow.wires)
    late = _says("downtime-kept", _subject(scene, workloads=(short,)))
    assert "longer than promised" in late.says
    assert late.passed is True


def test_the_old_side_is_kept_its_time() -> None:
    """The old side would go before the first pay run has shown that the new one works."""
    scene = twins("server-application")
    assert "(not opened yet)" in _says("kept-long-enough", _subject(scene)).says
    assert _says("kept-long-enough", _subject(scene)).passed is False
    move(scene)
    early = _says("kept-long-enough", _subject(scene))
    until = scene.clock.now() + timedelta(days=RETIRE_AFTER_DAYS)
    assert early.passed is False
    assert f"{planned(scene).id} (until {until:%Y-%m-}" in early.says
    scene.clock.advance(days=RETIRE_AFTER_DAYS)
    assert _says("kept-long-enough", _subject(scene)).passed is True


def test_copies_of_answers_are_kept_for_months() -> None:
    """The last copies would go after a month, before anybody has missed what a term's end asks for."""
    scene = twins("forms-estate")
    move(scene)
    scene.clock.advance(days=RETIRE_AFTER_DAYS)
    early = [_says(name, _subject(scene)).passed for name in _retire_criteria("forms-estate")]
    assert False in early
    scene.clock.advance(days=ANSWERS_AFTER_DAYS - RETIRE_AFTER_DAYS)
    assert all(_says(name, _subject(scene)).passed for name in _retire_criteria("forms-estate"))


def _retire_criteria(kind: Kind) -> tuple[str, ...]:
    return next(
        e.criteria for e in RUNBOOKS[kind].entries if isinstance(e, GateEntry) and e.phase == "retire"
    )


def test_the_go_back_clock_tells_how_long_and_until_when() -> None:
    """People would be promised a way back that is no longer there, or takes longer than the night."""
    scene = twins("server-application")
    one = planned(scene)
    assert go_back(scene.plan, one, state_of(scene)).minutes == 0
    stops = Fault(one.steps[5], "do", raises=CommandFailed("No.", exit_status=1, stderr=""))
    move(scene, wires=stops.wires)
    begun = go_back(scene.plan, one, state_of(scene))
    assert begun.minutes == sum(s.undo_minutes for s in one.steps[:6])
    assert begun.until == one.window.end - timedelta(minutes=begun.minutes)
    move(scene)
    open_ = go_back(scene.plan, one, state_of(scene))
    assert (open_.possible, open_.until) == (True, None)
    assert "until the old side is retired" in open_.sentence("")
    roll_back(scene)
    assert go_back(scene.plan, one, state_of(scene)).minutes == 0
    move(scene, "retired")
    assert not go_back(scene.plan, one, state_of(scene)).possible


def test_only_open_questions_wait_for_somebody() -> None:
    """People would be sent to answer what was answered, or what has expired."""
    scene = twins("server-application")
    set_goal(scene, "open")
    assert waiting(state_of(scene), scene.clock.now()) == ()
    entry = next(e for e in planned(scene).entries if isinstance(e, GateEntry))
    ask(scene.plan, journal_of(scene), Ask(planned(scene).gate_id(entry), entry, None), scene.clock)
    (question,) = waiting(state_of(scene), scene.clock.now())
    assert waiting(state_of(scene), question.expires) == ()
    move(scene)
    assert waiting(state_of(scene), scene.clock.now()) == ()

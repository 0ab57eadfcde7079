"""Whatever the ledger may hold, no notice says a time that nobody gave, or finished before it is."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.migration.errors import IllegalEvent, Remedy
from flytt.migration.events import (
    DutyTold,
    Event,
    HostStated,
    LeaseTaken,
    Restored,
    StepDone,
    StepFailed,
    StepProbed,
    StepStarted,
    StepVerified,
    StopRequested,
    UndoDone,
    UndoGivenUp,
    UndoStarted,
)
from flytt.migration.evidence import Presence
from flytt.migration.news_times import START_GRACE, news_times
from flytt.migration.notice import Notice
from flytt.migration.plan import Plan
from flytt.migration.workload import Language
from flytt.notices import render
from flytt.notices.dates import Dates
from tests.notices.stage import BAD, BY_HAND, GOOD, OSLO, Story, local, plan_of, workload

pytestmark = pytest.mark.slow  # left out of `make fast`, never of `make test`

PLANS = (
    plan_of(),
    plan_of(workload("Utskrift", kind="manual-change", entries=BY_HAND)),
    plan_of(workload("Visma Flykning", start=local(22)), workload("Visma Flyt Skole", start=local(22))),
    plan_of(workload(start=local(23, day=(2026, 3, 28)))),
    plan_of(workload(start=local(23, day=(2026, 10, 24)))),
)
ACTS = ("start", "done", "good", "bad", "fail", "undo", "undone", "go", "no-go", "accept", "refuse")
RARE = ("give-up", "dead", "told", "lease", "stop", "probed", "restored")
MOVES = (*ACTS, *RARE, "forward", "backward", "run", "run", "run", "back", "back")
DEAD = {"host": "new", "dead": True, "who": "leder", "why": "brann", "authenticated": False}
CLOCK = re.compile(r"\d\d\.\d\d(?: \((?:sommertid|sommartid|normaltid)\))?")


def act(story: Story, what: str, index: int, pick: int) -> None:
    """Try one event. What the transition table forbids is not written."""
    w = story.plan.workloads[index % len(story.plan.workloads)]
    key = w.steps[pick % len(w.steps)].key
    match what:
        case "forward" | "backward":
            story.aim("before" if what == "backward" else "open", backward=what == "backward")
        case "go" | "no-go":
            story.answer("go", go=what == "go", why="en grunn")
        case "accept" | "refuse":
            story.answer("accept", go=what == "accept", why="en grunn")
        case "run":
            waiting = [s.key for s in w.steps if story.state.workload(w.id).step(s.key).status == "pending"]
            story.do(*waiting[:1], index=story.plan.workloads.index(w))
        case "back":
            acted = [s.key for s in w.steps if story.state.workload(w.id).step(s.key).status != "pending"]
            story.undo(*acted[-1:], index=story.plan.workloads.index(w))
        case _:
            events: dict[str, Event] = {
                "start": StepStarted(workload=w.id, step=key, was={}),
                "done": StepDone(workload=w.id, step=key, receipt={}),
                "good": StepVerified(workload=w.id, step=key, verification=GOOD),
                "bad": StepVerified(workload=w.id, step=key, verification=BAD),
                "undo": UndoStarted(workload=w.id, step=key),
                "undone": UndoDone(workload=w.id, step=key),
                "give-up": UndoGivenUp(workload=w.id, step=key, hosts=("new",), left=("x",), unlisted=True),
                "dead": HostStated.model_validate({**DEAD, "plan_hash": story.plan.hash}),
                "told": DutyTold(workload=w.id, alarm=f"late-{w.id}-{pick}", says="late", delivered=True),
                "lease": LeaseTaken(workload=w.id, holder="vakt", fence=len(story.events), why="resume"),
                "stop": StopRequested(workload=w.id),
                "probed": StepProbed(workload=w.id, step=key, presence=Presence.PARTIAL),
                "restored": Restored(from_backup="2023-06-01"),
                "fail": StepFailed(
                    workload=w.id, step=key, at_verb="do", error="E", remedy=Remedy.PERSON, says="feil"
                ),
            }
            story.tell(events[what])


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Return a ledger of legal events in any order, at any time around the window."""
    plan = draw(st.sampled_from(PLANS))
    start = plan.workloads[0].window.start
    story = Story(plan, start - timedelta(hours=2))
    for what in draw(st.lists(st.sampled_from(MOVES), max_size=25)):
        story.at(story.now + timedelta(minutes=draw(st.integers(0, 45))))
        try:
            act(story, what, draw(st.integers(0, 1)), draw(st.integers(0, 4)))
        except IllegalEvent:
            continue
    return story.at(story.now + timedelta(minutes=draw(st.integers(0, 300))))


def allowed(plan: Plan, story: Story, notice: Notice) -> set[datetime]:
    """Return every moment that plan or ledger gave, and what is fixed by the window alone."""
    windows = [w.window for w in plan.workloads]
    given_times = {w.start for w in windows} | {w.end for w in windows} | {e.at for e in story.events}
    fixed: set[datetime] = set()
    for window in windows:
        moments = news_times(window)
        fixed |= {next(moments) for _ in range(80)} | {
            window.start + START_GRACE + timedelta(hours=n) for n in range(5)
        }
    return given_times | fixed | estimates(story, notice, given_times | fixed) | {notice.changed_at}


def estimates(story: Story, notice: Notice, given_times: set[datetime]) -> set[datetime]:
    """Return the estimates that a notice gives or gave, each rounded up from an event and what is left."""
    changes = [c for r in notice.revisions for c in r.changes]
    found = {notice.expected_end, *(c.moment for c in changes), *(c.old_moment for c in changes)}
    made = {at for at in found if at and at not in given_times}
    sums = {e.at + timedelta(minutes=m) for e in story.events for m in range(10, 80, 10)}
    for at in made:
        assert any(timedelta() <= at - one < timedelta(minutes=15) for one in sums), at
    return made


@given(stories())
@settings(max_examples=60, deadline=None)
def test_every_time_was_given_by_plan_or_ledger(story: Story) -> None:
    """Users would be told a time that nobody had promised, measured or decided."""
    notice = story.notice()
    moments = allowed(story.plan, story, notice)
    assert notice.next_update_by is None or notice.next_update_by in moments
    assert notice.changed_at <= story.now
    languages: tuple[Language, ...] = ("nb", "nn")
    for language in languages:
        dates = Dates(language, "Europe/Oslo")
        clocks = {dates.clock(m).removeprefix("kl.\u00a0") for m in moments}
        days = {m.astimezone(OSLO).day for m in moments}
        for audience in ("staff", "residents"):
            text = render(notice, language, audience, "text")
            assert set(CLOCK.findall(text)) <= clocks
            assert {int(d) for d in re.findall(r"(\d+)\.\u00a0", text)} <= days


@given(stories())
@settings(max_examples=60, deadline=None)
def test_finished_is_said_only_of_what_was_verified_and_accepted(story: Story) -> None:
    """Users would be sent into a system that no check had passed."""
    notice = story.notice()
    for system in notice.systems:
        at = story.state.workload(system.id)
        entry = story.plan.workload(system.id)
        verified = all(at.step(s.key).status == "verified" for s in entry.steps if s.phase != "retire")
        gate = story.state.gates.get(f"accept.{entry.wave}")
        said = [a.answer for a in (gate, *gate.earlier) if a.answer] if gate else []
        if system.state == "finished":
            assert verified
            assert any(a.go for a in said)
    assert (notice.state == "finished") <= (notice.ended_at is not None)
    assert (notice.next_update_by is None) is (notice.state in {"finished", "cancelled", "taken-back"})


@given(stories(), st.integers(1, 600))
@settings(max_examples=60, deadline=None)
def test_revision_rises_with_the_facts_and_only_with_them(story: Story, minutes: int) -> None:
    """A calendar would keep an old text, or two texts would go under one number."""
    early, late = story.notice(), story.notice(story.now + timedelta(minutes=minutes))
    assert late.revision >= early.revision
    if late.revision == early.revision:
        assert late == early
    assert story.notice() == early

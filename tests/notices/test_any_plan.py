"""Any plans, adopted in any order between any events: every time in every form was given by one of them."""

import itertools
import json
import re
from datetime import datetime, timedelta
from email import message_from_string
from email.policy import default
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flytt.migration.errors import IllegalEvent
from flytt.migration.news_times import REMINDED_BEFORE, START_GRACE, news_times
from flytt.migration.notice import Notice, Telling
from flytt.migration.notice_record import COMING
from flytt.migration.plan import Plan
from flytt.migration.workload import Language
from flytt.notices import render
from flytt.notices.dates import Dates
from flytt.notices.forms import FORMS, Form
from tests.notices.stage import Story, local, plan_of, workload
from tests.notices.test_any_order import CLOCK, MOVES, act, estimates

pytestmark = pytest.mark.slow  # many examples; left out of `make fast`, never of `make test`

NAMES = ("Visma Flykning", "Visma Flyt Skole")
STARTS = (
    (16, (2023, 6, 7)),
    (22, (2023, 6, 7)),
    (16, (2023, 6, 8)),
    (23, (2023, 10, 28)),
    (9, (2023, 6, 14)),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a plan of one or two workloads, each in a window of its own."""
    names = draw(st.sampled_from([NAMES, NAMES[:1], NAMES[1:]]))
    windows = [draw(st.sampled_from(STARTS)) for _ in names]
    minutes = draw(st.sampled_from([120, 240]))
    return plan_of(
        *(
            workload(name, audience=("staff", "residents"), start=local(hour, day=day), minutes=minutes)
            for name, (hour, day) in zip(names, windows, strict=True)
        )
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Return a ledger in which plans are adopted between legal events of any kind."""
    story = Story(draw(plans()), local(9, day=(2023, 6, 5)))
    for what in draw(st.lists(st.sampled_from((*MOVES, "plan", "plan")), max_size=20)):
        story.at(story.now + timedelta(minutes=draw(st.integers(0, 600))))
        try:
            if what == "plan":
                story.follow(draw(plans()))
            else:
                act(story, what, draw(st.integers(0, 1)), draw(st.integers(0, 4)))
        except IllegalEvent:
            continue
    return story.at(story.now + timedelta(minutes=draw(st.integers(0, 600))))


def given_times(story: Story, notice: Notice) -> set[datetime]:
    """Return every moment that a plan, the ledger or a promise made from a window gave."""
    times = {e.at for e in story.events}
    for plan in story.adopted.values():
        every = [w.window for w in plan.workloads]
        for window in [*every, *(r.changed(end=s.end) for r in every for s in every if r.start < s.end)]:
            moments = news_times(window)
            start = window.start
            times |= {start, window.end, start - REMINDED_BEFORE}
            times |= {next(moments) for _ in range(60)}
            times |= {start + START_GRACE + timedelta(hours=n) for n in range(30)}
    return times | estimates(story, notice, times) | {notice.changed_at}


def words_of(text: str, form: Form) -> str:
    """Return what people read of a form, without the marks of its own syntax."""
    if form == "eml":
        mail = message_from_string(text, policy=default)
        parts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
        return unescape(f"{mail['Subject']} {' '.join(parts)}")
    if form == "ics":
        unfolded = text.replace("\r\n ", "").replace("\\,", ",").replace("\\n", "\n")
        return " ".join(line for line in unfolded.splitlines() if line.startswith(("SUMMARY", "DESCRIPTION")))
    if form in {"card", "sharepoint", "json"}:
        return unescape(json.dumps(json.loads(text), ensure_ascii=False)).replace("\\", "")
    without_style = re.sub(r"(?s)<style>.*?</style>", "", text)
    return unescape(unescape(without_style)).replace("\\", "")


@given(stories())
@settings(max_examples=20, deadline=None)
def test_every_time_in_every_form_was_given(story: Story) -> None:
    """A page, a card or a feed would name a time that nobody had promised, measured or decided."""
    languages: tuple[Language, ...] = ("nb", "nn")
    for notice in story.notices():
        moments = given_times(story, notice)
        for language in languages:
            dates = Dates(language, "Europe/Oslo")
            clocks = {dates.clock(m).removeprefix("kl.\u00a0") for m in moments}
            for audience in ("staff", "residents"):
                for form in FORMS:
                    said = words_of(render([notice], language, audience, form), form)
                    found = {
                        c for c in CLOCK.findall(said) if re.search(rf"(?:kl\.\s|–){re.escape(c)}", said)
                    }
                    assert found <= clocks, (form, found - clocks)


@given(stories())
@settings(max_examples=40, deadline=None)
def test_nothing_that_was_published_is_silently_contradicted(story: Story) -> None:
    """People would read one thing today and another tomorrow, with nothing to say that it was changed."""
    now = {n.id: n for n in story.notices()}
    for id_, told in story.history().items():
        assert [n.revision for n in told] == list(range(len(told)))
        assert told[-1] == now[id_]
        for before, after in itertools.pairwise(told):
            assert after.changed_at >= before.changed_at
            assert after.changes
            assert after.revisions[:-1] == before.revisions
            moved = [c for c in after.changes if c.kind in {"window", "joined", "left"}]
            assert before.window == after.window or moved
            assert (before.state is after.state) or any(c.kind == "state" for c in after.changes) or moved


@given(stories())
@settings(max_examples=40, deadline=None)
def test_what_was_told_yesterday_is_what_the_history_says_of_yesterday(story: Story) -> None:
    """A later event would rewrite what had been published, and the archive would lie about it."""
    half = story.events[len(story.events) // 2].seq
    earlier = Story(next(iter(story.adopted.values())), story.events[0].at)
    for recorded in story.events[1:half]:
        earlier.at(recorded.at)
        if recorded.event.kind == "plan-adopted":
            earlier.follow(story.adopted[recorded.event.plan_hash])
        else:
            earlier.tell(recorded.event)
    for id_, told in earlier.history().items():
        assert story.history()[id_][: len(told)] == told


@given(stories())
@settings(max_examples=40, deadline=None)
def test_every_workload_that_is_planned_is_told_of_once(story: Story) -> None:
    """A system would go down with no notice of it, or two notices would promise it at different times."""
    told = story.notices()
    for w in story.plan.workloads:
        open_in = [s for n in told for s in n.systems if s.id == w.id and not s.ended]
        assert len(open_in) <= 1
        if all(story.state.workload(w.id).step(k.key).started_at is None for k in w.steps):
            coming = [s for s in open_in if s.state in COMING]
            assert all(s.window == w.window for s in coming)


@given(stories(), st.lists(st.integers(0, 2000), max_size=4))
@settings(max_examples=20, deadline=None)
def test_walk_that_is_kept_tells_what_a_new_one_tells(story: Story, looks: list[int]) -> None:
    """The board would show other notices than the command line, the more the longer it had been up."""
    telling = Telling()
    ends = sorted(1 + n % len(story.events) for n in looks)
    for end in [*ends, len(story.events)]:
        events = story.events[:end]
        now = events[-1].at + timedelta(minutes=30) if end < len(story.events) else story.now
        told = telling.notices(story.plan, events, now, story.adopted)
        assert told == Telling().notices(story.plan, events, now, story.adopted)

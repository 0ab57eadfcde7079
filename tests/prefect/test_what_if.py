"""An overrun, a cancellation, a rollback and a moved window, from `flytt rehearse` to what users read."""

import itertools
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from flytt.migration.events import DutyTold, PlanAdopted
from flytt.notices.dates import Dates
from flytt.notices.forms import ENDINGS
from tests.notices.forms.second import by_ical_js, needs_node
from tests.notices.test_any_order import CLOCK
from tests.notices.test_any_plan import words_of
from tests.prefect.strandvik import write_strandvik
from tests.prefect.what_if_read import LANGUAGES, STORIES, Rehearsal, allowed, event_times, read_rehearsal

ROOT = Path(__file__).parents[2]
NEWS = {"nb": "Nytt siden forrige melding", "nn": "Nytt sidan førre melding"}

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Rehearse all four at once, each on a wave of its own."""
    home = tmp_path_factory.mktemp("what-if")
    mappings = write_strandvik(home / "mappings")
    words = [word for what in STORIES for word in ("--what-if", what)]
    words += ["--mappings", str(mappings), "--out", str(home / "out"), "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "flytt.cli.main", "rehearse", "lillevik", *words],
        cwd=ROOT,
        env={**os.environ, "FLYTT_RUNBOOKS": str(ROOT / "runbooks")},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return read_rehearsal(home / "out", mappings, json.loads(ran.stdout)["told"])


@pytest.mark.parametrize("what", STORIES)
def test_users_are_told_each_state_in_its_turn(rehearsal: Rehearsal, what: str) -> None:
    """An evening that went wrong would be told as one that went well, or not at all."""
    told = rehearsal.told[what]
    assert [state for state, _ in itertools.groupby(n.state for n in told)] == STORIES[what]
    assert [n.revision for n in told] == list(range(len(told)))
    assert all(n.changes for n in told[1:])


def test_every_time_in_every_form_is_the_plans_or_the_ledgers(rehearsal: Rehearsal) -> None:
    """A page, a mail or a card would name an hour that nobody had promised, measured or decided."""
    given = {
        (what, notice.revision): allowed(rehearsal.journal, notice)
        for what, told in rehearsal.told.items()
        for notice in told
    }
    for what, notice, language, audience in rehearsal.written():
        moments, dates = given[what, notice.revision], Dates(language, "Europe/Oslo")
        clocks = {dates.clock(m).removeprefix("kl.\u00a0") for m in moments}
        days = {re.sub(r"^\w+ | \d{4}$", "", dates.day(m)) for m in moments}
        for form, ending in ENDINGS.items():
            file = rehearsal.folder(what, notice) / f"{language}.{audience}.{ending}"
            said = words_of(file.read_bytes().decode(), form).replace("&nbsp;", "\u00a0")
            found = {c for c in CLOCK.findall(said) if re.search(rf"(?:kl\.\s|–){re.escape(c)}", said)}
            assert found or form == "ics", file
            assert found <= clocks, (file, found - clocks)
            named = set(re.findall(r"\d{1,2}\.\u00a0(?:mars|april|mai|juni)", said))
            assert named <= days, (file, named - days)


def test_each_revision_says_what_is_new(rehearsal: Rehearsal) -> None:
    """People would read one thing today and another tomorrow, with nothing to say that it was changed."""
    for what, notice, language, audience in rehearsal.written():
        file = rehearsal.folder(what, notice) / f"{language}.{audience}.txt"
        assert (NEWS[language] in file.read_text(encoding="utf-8")) is (notice.revision > 0), file


def test_who_owes_the_word_is_reminded_before_and_after_it_was_due(rehearsal: Rehearsal) -> None:
    """An overrun would be found out by those who wait for their system."""
    last = rehearsal.told["overrun"][-1]
    told = [(r.at, r.event) for r in rehearsal.journal.events if isinstance(r.event, DutyTold)]
    ours = [(at, event) for at, event in told if last.id in event.says]
    due = last.window.end - timedelta(minutes=30)
    news = [(at, event) for at, event in ours if f"-news-{due:%Y%m%d%H%M}-" in event.alarm]
    assert [at < due for at, _ in news] == [True, False]
    assert all("Owed by: rehearsal" in event.says for _, event in news)
    end = [at for at, event in ours if "nobody has said when it will be" in event.says]
    assert [at >= last.window.end for at in end] == [True]
    at_duty = (rehearsal.home / "duty.jsonl").read_text(encoding="utf-8")
    assert at_duty.count(last.id) >= len(ours)


def test_late_is_said_at_the_promised_end_and_silence_when_the_promise_passes(rehearsal: Rehearsal) -> None:
    """Users would wait before a page that says that it is nearly over."""
    told = rehearsal.told["overrun"]
    end = told[0].window.end
    assert next(n for n in told if n.state == "late").changed_at == end
    assert next(n for n in told if n.silent_since).changed_at == end - timedelta(minutes=30)


def test_night_on_which_clocks_change_says_which_night_and_how_long(rehearsal: Rehearsal) -> None:
    """Those who count the hours themselves would come an hour wrong."""
    folder = rehearsal.folder("overrun", rehearsal.told["overrun"][0])
    text = (folder / "nb.staff.txt").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "natt til søndag" in text
    assert "Klokka stilles én time fram i denne perioden. Flyttingen varer i 5 timer." in text


def test_moved_window_is_told_with_the_old_time_beside_the_new(rehearsal: Rehearsal) -> None:
    """Those who marked the old evening would not know that it is the same move."""
    journal, told = rehearsal.journal, rehearsal.told["moved"]
    adopted = [r.event.plan_hash for r in journal.events if isinstance(r.event, PlanAdopted)]
    plans = [journal.plans()[plan_hash] for plan_hash in adopted]
    old, new = (plan.workload(told[0].systems[0].id).window for plan in plans)
    moved = next(n for n in told if n.state == "postponed")
    assert (moved.previous_window, moved.window) == (old, new)
    for language in LANGUAGES:
        dates = Dates(language, "Europe/Oslo")
        text = (rehearsal.folder("moved", moved) / f"{language}.residents.txt").read_text(encoding="utf-8")
        assert dates.span(old.start, old.end) in text
        assert dates.span(new.start, new.end) in text


def test_finished_only_after_verification_and_nothing_lost_only_where_compared(rehearsal: Rehearsal) -> None:
    """Users would be sent into a system that no check had passed, or told that all is there unseen."""
    for what in ("overrun", "moved"):
        notice = rehearsal.told[what][-1]
        (system,) = notice.systems
        theirs = [r for r in rehearsal.journal.events if getattr(r.event, "workload", "") == system.id]
        assert notice.ended_at is not None
        assert notice.ended_at >= max(r.at for r in theirs if r.event.kind == "step-verified")
        assert system.compared == "rows"
    for what, told in rehearsal.told.items():
        for notice in told:
            text = (rehearsal.folder(what, notice) / "nb.staff.txt").read_text(encoding="utf-8")
            assert ("er på plass" in text) is (notice.state == "finished")


def test_subscriber_sees_one_event_change_revision_by_revision(rehearsal: Rehearsal) -> None:
    """Calendars would keep the old evening, show it twice, or lose the one that was called off."""
    for what, language in itertools.product(STORIES, LANGUAGES):
        seen: list[tuple[str, int, str]] = []
        for notice in rehearsal.told[what]:
            file = rehearsal.folder(what, notice) / f"{language}.staff.ics"
            (event,) = Calendar.from_ical(file.read_bytes()).events
            assert (event.decoded("dtstart"), event.decoded("dtend")) == event_times(notice)
            seen.append((str(event["uid"]), int(str(event["sequence"])), str(event["status"])))
        assert len({uid for uid, _, _ in seen}) == 1
        assert [number for _, number, _ in seen] == [n.revision for n in rehearsal.told[what]]
        assert (seen[-1][2] == "CANCELLED") is (what == "cancelled")


@needs_node
@pytest.mark.parametrize("what", STORIES)
def test_ical_js_reads_the_same(rehearsal: Rehearsal, what: str) -> None:
    """The web's calendars would be an hour off on the night on which clocks are changed."""
    told = rehearsal.told[what]
    for notice in (told[0], told[-1]):
        (event,) = by_ical_js(rehearsal.folder(what, notice) / "nn.residents.ics")
        start, end = (datetime.fromisoformat(str(event[key])) for key in ("start", "end"))
        assert (start, end, event["sequence"]) == (*event_times(notice), notice.revision)

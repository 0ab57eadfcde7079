"""The calendar as those who subscribe to it get it, now and revision by revision."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from icalendar import Calendar

from flytt.migration.notice import Notice
from flytt.migration.workload import Language
from flytt.notices import render
from flytt.notices.forms.calendar import times
from tests.notices.forms.all_notices import SITE, every_notice
from tests.notices.forms.second import by_ical_js, needs_node
from tests.notices.scenes import LATER
from tests.notices.stage import Story, accepted, down, local, plan_of, taken_back, workload

NIGHTS = [
    (local(22, day=(2026, 3, 28)), "20260328T210000Z", "20260329T050000Z"),
    (local(22, day=(2026, 10, 24)), "20261024T200000Z", "20261025T040000Z"),
]


def calendar(notices: Notice | list[Notice], language: Language = "nb") -> str:
    """Return the calendar for staff."""
    return render(notices, language, "staff", "ics", site=SITE)


def faults(text: str) -> list[str]:
    """Return what is wrong with a calendar that parsers let pass."""
    found = [f"line of {len(line)} octets" for line in text.encode().split(b"\r\n") if len(line) > 75]
    if text.replace("\r\n", "").count("\n") or not text.endswith("\r\n"):
        found.append("a line that does not end with CRLF")
    found += [f"no {name}" for name in ("PRODID:", "VERSION:2.0") if name not in text]
    found += [f"has {name}" for name in ("TZID", "VTIMEZONE", "VALARM", "METHOD") if name in text]
    uids: list[str] = []
    for event in text.split("BEGIN:VEVENT")[1:]:
        lines = dict(re.findall(r"(?m)^([A-Z-]+)(?:;[^:\r\n]*)?:([^\r\n]*)", event))
        wanted = ("UID", "DTSTAMP", "SEQUENCE", "STATUS", "DTSTART", "SUMMARY", "LAST-MODIFIED")
        found += [f"an event without {name}" for name in wanted if name not in lines]
        uids.append(lines.get("UID", ""))
        if "DTEND" in lines and lines["DTEND"] <= lines["DTSTART"]:
            found.append("an event that ends before it begins")
        found += [f"{n} not in UTC" for n in ("DTSTART", "DTEND") if not lines.get(n, "Z").endswith("Z")]
    if len(uids) != len(set(uids)):
        found.append("two events under one UID")
    return found


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_calendar_keeps_the_rules_that_clients_are_strict_about(language: Language) -> None:
    """Google drops a whole feed in silence for one line that is folded wrongly."""
    assert faults(calendar(every_notice(), language)) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (("DTSTAMP", "X-STAMP"), "an event without DTSTAMP"),
        (("\r\n", "\n"), "a line that does not end with CRLF"),
        (("DTEND:2023", "DTEND:2022"), "an event that ends before it begins"),
        (("DTSTART:", "DTSTART;TZID=Europe/Oslo:"), "has TZID"),
    ],
)
def test_broken_calendars_are_recognised(damage: tuple[str, str], fault: str) -> None:
    """The rule above would let everything pass without anyone seeing it."""
    assert fault in faults(calendar(down(plan_of()).notice()).replace(*damage))


def test_parsed_times_are_those_of_the_notices() -> None:
    """People's calendars would show another hour than the page."""
    told = every_notice()
    parsed = Calendar.from_ical(calendar(told)).events
    theirs = [n for notice in told if (n := notice.for_audience("staff"))]
    assert len(parsed) == len(theirs)
    for event, notice in zip(parsed, theirs, strict=True):
        start, end = times(notice)
        assert cast("datetime", event.decoded("dtstart")) == start
        assert ("DTEND" in event) is (end is not None)
        assert end is None or cast("datetime", event.decoded("dtend")) == end


@needs_node
def test_ical_js_reads_the_same_times(tmp_path: Path) -> None:
    """Outlook and the web's calendars would be an hour off in summer, as with a VTIMEZONE they are."""
    file = tmp_path / "all.ics"
    told = [n for notice in every_notice() if (n := notice.for_audience("staff"))]
    file.write_bytes(calendar(told).encode())
    for event, notice in zip(by_ical_js(file), told, strict=True):
        start, end = times(notice)
        assert datetime.fromisoformat(str(event["start"])) == start
        assert (event["end"] and datetime.fromisoformat(str(event["end"]))) == end
        assert event["sequence"] == notice.revision


@pytest.mark.parametrize(("start", "begins", "ends"), NIGHTS)
def test_night_of_a_clock_change_lasts_eight_hours(start: datetime, begins: str, ends: str) -> None:
    """The event would end an hour early in March, or late in October."""
    text = calendar(Story(plan_of(workload(start=start, minutes=480)), start - timedelta(days=3)).notice())
    assert f"DTSTART:{begins}" in text
    assert f"DTEND:{ends}" in text


def seen(story: Story) -> dict[str, object]:
    """Return the only event as a client that asks now would see it."""
    (event,) = Calendar.from_ical(calendar(list(story.notices()))).events
    return {key: event.decoded(key) for key in ("uid", "sequence", "status", "dtstart", "dtend", "summary")}


def test_subscriber_sees_one_event_change() -> None:
    """A client would keep the first text, or show the same evening twice."""
    story = Story(plan_of()).at(local(12)).aim()
    told = [seen(story)]
    for step in (
        lambda: story.do("survey").answer("go").at(local(16, 4)).start("stop"),
        lambda: story.do("stop").at(local(20, 10)).do("copy"),
        lambda: story.at(local(20, 30)).do("switch"),
        lambda: story.at(local(21, 10)).answer("accept"),
    ):
        step()
        told.append(seen(story))
    assert len({str(event["uid"]) for event in told}) == 1
    sequences = [int(str(event["sequence"])) for event in told]
    assert sequences == sorted(set(sequences))
    assert told[2]["dtend"] == local(20, 30)
    assert [str(e["summary"]).split(":")[0] for e in told[1:]] == [
        "Startet",
        "Forsinket",
        "Kontrolleres",
        "Ferdig",
    ]
    assert (told[-1]["dtstart"], told[-1]["dtend"]) == (local(16, 4), local(21, 10))


def test_a_sectors_calendar_names_its_own_source() -> None:
    """A client that asks again where the file says would get every sector's evenings."""
    text = render(every_notice(), "nb", "staff", "ics", site=SITE, sector="oppvekst").replace("\r\n ", "")
    assert "/staff/nb/oppvekst.ics" in text
    assert "/alle.ics" not in text


def test_moved_window_moves_the_event() -> None:
    """The old evening would stay in calendars beside the new one."""
    story = Story(plan_of()).at(local(9, day=(2023, 6, 2)))
    before = seen(story)
    after = seen(story.follow(LATER))
    assert after["uid"] == before["uid"]
    assert int(str(after["sequence"])) > int(str(before["sequence"]))
    assert after["dtstart"] == local(16, day=(2023, 6, 8))


def test_cancelled_event_stays_and_says_so() -> None:
    """A client that never hears of it would keep the evening blocked."""
    story = Story(plan_of()).at(local(12)).aim().answer("go", go=False, why="syk")
    text = calendar(story.notice())
    assert "STATUS:CANCELLED" in text
    assert "SUMMARY;LANGUAGE=nb:Avlyst: " in text
    assert "X-MAINTNOTE-STATUS:CANCELLED" in text


def test_downtime_that_happened_is_not_cancelled() -> None:
    """Google would remove the evening on which people were without their system."""
    assert "STATUS:CONFIRMED" in calendar(taken_back(plan_of()).notice())
    assert "STATUS:CONFIRMED" in calendar(accepted(plan_of()).notice())


def test_event_that_nobody_knows_the_end_of_lasts_to_the_next_message() -> None:
    """The calendar would say that it is over while people are still shut out."""
    notice = down(plan_of()).notice(local(20, 10))
    assert notice.expected_end is None
    assert times(notice)[1] == local(20, 30).astimezone(UTC)

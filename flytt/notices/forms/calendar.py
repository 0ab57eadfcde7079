"""A calendar that people subscribe to: one for each municipality, readers and language.

Times are UTC, so that no client needs to know our time zone. An event keeps its UID for life; SEQUENCE is the
notice's revision. What is cancelled stays, as cancelled: clients that never hear of it keep the old event.
"""

from datetime import datetime, timedelta
from typing import Protocol, cast

from icalendar import Calendar, Event, vText

from flytt.migration.notice_record import COMING, Notice, NoticeState
from flytt.notices.forms.text import letter_text
from flytt.notices.posting import Posting, Sheet, sector_name

CALLED = {"nb": "Flytting av systemer", "nn": "Flytting av system"}
REFRESH = timedelta(hours=1)
CANCELLED = frozenset({NoticeState.CANCELLED, NoticeState.MOVED_ON})
MAINTNOTE = {
    NoticeState.STARTED: "IN-PROCESS",
    NoticeState.LATE: "IN-PROCESS",
    NoticeState.CHECKING: "IN-PROCESS",
    NoticeState.GOING_BACK: "IN-PROCESS",
    NoticeState.FINISHED: "COMPLETED",
    NoticeState.TAKEN_BACK: "COMPLETED",
    NoticeState.CANCELLED: "CANCELLED",
    NoticeState.MOVED_ON: "CANCELLED",
}
"""The words of MAINTNOTE, which other IT partners' programs read. What is planned is CONFIRMED or not."""


class _Properties(Protocol):
    """A component, as far as it is used here: the library leaves the types of values open."""

    def add(self, name: str, value: object, parameters: dict[str, str] | None = None) -> None: ...


def as_calendar(sheet: Sheet) -> str:
    """Return the whole calendar. Drafts are left out: a subscriber cannot be told that it is one."""
    made = Calendar()
    calendar = cast("_Properties", made)
    language = sheet.languages[0]
    calendar.add("prodid", "-//Flytt//Varsler//NO")
    calendar.add("version", "2.0")
    first = sheet.notices[0][0].notice if sheet.notices else None
    name = CALLED[language] + (f", {first.municipality}" if first else "")
    name += f", {called}" if (called := sector_name(sheet)) else ""
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if source := sheet.site.own_address(sheet.municipality, language, sheet.audience, "ics", sheet.sector):
        calendar.add("source", source, parameters={"VALUE": "URI"})
    for (posting,) in sheet.notices:
        if not posting.draft:
            made.add_component(_event(posting))
    return made.to_ical().decode()


def times(notice: Notice) -> tuple[datetime, datetime | None]:
    """Return from when to when an event lasts. No end: it was over in the minute in which it began.

    While nobody knows the end it reaches to the next promised message: it is not over before that.
    """
    start = notice.began_at or notice.window.start
    end = notice.ended_at if notice.began_at else notice.window.end
    if notice.state not in COMING and notice.began_at and notice.ended_at is None:
        end = notice.expected_end or notice.next_update_by
    return start, (end if end and end > start else None)


def _event(posting: Posting) -> Event:
    notice, letter = posting.notice, posting.letter
    made = Event()
    event = cast("_Properties", made)
    start, end = times(notice)
    language = {"LANGUAGE": posting.language}
    event.add("uid", posting.uid)
    event.add("sequence", notice.revision)
    # Words that were corrected are another text of the same revision.
    event.add("dtstamp", posting.worded_at)
    event.add("last-modified", posting.worded_at)
    event.add("created", notice.first_at)
    event.add("dtstart", start)
    if end:
        event.add("dtend", end)
    event.add("summary", _summary(posting), parameters=language)
    event.add("description", letter_text(letter).replace("\u00a0", " "), parameters=language)
    event.add("status", _status(notice))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PUBLIC")
    event.add("categories", [notice.sector.name])
    if posting.url:
        event.add("url", posting.url)
    planned = "CONFIRMED" if notice.confirmed else "TENTATIVE"
    event.add("x-maintnote-maintenance-id", notice.id)
    event.add("x-maintnote-status", MAINTNOTE.get(notice.state, planned))
    down = any(s.goes_down for s in notice.spoken_of())
    event.add("x-maintnote-impact", "OUTAGE" if down else "NO-IMPACT")
    return made


def _summary(posting: Posting) -> str:
    """Return the title, after the state where a title alone does not say it."""
    title = posting.letter.title.replace("\u00a0", " ")
    state = posting.notice.state
    word = posting.letter.state_word
    told = state in COMING or state in {NoticeState.CANCELLED, NoticeState.MOVED_ON}
    return title if told else f"{word[:1].upper()}{word[1:]}: {title}"


def _status(notice: Notice) -> str:
    if notice.state in CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if notice.confirmed or notice.began_at else "TENTATIVE"

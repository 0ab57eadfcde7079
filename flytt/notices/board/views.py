"""What stands on the pages for readers: notices as rows, gathered by what happens now, by week, by sector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from flytt.migration.notice_record import COMING, ENDED, Notice, NoticeState
from flytt.migration.workload import Audience, Language
from flytt.notices.board.lookout import Seen
from flytt.notices.board.words import words
from flytt.notices.dates import HARD_SPACE, LOCALES, Dates
from flytt.notices.letter import joined
from flytt.notices.posting import Posting, posting
from flytt.notices.site import Site

NEWEST_ENDED = 12
"""How many ended notices the first page shows; the sectors' pages show all."""
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One notice in a list. `language` may be another than the page's: a sector may have only one."""

    href: str
    language: Language
    title: str
    state: NoticeState
    state_word: str
    when: str
    systems: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading. `key` is a name for links."""

    key: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page."""

    now: tuple[Row, ...]
    weeks: tuple[Group, ...]
    ended: tuple[Row, ...]


def readers_notices(seen: Seen, audience: Audience) -> tuple[Notice, ...]:
    """Return every notice that concerns these readers, cut to them, by window."""
    return tuple(cut for n in seen.notices if (cut := n.for_audience(audience)) is not None)


def language_of(notice: Notice, wished: Language) -> Language:
    """Return the wished language, or the first that the notice's sector has."""
    return wished if wished in notice.languages else notice.languages[0]


def posted(seen: Seen, cut: Notice, audience: Audience, language: Language, site: Site) -> Posting:
    """Return a notice in words, in approved ones where there are any."""
    return posting(cut, language_of(cut, language), audience, seen.book, site)


def overview(seen: Seen, audience: Audience, language: Language, site: Site) -> Overview:
    """Return what happens now, what comes week by week, and what ended last."""
    told = readers_notices(seen, audience)
    coming = [n for n in told if n.state in COMING]
    ended = sorted((n for n in told if n.state in ENDED), key=lambda n: n.changed_at, reverse=True)

    def rows(some: Iterable[Notice]) -> tuple[Row, ...]:
        return tuple(row(posted(seen, n, audience, language, site)) for n in some)

    weeks: dict[date, list[Notice]] = {}
    for notice in coming:
        weeks.setdefault(_monday(notice.window.start, notice.time_zone), []).append(notice)
    return Overview(
        now=rows(n for n in told if n.state not in COMING | ENDED),
        weeks=tuple(
            Group(f"uke-{monday:%G-%V}", _week(monday, language), rows(some))
            for monday, some in sorted(weeks.items())
        ),
        ended=rows(ended[:NEWEST_ENDED]),
    )


def sectors(seen: Seen, audience: Audience, language: Language, site: Site) -> tuple[Group, ...]:
    """Return every sector with what its own readers notice, whichever sector it moves with."""
    told = readers_notices(seen, audience)
    made = {n.id: row(posted(seen, n, audience, language, site)) for n in told}
    groups: list[Group] = []
    for sector in seen.plan.sectors:
        theirs = [n for n in told if n.concerns(sector.id)]
        if theirs:
            name = sector.name_nn or sector.name if language == "nn" else sector.name
            groups.append(Group(sector.id, name, tuple(made[n.id] for n in _by_need(theirs))))
    return tuple(groups)


def row(one: Posting) -> Row:
    """Return one posting as a row of a list."""
    notice = one.notice
    dates = Dates(one.language, notice.time_zone)
    return Row(
        href=f"{notice.id}.html",
        language=one.language,
        title=one.letter.title,
        state=one.letter.state,
        state_word=one.letter.state_word,
        when=_when(notice, dates),
        systems=joined([s.name for s in notice.systems])
        if one.audience == "staff" and len(notice.systems) > 1
        else "",
        draft=one.draft,
    )


def _when(notice: Notice, dates: Dates) -> str:
    """Return when it was, if it is over and done; else when it is to be."""
    began, ended = notice.began_at, notice.ended_at
    if notice.state is not NoticeState.FINISHED or began is None or ended is None:
        return dates.span(notice.window.start, notice.window.end)
    no_time = dates.moment(began) == dates.moment(ended)
    return dates.moment(ended) if no_time else dates.span(began, ended)


def _by_need(notices: Sequence[Notice]) -> list[Notice]:
    """Return what happens now first, then what comes, then what has ended, newest first."""
    going = [n for n in notices if n.state not in COMING | ENDED]
    coming = [n for n in notices if n.state in COMING]
    ended = [n for n in notices if n.state in ENDED]
    return [*going, *coming, *reversed(ended)]


def _monday(at: datetime, time_zone: str) -> date:
    day = at.astimezone(ZoneInfo(time_zone)).date()
    return day - timedelta(days=day.weekday())


def _week(monday: date, language: Language) -> str:
    """Return `Uke 23 (5.–11. juni 2023)`."""
    sunday = monday + timedelta(days=DAYS_OF_WEEK - 1)
    last = _date(sunday, language)
    if monday.month == sunday.month:
        first = f"{monday.day}."
    elif monday.year == sunday.year:
        first = _date(monday, language).rpartition(" ")[0]
    else:
        first = _date(monday, language)
    return f"{words(language).week} {monday.isocalendar().week} ({first}–{last})"


def _date(day: date, language: Language) -> str:
    return format_date(day, "d.'_'MMMM y", locale=LOCALES[language]).replace("_", HARD_SPACE)

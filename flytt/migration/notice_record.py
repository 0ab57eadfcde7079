"""The notice: one record of facts for a wave, from which every wording and every form is made."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Literal

from flytt.migration.course import Compared
from flytt.migration.record import Record, Slug
from flytt.migration.workload import Audience, Kind, Language, Sector, Window, Words

AUDIENCES: tuple[Audience, ...] = ("staff", "pupils", "guardians", "residents")
OUTSIDE: frozenset[Audience] = frozenset({"pupils", "guardians", "residents"})
"""Everybody but staff. What is written for residents stands where all of these read it."""


class NoticeState(StrEnum):
    """What has become of a move, as users should understand it."""

    PLANNED = "planned"
    POSTPONED = "postponed"
    """Planned, for another time than users were told before; until it is reminded of."""
    REMINDER = "reminder"
    STARTED = "started"
    LATE = "late"
    CHECKING = "checking"
    GOING_BACK = "going-back"
    FINISHED = "finished"
    TAKEN_BACK = "taken-back"
    MOVED_ON = "moved-on"
    """It is moved another day than the rest, and another notice tells of it."""
    CANCELLED = "cancelled"


COMING = frozenset({NoticeState.PLANNED, NoticeState.POSTPONED, NoticeState.REMINDER})
ENDED = frozenset({NoticeState.FINISHED, NoticeState.CANCELLED, NoticeState.TAKEN_BACK, NoticeState.MOVED_ON})


class NoticedSystem(Record):
    """One workload of a wave, as its users see it. All times UTC.

    `late` without `began_at` is late to begin: it works. `ended_at` is when it could be used again, on the
    new side or on the old; never set before that was so. `expected_end` None while under way: nobody knows.
    `was_open`: it goes back, or is back, but people had been told to use it on the new side.
    `set_aside`: something that was written on the new side is kept; `unlisted`: something may be gone.
    `previous_window` is what was told before the time was changed; `moved_to` when it is moved instead.
    """

    id: Slug
    name: str
    kind: Kind
    audience: tuple[Audience, ...]
    affects: tuple[Sector, ...]
    words: dict[Language, Words]
    window: Window
    previous_window: Window | None = None
    moved_to: Window | None = None
    goes_down: bool
    state: NoticeState
    overdue: bool = False
    began_at: datetime | None = None
    expected_end: datetime | None = None
    turned_at: datetime | None = None
    ended_at: datetime | None = None
    minutes_down: int | None = None
    promised_minutes: int
    compared: Compared = ""
    was_open: bool = False
    set_aside: bool = False
    unlisted: bool = False
    reason: str = ""

    @property
    def ended(self) -> bool:
        """True when nothing more happens to it here, moved or not."""
        return self.state in ENDED


class Change(Record):
    """One thing that is otherwise than in the revision before. What has no old or no new value has None.

    `readers` are those whose words are otherwise, in `languages`; `correction`: those who had the words
    before are told. A correction in no language is of words that were otherwise in a revision before.
    """

    kind: Literal[
        "state",
        "window",
        "expected-end",
        "next-update",
        "silent",
        "joined",
        "left",
        "compared",
        "plan",
        "words",
    ]
    systems: tuple[Slug, ...] = ()
    old_state: NoticeState | None = None
    state: NoticeState | None = None
    old_window: Window | None = None
    window: Window | None = None
    old_moment: datetime | None = None
    moment: datetime | None = None
    readers: Literal["staff", "residents", ""] = ""
    languages: tuple[Language, ...] = ()
    correction: bool = False


class Revision(Record):
    """One state of the facts that was published, when, and what was otherwise than before."""

    number: int
    at: datetime
    state: NoticeState
    changes: tuple[Change, ...] = ()


class Notice(Record):
    """Everything a notice may say. Equal facts, equal text, equal `revision`, which only ever rises.

    `window` reaches from the first promise to the last of the systems. `next_update_by` is None only when all
    has ended; `late_news_by` is when news comes if it takes longer. `silent_since` is a promised moment that
    passed with no word from those who move. `support` may lack a language: unknown.
    """

    id: str
    municipality_id: Slug
    municipality: str
    target: str
    support: dict[Language, str]
    languages: tuple[Language, ...]
    time_zone: str
    practice: bool
    sector: Sector
    everybody: bool
    revision: int
    changed_at: datetime
    first_at: datetime
    revisions: tuple[Revision, ...]
    state: NoticeState
    confirmed: bool
    systems: tuple[NoticedSystem, ...]
    affects: tuple[Sector, ...]
    audience: tuple[Audience, ...]
    window: Window
    previous_window: Window | None
    overdue: bool
    began_at: datetime | None
    expected_end: datetime | None
    turned_at: datetime | None
    ended_at: datetime | None
    minutes_down: int | None
    reason: str
    next_update_by: datetime | None
    late_news_by: datetime
    silent_since: datetime | None = None

    def concerns(self, sector: Slug) -> bool:
        """Tell whether a sector moves here, or notices it."""
        return sector == self.sector.id or any(sector == s.id for s in self.affects)

    def spoken_of(self) -> tuple[NoticedSystem, ...]:
        """Return the systems that the state is about: those still waited for, or those it ended so for."""
        return _about(self.systems, self.state)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is otherwise than in the revision before this one."""
        return self.revisions[-1].changes

    def for_audience(self, audience: Audience) -> "Notice | None":
        """Return the notice about what concerns these readers alone; None when nothing does.

        Its revisions are those in which something of theirs changed, under their own numbers.
        """
        asked = OUTSIDE if audience == "residents" else {audience}
        systems = tuple(s for s in self.systems if asked & set(s.audience))
        if not systems:
            return None
        seen = gathered(systems)
        ended = seen["state"] in ENDED
        readers = "staff" if audience == "staff" else "residents"
        revisions = tuple(_revisions_of(self.revisions, {s.id for s in systems}, readers))
        return self.changed(
            **seen,
            revisions=revisions,
            revision=revisions[-1].number,
            changed_at=revisions[-1].at,
            next_update_by=None if ended else self.next_update_by,
            silent_since=None if ended else self.silent_since,
        )


def state_of(systems: Iterable[NoticedSystem]) -> NoticeState:
    """Return the state of a wave: that of the system which its users wait for most.

    While some are moved and others have not been begun on, the wave is neither coming nor moved: under way.
    """
    them = tuple(systems)
    state = min(them, key=_rank).state
    if state is NoticeState.CHECKING and any(map(_unbegun, them)):
        late = any(s.overdue for s in them if s.began_at and not s.ended)
        return NoticeState.LATE if late else NoticeState.STARTED
    return state


def gathered(systems: tuple[NoticedSystem, ...]) -> dict[str, object]:
    """Return the fields of a notice that follow from its systems."""
    state = state_of(systems)
    about = _about(systems, state)
    here = [s for s in systems if s.state is not NoticeState.MOVED_ON] or list(systems)
    begun = [s for s in about if s.began_at]
    # Of what is late to begin beside what has begun, the promise still holds: its window is not over.
    ends = [s.window.end if begun and _unbegun(s) else s.expected_end for s in about]
    open_ends = [end for s, end in zip(about, ends, strict=True) if s.state not in COMING]
    sectors = {sector.id: sector for s in systems for sector in s.affects}
    minutes = [s.minutes_down for s in systems if s.minutes_down is not None]
    is_down = any(s.goes_down and s.began_at and not s.ended for s in systems)
    before = [s.previous_window for s in about if s.previous_window]
    return {
        "systems": systems,
        "state": state,
        "confirmed": all(s.window.standing in {"known", "practice"} for s in systems),
        "affects": tuple(sectors.values()),
        "audience": tuple(a for a in AUDIENCES if any(a in s.audience for s in systems)),
        "window": spanning([s.window for s in here]),
        "previous_window": spanning(before) if before else None,
        "overdue": any(s.overdue for s in ([s for s in systems if s.began_at] if begun else systems)),
        "began_at": min((s.began_at for s in begun if s.began_at), default=None),
        "expected_end": None if None in open_ends else max((end for end in ends if end), default=None),
        "turned_at": min((s.turned_at for s in about if s.turned_at), default=None),
        "ended_at": max((s.ended_at for s in about if s.ended_at), default=None) if state in ENDED else None,
        "minutes_down": max(minutes) if minutes and not is_down else None,
        "reason": next((s.reason for s in about if s.reason), "") if state in ENDED else "",
    }


def spanning(windows: Iterable[Window]) -> Window:
    """Return the window from the first start to the last end, of the first one's standing."""
    them = tuple(windows)
    return Window(start=min(w.start for w in them), end=max(w.end for w in them), standing=them[0].standing)


def _about(systems: tuple[NoticedSystem, ...], state: NoticeState) -> tuple[NoticedSystem, ...]:
    back = NoticeState.GOING_BACK
    if state in ENDED:
        return tuple(s for s in systems if s.state is state)
    # One that goes back is not spoken of in a breath with those that are still being moved.
    return tuple(s for s in systems if not s.ended and (s.state is back) is (state is back))


def _revisions_of(revisions: Iterable[Revision], systems: set[Slug], readers: str) -> Iterable[Revision]:
    over: set[Slug] = set()
    for revision in revisions:
        was_over = over >= systems
        for change in revision.changes:
            if change.kind == "state":
                (over.update if change.state in ENDED else over.difference_update)(change.systems)
        is_over = was_over and over >= systems
        theirs = (c for c in revision.changes if c.readers in {"", readers})
        changes = tuple(c for c in theirs if _is_about(c, systems, is_over=is_over))
        if revision.number == 0 or changes:
            yield revision.changed(changes=changes)


def _is_about(change: Change, systems: set[Slug], *, is_over: bool) -> bool:
    """Tell whether a change is news of these systems.

    The next word on a neighbour that goes on, or goes back, is none to those for whom all is over.
    """
    if change.systems:
        return not systems.isdisjoint(change.systems)
    return not (is_over and change.kind in {"next-update", "silent"})


_ORDER = (
    NoticeState.LATE,
    NoticeState.STARTED,
    NoticeState.GOING_BACK,
    NoticeState.CHECKING,
    NoticeState.REMINDER,
    NoticeState.POSTPONED,
    NoticeState.PLANNED,
    NoticeState.FINISHED,
    NoticeState.TAKEN_BACK,
    NoticeState.MOVED_ON,
    NoticeState.CANCELLED,
)


def _unbegun(system: NoticedSystem) -> bool:
    """True of what is still coming, in time or late: it works as before."""
    return system.state in COMING or (system.state is NoticeState.LATE and system.began_at is None)


def _rank(system: NoticedSystem) -> float:
    """Late to begin yields to what has begun: those users are without their system."""
    unbegun_late = system.state is NoticeState.LATE and system.began_at is None
    return _ORDER.index(NoticeState.CHECKING) + 0.5 if unbegun_late else _ORDER.index(system.state)

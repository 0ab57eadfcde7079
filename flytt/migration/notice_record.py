"""The notice: one record of facts for a wave, from which every wording and every form is made."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from flytt.migration.course import Compared
from flytt.migration.record import Record, Slug
from flytt.migration.workload import Audience, Kind, Language, Sector, Window, Words

AUDIENCES: tuple[Audience, ...] = ("staff", "pupils", "guardians", "residents")
OUTSIDE: frozenset[Audience] = frozenset({"pupils", "guardians", "residents"})
"""Everybody but staff. What is written for residents stands where all of these read it."""


class NoticeState(StrEnum):
    """What has become of a move, as users should understand it."""

    PLANNED = "planned"
    STARTED = "started"
    LATE = "late"
    CHECKING = "checking"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    TAKEN_BACK = "taken-back"


ENDED = frozenset({NoticeState.FINISHED, NoticeState.CANCELLED, NoticeState.TAKEN_BACK})


class NoticedSystem(Record):
    """One workload of a wave, as its users see it. All times UTC.

    `late` without `began_at` is late to begin: it works. `ended_at` is when it could be used again, on the
    new side or on the old; never set before that was so. `expected_end` None while under way: nobody knows.
    `was_open`: it is taken back now, but people had been told to use it on the new side.
    """

    id: Slug
    name: str
    kind: Kind
    audience: tuple[Audience, ...]
    affects: tuple[Sector, ...]
    words: dict[Language, Words]
    window: Window
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
    reason: str = ""

    @property
    def ended(self) -> bool:
        """True when nothing more happens to it, moved or not."""
        return self.state in ENDED


class Notice(Record):
    """Everything a notice may say. `revision` counts the changes of what follows it; equal facts, equal text.

    `window` reaches from the first promise to the last of the systems. `next_update_by` is None only when all
    has ended; `late_news_by` is when news comes if it takes longer. `support` may lack a language: unknown.
    """

    id: str
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
    state: NoticeState
    confirmed: bool
    systems: tuple[NoticedSystem, ...]
    affects: tuple[Sector, ...]
    audience: tuple[Audience, ...]
    window: Window
    overdue: bool
    began_at: datetime | None
    expected_end: datetime | None
    turned_at: datetime | None
    ended_at: datetime | None
    minutes_down: int | None
    reason: str
    next_update_by: datetime | None
    late_news_by: datetime

    def spoken_of(self) -> tuple[NoticedSystem, ...]:
        """Return the systems that the state is about: those still waited for, or those it ended so for."""
        if self.state in ENDED:
            return tuple(s for s in self.systems if s.state is self.state)
        return tuple(s for s in self.systems if not s.ended)

    def for_audience(self, audience: Audience) -> "Notice | None":
        """Return the notice about what concerns these readers alone; None when nothing does."""
        asked = OUTSIDE if audience == "residents" else {audience}
        systems = tuple(s for s in self.systems if asked & set(s.audience))
        if not systems:
            return None
        seen = gathered(systems)
        ended = seen["state"] in ENDED
        return self.changed(**seen, next_update_by=None if ended else self.next_update_by)


def state_of(systems: Iterable[NoticedSystem]) -> NoticeState:
    """Return the state of a wave: that of the system which its users wait for most."""
    return min(systems, key=_rank).state


def gathered(systems: tuple[NoticedSystem, ...]) -> dict[str, object]:
    """Return the fields of a notice that follow from its systems."""
    state = state_of(systems)
    about = [s for s in systems if (s.state is state if state in ENDED else not s.ended)]
    open_ends = [s.expected_end for s in about if s.state is not NoticeState.PLANNED]
    begun = [s for s in about if s.began_at]
    sectors = {sector.id: sector for s in systems for sector in s.affects}
    minutes = [s.minutes_down for s in systems if s.minutes_down is not None]
    is_down = any(s.goes_down and s.began_at and not s.ended for s in systems)
    return {
        "systems": systems,
        "state": state,
        "confirmed": all(s.window.standing in {"known", "practice"} for s in systems),
        "affects": tuple(sectors.values()),
        "audience": tuple(a for a in AUDIENCES if any(a in s.audience for s in systems)),
        "window": Window(
            start=min(s.window.start for s in systems),
            end=max(s.window.end for s in systems),
            standing=systems[0].window.standing,
        ),
        "overdue": any(s.overdue for s in systems),
        "began_at": min((s.began_at for s in begun if s.began_at), default=None),
        "expected_end": None
        if None in open_ends
        else max((s.expected_end for s in about if s.expected_end), default=None),
        "turned_at": min((s.turned_at for s in about if s.turned_at), default=None),
        "ended_at": max((s.ended_at for s in about if s.ended_at), default=None) if state in ENDED else None,
        "minutes_down": max(minutes) if minutes and not is_down else None,
        "reason": next((s.reason for s in about if s.reason), "") if state in ENDED else "",
    }


_ORDER = (
    NoticeState.LATE,
    NoticeState.STARTED,
    NoticeState.CHECKING,
    NoticeState.PLANNED,
    NoticeState.FINISHED,
    NoticeState.TAKEN_BACK,
    NoticeState.CANCELLED,
)


def _rank(system: NoticedSystem) -> float:
    """Late to begin yields to what has begun: those users are without their system."""
    unbegun_late = system.state is NoticeState.LATE and system.began_at is None
    return _ORDER.index(NoticeState.CHECKING) + 0.5 if unbegun_late else _ORDER.index(system.state)

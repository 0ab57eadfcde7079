"""From facts to a letter: which scene it is, which parts it has, and every fact in its place."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from flytt.migration.notice_record import COMING, OUTSIDE, Notice, NoticedSystem, NoticeState, spanning
from flytt.migration.workload import Audience, Kind, Language
from flytt.notices.dates import Dates
from flytt.notices.letter import Letter, Point, joined
from flytt.notices.news import news_lines
from flytt.notices.template import Template
from flytt.notices.wording import Family, Scene, Voice

LONGEST_NAMES = 45
"""Characters of names that a title of 90 has room for, beside what happens and when."""

FAMILIES: Mapping[Kind, Family] = {
    "server-application": "application",
    "hosted-application": "application",
    "merged-instances": "application",
    "read-only-archive": "application",
    "integration": "integration",
}


def compose(notice: Notice, template: Template, audience: Audience, *, draft: bool = False) -> Letter:
    """Return the letter to these readers about everything in the notice; it was cut to them before."""
    return _Composing(notice, template, audience).letter(draft=draft)


_SCENES: Mapping[NoticeState, tuple[Scene, Scene]] = {
    NoticeState.PLANNED: (Scene.PLANNED, Scene.PLANNED_UP),
    NoticeState.POSTPONED: (Scene.POSTPONED, Scene.POSTPONED_UP),
    NoticeState.REMINDER: (Scene.REMINDER, Scene.REMINDER_UP),
    NoticeState.GOING_BACK: (Scene.GOING_BACK, Scene.GOING_BACK_UP),
    NoticeState.MOVED_ON: (Scene.MOVED_ON, Scene.MOVED_ON),
    NoticeState.STARTED: (Scene.STARTED, Scene.STARTED_UP),
    NoticeState.LATE: (Scene.LATE, Scene.LATE_UP),
    NoticeState.CHECKING: (Scene.CHECKING, Scene.CHECKING_UP),
    NoticeState.FINISHED: (Scene.FINISHED, Scene.FINISHED_UP),
    NoticeState.CANCELLED: (Scene.CANCELLED, Scene.CANCELLED),
    NoticeState.TAKEN_BACK: (Scene.TAKEN_BACK, Scene.TAKEN_BACK_UP),
}
"""What is told in each state: to those who lose something by it, and to those who never do."""


def scene_of(notice: Notice) -> Scene:
    """Return what is told: the state, and what makes readers need other words for it."""
    about = notice.spoken_of()
    up = not any(s.goes_down for s in about)
    if notice.state is NoticeState.GOING_BACK and any(s.was_open for s in about):
        return Scene.MOVING_BACK
    if notice.state is NoticeState.LATE and notice.began_at is None:
        return Scene.UNBEGUN
    if notice.state is NoticeState.TAKEN_BACK and any(s.was_open for s in about):
        return Scene.MOVED_BACK
    scene = _SCENES[notice.state][up]
    if scene is Scene.LATE and notice.expected_end:
        return Scene.LATE_ESTIMATE
    if scene is Scene.CHECKING and notice.overdue:
        return Scene.CHECKING_LATE
    return scene


_COMING_UP = ("who", "what", "when", "working", "questions")
_TO_DO = ("stops", "works", "before", "meanwhile", "after", "if_late")
_COMING = (*_COMING_UP[:3], *_TO_DO, *_COMING_UP[3:])
_PARTS: Mapping[Scene, tuple[str, ...]] = {
    Scene.PLANNED: _COMING,
    Scene.PLANNED_UP: _COMING_UP,
    Scene.POSTPONED: _COMING,
    Scene.POSTPONED_UP: _COMING_UP,
    Scene.REMINDER: _COMING,
    Scene.REMINDER_UP: _COMING_UP,
    Scene.UNBEGUN: ("what", "before", "working", "questions"),
    Scene.STARTED: ("what", "works", "meanwhile", "working", "questions"),
    Scene.LATE: ("what", "works", "meanwhile", "working", "questions"),
    Scene.LATE_ESTIMATE: ("what", "works", "meanwhile", "working", "questions"),
    Scene.GOING_BACK: ("what", "works", "meanwhile", "working", "questions"),
    Scene.MOVING_BACK: ("what", "works", "working", "questions"),
    Scene.MOVED_ON: ("what", "new_time", "working", "questions"),
    Scene.CHECKING: ("what", "meanwhile", "working", "questions"),
    Scene.CHECKING_LATE: ("what", "meanwhile", "working", "questions"),
    Scene.FINISHED: ("what", "do_now", "working", "faults"),
    Scene.FINISHED_UP: ("what", "working", "faults"),
    Scene.CANCELLED: ("what", "reason", "working", "questions"),
    Scene.TAKEN_BACK: ("what", "log_in", "working", "questions"),
    Scene.MOVED_BACK: ("what", "log_in", "working", "questions"),
}
_SHORT = ("what", "working", "questions")
_NOT_MOVING = frozenset({Scene.CHECKING, Scene.CHECKING_LATE, Scene.GOING_BACK})
"""It is moved, or goes back: what users do meanwhile they do not do «while we move»."""


class _Composing:
    def __init__(self, notice: Notice, template: Template, audience: Audience) -> None:
        self.notice = notice
        self.template = template
        self.language: Language = template.language
        self.audience: Audience = audience
        self.voice: Literal["staff", "public"] = "staff" if audience == "staff" else "public"
        self.wording = template.wording
        self.dates = Dates(self.language, notice.time_zone)
        self.about = notice.spoken_of()
        links_alone = all(_family(s) == "integration" for s in self.about)
        link: Voice = "link" if self.voice == "staff" else "public-link"
        self.spoken: Voice = link if links_alone else self.voice
        self.scene = scene_of(notice)
        self.facts = self._facts()

    def letter(self, *, draft: bool) -> Letter:
        """Say it all."""
        lines, notice = self.wording.lines, self.notice
        # "Nede" is for what one logs in to; of everything else it is said what cannot be used.
        titled: Voice = "public" if any(_family(s) == "thing" for s in self.about) else self.spoken
        title = self._fill(self.wording.said(self.scene, titled).title)
        banners = (lines.practice if notice.practice else "", lines.draft if draft else "")
        return Letter(
            language=self.language,
            audience=self.audience,
            state=notice.state,
            state_word=self.wording.states[notice.state],
            banner=". ".join(b for b in banners if b),
            title=lines.practice_title.format(title=title) if notice.practice else title,
            paragraphs=tuple(self._paragraphs()),
            points=tuple(self._points()),
            news_label=self.wording.labels.news,
            news=tuple(news_lines(notice, self.wording, self.dates, self._name)),
            footer=tuple(self._footer()),
        )

    def _paragraphs(self) -> Iterator[str]:
        lines, notice = self.wording.lines, self.notice
        yield from (self._fill(p) for p in self.wording.said(self.scene, self.spoken).paragraphs)
        if notice.state is NoticeState.REMINDER and notice.previous_window:
            yield self._fill(lines.previous)
        if notice.state in COMING and not notice.confirmed:
            yield lines.unconfirmed
        if notice.state is NoticeState.CANCELLED:
            yield lines.no_new_day
        if notice.state is NoticeState.TAKEN_BACK:
            again = [s.moved_to for s in self.about if s.moved_to]
            span = self.dates.span(spanning(again).start, spanning(again).end) if again else ""
            yield lines.new_try.format(moved_span=span) if again else lines.no_new_try
        if notice.silent_since:
            yield self._fill(lines.silent)
        if notice.state is NoticeState.FINISHED:
            yield from self._each_once([(self._name(s), self._compared(s)) for s in self.about])
        yield from self._moved_back()

    def _fill(self, template: str) -> str:
        return template.format_map(self.facts)

    def _facts(self) -> dict[str, str]:
        """Return every fact that a wording may name. A fact that is not so is not in it."""
        notice, dates = self.notice, self.dates
        start, end, began = notice.window.start, notice.window.end, notice.began_at
        names = self._names()
        known = {
            "names": names,
            "Names": _capital(names) if self._listed() or self._is_renamed(self.about[0]) else names,
            "it": self._it(),
            "target": notice.target,
            "municipality": notice.municipality,
            "day": dates.day(start),
            "span": dates.span(start, end),
            "start": dates.clock(start),
            "promised_start": dates.moment(start),
            "promised_end": dates.later(end, began),
            "promised_end_full": dates.moment(end),
            "length": dates.length(start, end),
            "late_news": dates.later(notice.late_news_by, start),
            "changed": dates.moment(notice.changed_at),
        }
        if notice.previous_window:
            known["previous_span"] = dates.span(notice.previous_window.start, notice.previous_window.end)
        if notice.silent_since:
            known["silent"] = dates.moment(notice.silent_since)
        if began:
            known["began"] = dates.moment(began)
        if notice.expected_end:
            known["expected"] = dates.later(notice.expected_end, began)
            known["expected_full"] = dates.moment(notice.expected_end)
        if notice.turned_at:
            known["turned"] = dates.moment(notice.turned_at)
        if notice.ended_at:
            # A rollback is told from the moment it was decided, everything else from its start.
            mentioned = notice.turned_at if notice.state is NoticeState.TAKEN_BACK else began
            known["ended"] = dates.later(notice.ended_at, mentioned)
            known["ended_full"] = dates.moment(notice.ended_at)
            if began:
                no_time = known["began"] == known["ended_full"]
                lines = self.wording.lines
                known["lasted"] = (lines.lasted_no_time if no_time else lines.lasted).format_map(known)
        if notice.next_update_by:
            known["next_news"] = dates.moment(notice.next_update_by)
        return known

    def _listed(self) -> tuple[str, ...] | None:
        """Return the names for a list of their own, when a title has no room for them."""
        names = tuple(self._name(s) for s in self.about)
        return names if len(names) > 1 and len(joined(names)) > LONGEST_NAMES else None

    def _names(self) -> str:
        if self._listed() is None:
            return joined([self._name(s) for s in self.about])
        many, numbers = len(self.about), self.wording.numbers
        count = numbers[many - 2] if many - 2 < len(numbers) else str(many)
        return self.wording.systems_in.format(count=count, sector=self.template.sector_name)

    def _name(self, system: NoticedSystem) -> str:
        """Return what these readers know it as."""
        words = self.template.systems.get(system.id)
        return (words.name if words else "") or system.name

    def _is_renamed(self, system: NoticedSystem) -> bool:
        """True when it goes by a common name here: a product's own keeps its small first letter."""
        return self._name(system) != system.name

    def _first(self, line: str) -> str:
        """Return a line that begins with a name: with a capital, unless a product's own name is there."""
        own = any(line.startswith(s.name) for s in self.notice.systems)
        return line if own else _capital(line)

    def _it(self) -> str:
        if len(self.about) > 1:
            return self.wording.they
        return next(self.wording.it if _family(s) == "application" else self._name(s) for s in self.about)

    def _points(self) -> Iterator[Point]:
        labels = self.wording.labels
        for part in _PARTS.get(self.scene, _SHORT):
            lines = tuple(dict.fromkeys(line for line in self._part(part) if line))
            before = labels.before_start if self.scene is Scene.UNBEGUN else self._fill(labels.before)
            stops = labels.comes_later if self.spoken in {"link", "public-link"} else labels.stops
            meantime = labels.meantime if self.scene in _NOT_MOVING else ""
            own = {"before": before, "log_in": labels.do_now, "stops": stops, "meanwhile": meantime}
            label = own.get(part)
            if lines:
                yield Point(label or str(getattr(labels, part)), lines)

    def _part(self, part: str) -> Iterator[str]:
        lines = self.wording.lines
        parts: Mapping[str, Callable[[], Iterable[str]]] = {
            "who": lambda: [self._who()],
            "what": self._what,
            "when": self._when,
            "new_time": self._new_time,
            "if_late": lambda: [self._fill(lines.late_news)],
            "reason": self._reason,
            "working": self._working,
            "questions": lambda: [self._support()],
            "faults": lambda: [f"{self._support()} {lines.say_after_move}"],
            "log_in": self._log_in,
        }
        said = parts.get(part)
        yield from said() if said else self._of_each("after" if part == "do_now" else part)

    def _new_time(self) -> Iterator[str]:
        for s in self.about:
            if s.moved_to:
                span = self.dates.span(s.moved_to.start, s.moved_to.end)
                line = self.wording.lines.moved_on.format(name=self._name(s), moved_span=span)
                yield line if len(self.about) > 1 else f"{span[:1].upper()}{span[1:]}."

    def _reason(self) -> Iterator[str]:
        """Written by an operator for colleagues: never published outside."""
        if self.voice == "staff":
            yield " ".join(self.notice.reason.split())

    def _log_in(self) -> Iterator[str]:
        if self.voice == "staff" and any(_family(s) == "application" for s in self.about):
            yield self.wording.lines.log_in_again

    def _who(self) -> str:
        wording, notice = self.wording, self.notice
        asked = OUTSIDE if self.audience == "residents" else {self.audience}
        people = joined([wording.people[a] for a in notice.audience if a in asked])
        sectors = [s.name_nn or s.name if self.language == "nn" else s.name for s in notice.affects]
        line = wording.lines.everybody if notice.everybody else wording.lines.some
        return line.format(
            people=_capital(people),
            municipality=notice.municipality,
            sectors=", ".join(sectors),
        )

    def _what(self) -> Iterator[str]:
        """Name the systems, when the title could not, or when they are promised back at different times."""
        differ = len({s.window.end for s in self.about}) > 1 and self.notice.state in COMING
        if differ:
            yield from (
                self._first(f"{self._name(s)}: {self.dates.span(s.window.start, s.window.end)}")
                for s in self.about
            )
        else:
            yield from map(self._first, self._listed() or ())

    def _when(self) -> Iterator[str]:
        """Say what a span of clock times leaves open: which night it is, and a clock that is changed."""
        start, end, lines = self.notice.window.start, self.notice.window.end, self.wording.lines
        night, change = self.dates.night(start, end), self.dates.clock_change(start, end)
        if night or change:
            span = self.dates.span(start, end)
            yield (f"{span} ({night})" if night else span) + "."
        if change:
            yield self._fill(lines.over_clock_forward if change > 0 else lines.over_clock_back)

    def _working(self) -> Iterator[str]:
        """Say of the wave's other systems, which have ended another way, that they can be used."""
        others = [s for s in self.notice.systems if s not in self.about]
        lines = self.wording.lines
        for line, moved in ((lines.moved_too, True), (lines.not_moved, False)):
            ended = [s for s in others if s.ended and not s.was_open and s.state is not NoticeState.MOVED_ON]
            names = [self._name(s) for s in ended if (s.state is NoticeState.FINISHED) is moved]
            if names:
                yield line.format(names=joined(names))

    def _moved_back(self) -> Iterator[str]:
        """Say what goes another way than the rest, and what was written and does not show now."""
        lines = self.wording.lines
        waiting = [s for s in self.notice.systems if s not in self.about and not s.ended]
        going_back = [self._name(s) for s in waiting if s.state is NoticeState.GOING_BACK]
        under_way = [self._name(s) for s in waiting if s.state is not NoticeState.GOING_BACK]
        if going_back:
            yield lines.others_going_back.format(names=joined(going_back))
        if under_way:
            yield lines.others_under_way.format(names=joined(under_way))
        for s in self.notice.systems:
            if s not in self.about and s.moved_to and s.state is NoticeState.MOVED_ON:
                span = self.dates.span(s.moved_to.start, s.moved_to.end)
                yield lines.moved_another_day.format(name=self._name(s), moved_span=span)
            if s not in self.about and s.was_open and s.ended_at:
                yield lines.moved_back.format(name=self._name(s), ended=self.dates.moment(s.ended_at))
        taken_back = [s for s in self.notice.systems if s.state is NoticeState.TAKEN_BACK]
        kept = [self._name(s) for s in taken_back if s.set_aside]
        gone = [self._name(s) for s in taken_back if s.unlisted]
        if kept:
            yield lines.set_aside.format(names=joined(kept))
        if gone and lines.unlisted:
            yield lines.unlisted.format(names=joined(gone))

    def _compared(self, system: NoticedSystem) -> str:
        lines = self.wording.lines
        return {"rows": lines.rows_compared, "counts": lines.counts_compared}.get(system.compared, "")

    def _of_each(self, part: str) -> list[str]:
        return self._each_once([(self._name(s), self._advice(s, part)) for s in self.about])

    def _advice(self, system: NoticedSystem, part: str) -> str:
        """Return the system's own words; the usual ones where the mapping has none in this language."""
        if not system.goes_down:
            return ""
        words = self.template.systems.get(system.id)
        if words is not None:
            return str(getattr(words, part))
        usual = self.wording.usual[_family(system)][self.voice]
        line = "" if part == "works" else str(getattr(usual, part))
        return line.format(name=self._name(system))

    def _each_once(self, said: Sequence[tuple[str, str]]) -> list[str]:
        """Return equal lines once, after the names of their systems unless the whole notice is about those.

        A line that names its system itself has no need of the name before it.
        """
        about: dict[str, list[str]] = {}
        for name, line in said:
            if line:
                about.setdefault(line, []).append(name)
        return [
            line
            if len(names) == len(self.notice.systems) or all(name in line for name in names)
            else self._first(f"{joined(names)}: {line}")
            for line, names in about.items()
        ]

    def _support(self) -> str:
        support, lines = self.template.support, self.wording.lines
        if not support:
            return self._fill(lines.staff_support if self.voice == "staff" else lines.public_support)
        return re.sub(r"(?<![.!?])$", ".", support)

    def _footer(self) -> Iterator[str]:
        lines, notice = self.wording.lines, self.notice
        if notice.next_update_by:
            coming = notice.state in COMING
            yield self._fill(lines.next_at_start if coming else lines.next_news)
        yield self._fill(lines.last_changed)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _family(system: NoticedSystem) -> Family:
    return FAMILIES.get(system.kind, "thing")

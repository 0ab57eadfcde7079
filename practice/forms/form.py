"""A form is its events; what it was at a moment, and what it is now, is folded from them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from practice.forms.templates import Question
from practice.forms.topics import Language
from practice.forms.town import Unit

__all__ = ["Event", "Form", "Holding"]

What = Literal[
    "created", "copied", "moved", "retitled", "question-added", "question-deleted", "question-renamed",
    "reordered", "coauthor-added", "deleted", "owner-left",
]  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened to a form. `to` is the form id it got, or its coauthor or source form.

    Of an event that gives an id, `text` is the owner and `question` says when that is a group.
    """

    at: int
    what: What
    by: str
    to: str = ""
    question: str = ""
    text: str = ""


@dataclass(frozen=True)
class Holding:
    """Under which id a form was held, by whom, and from when."""

    since: int
    id: str
    owner: str
    group: bool


@dataclass(frozen=True)
class Form:
    """One form with its whole life. `questions` holds every question it ever had.

    `unit` answers for it. `size` is how many responses came in between `opened` and `closed`. `family` tells
    which forms were copied from one another.
    """

    number: int
    family: int
    siblings: int
    subject: str
    title: str
    language: Language
    unit: Unit
    questions: tuple[Question, ...]
    events: tuple[Event, ...]
    quiz: bool
    anonymous: bool
    sensitive: bool
    size: int
    opened: int
    closed: int
    workbook: Literal["none", "live", "excel"]
    table: str

    @property
    def created(self) -> Event:
        """The event it began with."""
        return self.events[0]

    @property
    def deleted(self) -> Event | None:
        """The event it ended with, if it has ended."""
        last = self.events[-1]
        return last if last.what in {"deleted", "owner-left"} else None

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Every id it has had with who held it, oldest first."""
        return tuple(
            Holding(event.at, event.to, event.text, group=event.question == "group")
            for event in self.events
            if event.what in {"created", "moved"}
        )

    @property
    def coauthors(self) -> tuple[str, ...]:
        """The ids of those who may edit it beside the owner."""
        return tuple(event.to for event in self.events if event.what == "coauthor-added")

    def held(self, at: int) -> Holding:
        """Under which id, and by whom, it was held at a moment."""
        found = [holding for holding in self.holdings if holding.since <= at]
        return found[-1] if found else self.holdings[0]

    def title_at(self, at: int) -> str:
        """Its title at a moment."""
        titles = [event.text for event in self.events if event.what == "retitled" and event.at <= at]
        return titles[-1] if titles else self.title

    def lives(self) -> Iterator[tuple[int, int]]:
        """For each of `questions`: from when to when it was asked."""
        end = 1 << 40
        added = {event.question: event.at for event in self.events if event.what == "question-added"}
        gone = {event.question: event.at for event in self.events if event.what == "question-deleted"}
        for question in self.questions:
            yield added.get(question.id, 0), gone.get(question.id, end)

    def asked_at(self, at: int) -> list[tuple[int, Question]]:
        """The questions at a moment, in their order then, each with its place in `questions`."""
        asked = [
            (index, question)
            for index, (question, (since, until)) in enumerate(zip(self.questions, self.lives(), strict=True))
            if since <= at < until
        ]
        for event in self.events:
            if event.at <= at and event.what == "question-renamed":
                asked = [
                    (
                        index,
                        replace(question, title=event.text) if question.id == event.question else question,
                    )
                    for index, question in asked
                ]
            if event.at <= at and event.what == "reordered":
                random.Random(event.text).shuffle(asked)
        return asked

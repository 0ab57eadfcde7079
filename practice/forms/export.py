"""What Forms writes when somebody exports, or into the workbook that it keeps up to date."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pydantic import JsonValue, TypeAdapter

from practice.forms.answers import Answer, Gathered, Response
from practice.forms.clock import Zone, local, serial
from practice.forms.draws import chance
from practice.forms.form import Form
from practice.forms.habits import Habits
from practice.forms.headings import META, quiz_words
from practice.forms.table import Cell, Column, Table
from practice.forms.templates import Question
from practice.forms.topics import Language

__all__ = ["Snapshot", "export_table"]

_EXCEL_1970 = 719_163 - 25_569
_CELL_MOST = 32_767  # letters in a cell of Excel


_UPLOADS = TypeAdapter(list[dict[str, JsonValue]])


@dataclass(frozen=True)
class Snapshot:
    """An export: of which form, when, by whom, and how that person's Excel and account are set up."""

    form: int
    at: int
    by: str
    language: Language
    zone: Zone
    live: bool
    label: str


def export_table(form: Form, gathered: Gathered, shot: Snapshot, habits: Habits) -> Table:
    """The table as the service would have written it at that moment."""
    rng = random.Random(shot.label)
    asked = form.asked_at(shot.at)
    if shot.live and habits.live_keeps_deleted:
        kept = {index for index, _ in asked}
        asked += [(index, form.questions[index]) for index in _once(form, shot.at) if index not in kept]
    columns: list[Column] = []
    makers: list[Callable[[Response], Cell]] = []

    def column(kind: str, heading: str, make: Callable[[Response], Cell], question: int = -1) -> None:
        columns.append(Column(kind, heading, question))
        makers.append(make)

    def meta(kind: str) -> str:
        return rng.choice(META[kind][shot.language])

    column("id", "Id" if shot.live else meta("id"), lambda response: response.id)
    column("start", meta("start"), lambda response: serial(local(response.start, shot.zone)))
    column("end", meta("end"), lambda response: serial(local(response.submit, shot.zone)))
    column("mail", meta("mail"), lambda response: response.mail)
    column("name", meta("name"), lambda response: response.name or None)
    points = quiz_words(rng, shot.language)
    if form.quiz:
        column("points", points[0], lambda response: sum(_points(response, index) for index, _ in asked))
        column("points", points[1], _nothing)
        column("points", points[2], _nothing)
    if chance(rng, 0.15):
        column("language", meta("language"), lambda _: form.language)
    if habits.last_modified_column:
        column("modified", meta("modified"), _nothing)
    for index, question in asked:
        column("question", question.title, _answer(index, question, habits), index)
        if form.quiz and question.kind in {"choice", "multi", "text"}:
            column("points", f"{points[3]} - {question.title}", _given(index), index)
            column("points", f"{points[4]} - {question.title}", _nothing, index)
    shown = gathered.at(shot.at)
    rows = [[make(response) for make in makers] for response in shown]
    return Table(columns, rows, [(form.number, response.id) for response in shown])


def _once(form: Form, at: int) -> list[int]:
    return [index for index, (since, until) in enumerate(form.lives()) if since <= until <= at]


def _nothing(_: Response) -> Cell:
    return None


def _points(response: Response, index: int) -> int:
    return (response.id * 7 + index * 3) % 3


def _given(index: int) -> Callable[[Response], Cell]:
    return lambda response: _points(response, index)


def _answer(index: int, question: Question, habits: Habits) -> Callable[[Response], Cell]:
    end = ";" if habits.trailing_semicolon else ""

    def plain(response: Response) -> Cell:
        value = response.values[index]
        if isinstance(value, tuple):
            return ";".join(value) + end
        return value[:_CELL_MOST] if isinstance(value, str) else value  # the service has all of it

    def day(response: Response) -> Cell:
        value = response.values[index]
        return float(date.fromisoformat(value).toordinal() - _EXCEL_1970) if isinstance(value, str) else None

    def upload(response: Response) -> Cell:
        return _links(response.values[index])

    if question.kind == "date":
        return day
    return upload if question.kind == "upload" and habits.upload_cell == "links" else plain


def _links(value: Answer) -> Cell:
    if not isinstance(value, str):
        return None
    return "; ".join(str(file["link"]) for file in _UPLOADS.validate_json(value))

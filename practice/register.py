"""The small register that practice applications keep: persons, their cases, notes on the cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from practice.people import Draw, people, text

__all__ = ["make_register"]

_SCHEMA = """
CREATE TABLE persons (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  identity_number TEXT,
  born TEXT
);
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES persons(id),
  title TEXT NOT NULL,
  opened TEXT
);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases(id),
  body TEXT,
  created TEXT
);
CREATE INDEX cases_of_person ON cases(person_id);
CREATE INDEX notes_of_case ON notes(case_id);
"""
_LONG_EVERY, _LONG_WORDS = 37, 1200


def make_register(path: Path, *, seed: str, rows: int, key_offset: int, overlap: int) -> None:
    """Make the database at `path` with `rows` persons, about two cases and one note for each."""
    draw, shared = Draw(seed), Draw("shared")
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_SCHEMA)
        with database:
            database.executemany(
                "INSERT INTO persons VALUES (?, ?, ?, ?)",
                (
                    (key_offset + index, person.name, person.identity_number, person.born)
                    for index, person in enumerate(people(draw, shared, count=rows, overlap=overlap), start=1)
                ),
            )
            cases = [*_cases(draw, rows, key_offset)]
            database.executemany("INSERT INTO cases VALUES (?, ?, ?, ?)", cases)
            database.executemany(
                "INSERT INTO notes VALUES (?, ?, ?, ?)", _notes(draw, len(cases), key_offset)
            )


def _cases(draw: Draw, rows: int, key_offset: int) -> Iterator[tuple[int, int, str, str | None]]:
    number = key_offset
    for person in range(1, rows + 1):
        for case in range(draw.number(5, "cases", person)):
            number += 1
            opened = None if draw.number(19, "opened", number) == 0 else _day(draw, "opened day", number)
            yield number, key_offset + person, text(draw, 3, "title", person, case), opened


def _notes(draw: Draw, cases: int, key_offset: int) -> Iterator[tuple[int, int, str | None, str]]:
    number = key_offset
    for case in range(1, cases + 1):
        if draw.number(2, "note", case) == 0:
            continue
        number += 1
        words = _LONG_WORDS if draw.number(_LONG_EVERY, "long", case) == 0 else 12
        body = None if draw.number(17, "body", case) == 0 else text(draw, words, "body", case)
        yield number, key_offset + case, body, _day(draw, "created", case)


def _day(draw: Draw, *question: object) -> str:
    return f"20{20 + draw.number(4, *question, 'y')}-{1 + draw.number(12, *question, 'm'):02}-15"

"""What is asked about a Forms estate, with the least about people that decides: a program of its own.

`python -m flytt.notices.board.estate_questions DIR [--cache DIR]` reads the estate and prints the queue as
JSON. It takes minutes on a large estate: the board must go on answering meanwhile.
"""

import argparse
import os
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from flytt.forms.attribution.attribute import attribute
from flytt.forms.attribution.document import Alternative, BlockLine, FormLine
from flytt.forms.attribution.queue import Question, questions
from flytt.forms.block import Block
from flytt.forms.estate import Estate
from flytt.forms.faults import EstateFaults
from flytt.forms.headings import key
from flytt.forms.reading.estate import read_estate
from flytt.forms.reading.kept import key_in
from flytt.migration.record import Record, digest

NICENESS = 15
SHOWN_QUESTIONS = 5
LATENT = "latent:"
Place = tuple[str, str, str, str]

_NUMBER = re.compile(r"(?<!\d)\d{6}[ .]?\d{5}(?!\d)")
_MADE_UNIQUE = re.compile(r"-[0-9a-f]{8}$")
_ADDRESS = re.compile(r"[^\s@/<>]+@[^\s@/<>]+\.\w+")


class Candidate(Record):
    """A form that it could be; `form` None: no answers of Forms at all.

    Of its `questions` so many are headings of the file too (`alike`), the first of them in `shared`.
    """

    form: str | None
    title: str
    confidence: float
    unit: str = ""
    created: str = ""
    answers: int | None = None
    shared: tuple[str, ...] = ()
    questions: int = 0
    alike: int = 0


class Asked(Record):
    """One question. `key` stands in addresses; `rows` and `columns` count its answers and questions."""

    key: str
    drive_id: str
    item_id: str
    sheet: str
    range: str
    file: str
    folder: str
    rows: int
    settles: int
    columns: int
    candidates: tuple[Candidate, ...]
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    unit: str
    quarantine: bool

    @property
    def place(self) -> Place:
        """Where the block is, as decisions name it."""
        return self.drive_id, self.item_id, self.sheet, self.range


class Queue(Record):
    """All questions, those that settle most first. `fault` says why there is none.

    `titles` are of every form, by its id; `places` say in words where a block is that was decided about.
    """

    asked: tuple[Asked, ...] = ()
    titles: dict[str, str] = {}
    places: dict[str, str] = {}
    blocks: int = 0
    decided: int = 0
    fault: str = ""


def least(text: str) -> str:
    """Return a text without identity numbers and addresses of people: names of files have them at times."""
    return _ADDRESS.sub("…@…", _NUMBER.sub("…", text))


def key_of(place: Place) -> str:
    """Return a short name for a block."""
    return digest(list(place))[:16]


def queue_of(folder: Path, cache: Path | None = None) -> Queue:
    """Read an estate and return its queue. EstateFaults when people's files in it cannot be used."""
    estate = read_estate(folder, key=key_in(cache) if cache else secrets.token_bytes(32), cache=cache)
    found = attribute(estate)
    lines = {(b.drive_id, b.item_id, b.sheet, b.range): b for b in found.blocks}
    blocks = {(b.drive_id, b.item_id, b.sheet, b.range): b for b in estate.blocks}
    forms = {form.id: form for form in found.forms}
    asked = questions(found)
    named = {(d.drive_id, d.item_id, d.sheet, d.range) for d in estate.decisions}
    return Queue(
        asked=tuple(_asked(estate, one, lines, blocks, forms) for one in asked),
        titles={one.id: least(estate.form[one.id].title) for one in found.forms if one.id in estate.form},
        places={key_of(place): _where(estate, place) for place in sorted(named)},
        blocks=len(found.blocks),
        decided=sum(line.decision == "auto" for line in found.blocks),
    )


def _asked(
    estate: Estate,
    one: Question,
    lines: Mapping[Place, BlockLine],
    blocks: Mapping[Place, Block],
    forms: Mapping[str, FormLine],
) -> Asked:
    place = (one.drive_id, one.item_id, one.sheet, one.range)
    line, item = lines[place], estate.item.get((one.drive_id, one.item_id))
    headings = {c.key: c.heading for c in blocks[place].columns if c.role == "question"}
    return Asked(
        key=key_of(place),
        drive_id=one.drive_id,
        item_id=one.item_id,
        sheet=one.sheet,
        range=one.range,
        file=least(item.name) if item else "",
        folder=least(item.path) if item else "",
        rows=line.rows.total,
        settles=one.settles,
        columns=len(headings),
        candidates=tuple(_candidate(estate, c, headings, forms) for c in one.candidates),
        speaks_for=tuple(least(e.says) for e in one.speaks_for),
        speaks_against=tuple(least(e.says) for e in one.speaks_against),
        unit=line.owner.unit or "",
        quarantine=one.quarantine,
    )


def _where(estate: Estate, place: Place) -> str:
    drive, file, sheet, area = place
    item = estate.item.get((drive, file))
    name = "/".join(part for part in (item.path, item.name) if part) if item else file
    return least(" ".join(part for part in (name, sheet, area) if part))


def _candidate(
    estate: Estate, given: Alternative, headings: Mapping[str, str], forms: Mapping[str, FormLine]
) -> Candidate:
    form = estate.form.get(given.form or "")
    if given.form is None or form is None:
        title = _MADE_UNIQUE.sub("", (given.form or "").removeprefix(LATENT)).replace("-", " ")
        return Candidate(form=given.form, title=least(title), confidence=given.confidence)
    line = forms.get(form.id)
    titles = [q.title for q in form.questions if q.title]
    shared = [least(title) for title in titles if key(title) in headings]
    return Candidate(
        form=given.form,
        title=least(form.title),
        confidence=given.confidence,
        unit=(line.owner.unit or "") if line else "",
        created=f"{form.created:%Y}" if form.created else "",
        answers=form.row_count,
        shared=tuple(shared[:SHOWN_QUESTIONS]),
        questions=len(titles),
        alike=len(shared),
    )


def main() -> int:
    """Print the queue, or what is wrong with the estate's files."""
    parser = argparse.ArgumentParser(prog="flytt.notices.board.estate_questions", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    given = parser.parse_args()
    os.nice(NICENESS)
    try:
        found = queue_of(given.folder, given.cache)
    except EstateFaults as faults:
        found = Queue(fault="\n".join(faults.faults))
    sys.stdout.write(found.model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())

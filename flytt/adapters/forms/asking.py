"""Questions laid out on the new side as a spreadsheet, and people's answers read from there."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from flytt.adapters.forms.reading import Read
from flytt.adapters.forms.work import Work
from flytt.forms.attribution.decisions import append
from flytt.forms.attribution.queue import Question, questions
from flytt.forms.attribution.settling import Place, hangs_with, layouts
from flytt.forms.attribution.spreadsheet import SheetFaults, plain, write
from flytt.forms.attribution.spreadsheet import read as read_sheet
from flytt.migration.errors import BadInput

if TYPE_CHECKING:
    from flytt.forms.people_said import Decision

SHEET = "Spørsmål.xlsx"
QUARANTINE = "karantene"
_SIGNED = ("signed_at", "signed_by", "drive_id", "item_id", "sheet", "range", "owner", "why")


def asked_about(found: Read) -> tuple[Question, ...]:
    """Return the questions that an attribution leaves, most settled by one answer first."""
    return questions(found.document, layouts(found.estate.blocks))


def lines_of(found: Read) -> tuple[Question, ...]:
    """Return a line for every undecided table, those of one question together, most settled first.

    A line that another's answer settles may stay empty.
    """
    layout_of = layouts(found.estate.blocks)
    rank: dict[tuple[object, ...], int] = {}
    for n, one in enumerate(asked_about(found)):
        rank[_hangs(one, layout_of)] = n
    undecided = [line for line in found.document.blocks if line.decision != "auto"]
    single = [questions(found.document.model_copy(update={"blocks": (line,)}))[0] for line in undecided]
    return tuple(sorted(single, key=lambda one: rank.get(_hangs(one, layout_of), len(rank))))


def _hangs(one: Question, layout_of: Mapping[Place, str]) -> tuple[object, ...]:
    return hangs_with(one.candidates[0].form, (one.drive_id, one.item_id, one.sheet, one.range), layout_of)


def sheet_of(found: Read, asked: Sequence[Question], beside: Path) -> bytes:
    """Return the questions as a spreadsheet. `beside` is a file that may be written on the way."""
    titles = {form.id: form.title for form in found.estate.forms if form.title}
    places = {key: (item.name, item.path) for key, item in found.estate.item.items()}
    write(beside, asked, places, titles)
    content = beside.read_bytes()
    beside.unlink()
    return content


class Answers:
    """A sheet that people have filled in: decisions about forms, and what they signed to quarantine."""

    def __init__(self, content: bytes, beside: Path, *, by: str) -> None:
        """Read it. BadInput names every line that cannot be understood."""
        at = datetime.now(UTC).replace(microsecond=0)
        book = load_workbook(io.BytesIO(content))
        page = book.worksheets[0]
        head = {str(cell.value): n for n, cell in enumerate(page[1])}
        self.signed: list[tuple[Place, str]] = []
        self.open = 0
        for row in page.iter_rows(min_row=2):
            said = str(row[head["Svar"]].value or "").strip().casefold()
            self.open += not said
            if said == QUARANTINE:
                cells = [
                    str(row[head[n]].value or "").removeprefix("'")
                    for n in ("drive_id", "item_id", "Ark", "Område")
                ]
                drive, item, sheet, area = cells
                self.signed.append(((drive, item, sheet, area), str(row[head["Hvorfor"]].value or "")))
                row[head["Svar"]].value = None
        book.save(beside)
        try:
            self.decided: list[Decision] = read_sheet(beside, by=by, at=at)
        except SheetFaults as cause:
            raise BadInput(
                "Some answers about forms cannot be understood: write 1, 2, 3, ingen or karantene in Svar.",
                still_true="None of them was taken.",
                next_command="correct the sheet on the new side, then flytt resume",
            ) from cause
        finally:
            beside.unlink()
        self._by, self._at = by, at

    def write(self, work: Work, owner: str) -> None:
        """Add them to what people have decided before; said once already is not said again."""
        append(
            work.decisions,
            [one for one in self.decided if (*_place(one), one.form) not in _known(work.decisions, "form")],
        )
        known = {row[:4] for row in _known(work.signed, "owner")}
        rows = [
            (self._at.isoformat(), self._by, *place, owner, why)
            for place, why in self.signed
            if place not in known
        ]
        if rows:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            if not work.signed.exists():
                writer.writerow(_SIGNED)
            writer.writerows([[plain(cell) for cell in row] for row in rows])
            before = work.signed.read_bytes() if work.signed.exists() else b""
            work.write(work.signed, before + text.getvalue().encode())


def signed_before(work: Work) -> set[Place]:
    """Return the tables that people have signed to quarantine."""
    return {row[:4] for row in _known(work.signed, "owner")}


def waiting(asked: Read, now: Read, signed: set[Place]) -> tuple[Question, ...]:
    """Return the questions left when those that hang with a signed table are left out."""
    layout_of = layouts(asked.estate.blocks)
    place_of = {(b.drive_id, b.item_id, b.sheet, b.range): b.form for b in asked.document.blocks}
    covered = {hangs_with(place_of[p], p, layout_of) for p in signed if p in place_of}
    quiet = {
        place
        for place, form in place_of.items()
        if place in signed or hangs_with(form, place, layout_of) in covered
    }
    return tuple(
        one for one in lines_of(now) if (one.drive_id, one.item_id, one.sheet, one.range) not in quiet
    )


def _place(one: "Decision") -> tuple[str, str, str, str]:
    return one.drive_id, one.item_id, one.sheet, one.range


def _known(path: Path, last: str) -> set[tuple[str, str, str, str, str]]:
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["drive_id"], row["item_id"], row["sheet"], row["range"], row[last])
            for row in csv.DictReader(file)
        }

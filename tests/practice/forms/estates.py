"""Small estates for tests, each made once, and a reader of them that shares nothing with their writer."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import python_calamine
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from practice.forms.estate import make_estate
from practice.forms.settings import Settings, sources_of
from practice.forms.topics import Split

OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
Value = object
Grid = list[list[Value]]


class Loose(BaseModel):
    """Reads the fields that a test looks at and no others."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Segment(Loose):
    """A stretch of rows of one form."""

    first: int
    last: int
    form: str


class Rows(Loose):
    """How many rows, and whose."""

    total: int
    matched: int
    extra: int
    segments: tuple[Segment, ...]


class Owner(Loose):
    """Who holds a form."""

    person_id: str | None
    group_id: str | None
    unit: str | None
    sector: str | None


class Block(Loose):
    """One table."""

    drive_id: str
    item_id: str
    sheet: str
    range: str
    form: str | None
    relation: str
    rows: Rows
    owner: Owner

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column, from 0."""
        found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", self.range)
        assert found is not None
        return int(found[2]) - 1, _column(found[1]), int(found[4]) - 1, _column(found[3])


class Responses(Loose):
    """What was found of a form's responses."""

    service: int
    found: int
    missing_ids: tuple[int, ...]
    deleted_ids: tuple[int, ...]


class TrueForm(Loose):
    """One form."""

    id: str
    lineage: tuple[str, ...]
    owner: Owner
    responses: Responses


class Unreadable(Loose):
    """A file that nobody can read."""

    drive_id: str
    item_id: str
    why: str


class Document(Loose):
    """The truth, as an attribution is written."""

    blocks: tuple[Block, ...]
    forms: tuple[TrueForm, ...]
    unreadable: tuple[Unreadable, ...]


class Origins(Loose):
    """Which response each row of a block is."""

    drive_id: str
    item_id: str
    sheet: str
    range: str
    runs: tuple[tuple[str | None, int, int], ...]

    def rows(self) -> list[tuple[str | None, int]]:
        """Form and response id of each row."""
        return [(form, first + step) for form, first, count in self.runs for step in range(count)]


class Parent(Loose):
    """Where an item lies."""

    drive: str = Field("", alias="driveId")
    path: str = ""


class Item(Loose):
    """A line of a drive's list."""

    id: str
    name: str
    parent: Parent = Field(alias="parentReference")
    file: dict[str, JsonValue] | None = None


@dataclass(frozen=True)
class Estate:
    """An estate on disk with the truth about it."""

    settings: Settings
    out: Path
    truth: Path

    def document(self) -> Document:
        """What is true."""
        return Document.model_validate_json((self.truth / "truth.json").read_bytes())

    def origins(self) -> list[Origins]:
        """Which response each row is."""
        lines = (self.truth / "origins.ndjson").read_text(encoding="utf-8").splitlines()
        return [Origins.model_validate_json(line) for line in lines]

    def items(self) -> list[Item]:
        """What the drives list, in the order of the file."""
        lines = (self.out / "drive/items.ndjson").read_text(encoding="utf-8").splitlines()
        return [Item.model_validate_json(line) for line in lines]

    def content(self, drive: str, item: str) -> Path:
        """Where the bytes of an item are."""
        return self.out / "drive/content" / drive / item

    def grids(self, item: Item) -> Mapping[str, Grid]:
        """The cells of every sheet of a file, by name of sheet."""
        return _grids(self.content(item.parent.drive, item.id), item.name.rsplit(".", 1)[-1])


def made(settings: Settings) -> Estate:
    """The estate of these settings; made only once in a run of tests."""
    return _made(settings)


def tier(number: int, *, forms: int = 30, seed: int = 5, split: Split = "test") -> Estate:
    """A small estate of a tier, with the sources that are usual there."""
    return made(Settings(seed=seed, tier=number, split=split, forms=forms, sources=sources_of(number)))


def remove_all() -> None:
    """Remove the estates that were made."""
    for directory in _ROOTS:
        shutil.rmtree(directory, ignore_errors=True)
    _ROOTS.clear()
    _made.cache_clear()
    _grids.cache_clear()


def cells(block: Block, grids: Mapping[str, Grid]) -> Iterator[list[Value]]:
    """The rows of a block, heading first, as an outsider reads them."""
    top, left, bottom, right = block.corners
    for row in grids[block.sheet][top : bottom + 1]:
        yield [*row, *[""] * (right + 1 - len(row))][left : right + 1]


_ROOTS: list[Path] = []


@cache
def _made(settings: Settings) -> Estate:
    root = Path(tempfile.mkdtemp(prefix="forms-estate-"))
    _ROOTS.append(root)
    make_estate(settings, root / "estate", root / "truth")
    return Estate(settings, root / "estate", root / "truth")


@cache
def _grids(file: Path, ending: str) -> Mapping[str, Grid]:
    data = file.read_bytes()
    if ending in {"csv", "tsv"}:
        return {"": _flat(data, tabs=ending == "tsv")}
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _flat(data: bytes, *, tabs: bool) -> Grid:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
    start = text[:2000]
    delimiter = "\t" if tabs else ";" if start.count(";") > start.count(",") else ","
    return [[*row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]

"""A block: one table of answers in a file, or in the service. Answers are kept as keyed hashes only."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Hashes: TypeAlias = NDArray[np.uint64]
Flags: TypeAlias = NDArray[np.bool_]

NO_ID = -1
NEVER = -(2**62)
"""In place of a time that is not there; seconds."""

Role: TypeAlias = Literal[
    "id",
    "start",
    "completion",
    "email",
    "name",
    "language",
    "modified",
    "total_points",
    "quiz_feedback",
    "grade_posted",
    "points",
    "feedback",
    "question",
    "blank",
]
Kind: TypeAlias = Literal[
    "empty", "integer", "number", "boolean", "time", "text", "choice", "multi", "likert", "upload", "mixed"
]
META: frozenset[Role] = frozenset(
    {
        "id", "start", "completion", "email", "name", "language", "modified",
        "total_points", "quiz_feedback", "grade_posted",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `position` counts from 1 on the sheet; `heading` is as written, `key` for comparison.

    `values` are keyed hashes of the distinct values (single choices of a multi-choice) when there are at most
    `columns.MOST_CHOICES`, else empty. `certain` is False when the role was found by shape, not heading.
    `identity_numbers` counts cells that hold a valid Norwegian identity number, `full` those
    with as many characters as Excel lets a cell have: an answer that was longer is cut off there.
    """

    position: int
    heading: str
    key: str
    role: Role
    of: str = ""
    certain: bool = True
    kind: Kind = "empty"
    filled: int = 0
    distinct: int = 0
    values: tuple[int, ...] = ()
    longs: int = 0
    text_times: bool = False
    resolution_seconds: int = 0
    identity_numbers: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file given as an answer. `row` counts from 1 below the heading; `name` is a keyed hash."""

    row: int
    position: int
    drive_id: str = ""
    item_id: str = ""
    folder: str = ""
    name: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Data rows in file order; data row 1 is index 0. All arrays have the same length.

    ids: response id, NO_ID where none. started, completed: seconds since 1970-01-01 of the clock as written
    (zone-less in workbooks, UTC from the service), NEVER where none. respondents: keyed hash of the address,
    0 where none or anonymous. cells: keyed hash of each cell's normal form, shape (rows, columns), 0 where
    empty. longs: which cells are long enough to tell one response from another, same shape.
    """

    ids: Ints
    started: Ints
    completed: Ints
    respondents: Hashes
    cells: Hashes
    longs: Flags

    def __len__(self) -> int:
        return len(self.ids)

    def digests(self, columns: tuple[int, ...] | None = None) -> Hashes:
        """Return one hash a row over columns (indexes; None: all), whatever their order; 0 if empty."""
        chosen = self.cells if columns is None else self.cells[:, list(columns)]
        mixed = chosen ^ (chosen >> np.uint64(31))
        return (mixed * np.uint64(0x9E3779B97F4A7C15)).sum(axis=1, dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One table of answers, where it is, its columns and its rows.

    `range` is in A1 style and includes the heading row; `sheet` is empty for text files. `titles` are texts
    found above the heading. `table` names the Excel table that covers it (`OfficeForms.Table` in live
    workbooks, `Table1` in downloads). `form_ids` are ids in links found in its cells.
    """

    drive_id: str
    item_id: str
    sheet: str
    range: str
    columns: tuple[Column, ...]
    rows: Rows
    titles: tuple[str, ...] = ()
    table: str = ""
    visible: str = "visible"
    form_ids: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()

    def by_role(self, role: Role) -> int | None:
        """Return the index of the first column with the role."""
        return next((n for n, column in enumerate(self.columns) if column.role == role), None)

    @property
    def questions(self) -> tuple[int, ...]:
        """Indexes of the columns that hold answers."""
        return tuple(n for n, column in enumerate(self.columns) if column.role == "question")

    @property
    def meta(self) -> frozenset[Role]:
        """Which of the service's own columns are there."""
        return frozenset[Role](column.role for column in self.columns) & META


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What was read of one file. `sha256` is of its bytes; `why` is empty when all of it could be read.

    `form_ids` are those found anywhere in the file: cells, properties, connections, custom parts.
    """

    drive_id: str
    item_id: str
    sha256: str
    size_bytes: int
    format: str
    blocks: tuple[Block, ...] = ()
    form_ids: tuple[str, ...] = ()
    creator: str = ""
    last_modified_by: str = ""
    why: str = ""
    remarks: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """The service's responses of one form. `questions` are the ids of the columns of `rows.cells`.

    `repeated` counts ids that came on several pages; `conflicting` those of them that differed. `complete` is
    False when a page is missing or unreadable, None when nothing tells. `names` are hashes of responders'
    names, one a row, 0 where none. `others` are other versions of some of these responses, from other pages.
    """

    form_id: str
    questions: tuple[str, ...]
    rows: Rows
    uploads: tuple[Upload, ...] = ()
    pages: int = 0
    repeated: int = 0
    conflicting: int = 0
    complete: bool | None = None
    names: Hashes | None = None
    others: "Responses | None" = None

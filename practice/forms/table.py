"""A table of answers on its way into a file: what stands in it, and where each row came from."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["Cell", "Column", "Formula", "Origin", "Table"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is calculated, with the value last calculated."""

    text: str
    value: int


Cell = (
    str | int | float | Decimal | Formula | None
)  # a float is a moment as Excel counts, never another number
Origin = tuple[int, int]  # number of the form, id of the response


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` is id, start, end, mail, name, modified, points, question, added or source.

    `question` is the place in the form's questions, where the column holds one.
    """

    kind: str
    heading: str
    question: int = -1


@dataclass
class Table:
    """Rows under a heading. `origins` tells for each row which response it is, or None for a row of nobody's.

    `above` are lines that stand over the heading. `summary` says that rows are counts and no answers.
    """

    columns: list[Column]
    rows: list[list[Cell]]
    origins: list[Origin | None]
    above: list[list[Cell]] = field(default_factory=list[list[Cell]])
    summary: bool = False

    def places(self, *kinds: str) -> list[int]:
        """Where the columns of these kinds stand."""
        return [place for place, column in enumerate(self.columns) if column.kind in kinds]

    def keep(self, rows: list[int]) -> None:
        """Leave only these rows, in this order."""
        self.rows = [self.rows[row] for row in rows]
        self.origins = [self.origins[row] for row in rows]

    def drop(self, places: list[int]) -> None:
        """Take columns out."""
        left = [place for place in range(len(self.columns)) if place not in set(places)]
        self.columns = [self.columns[place] for place in left]
        self.rows = [[row[place] for place in left] for row in self.rows]

    def put(self, column: Column, cells: list[Cell], place: int | None = None) -> None:
        """Put a column in, last or at a place."""
        at = len(self.columns) if place is None else place
        self.columns.insert(at, column)
        for row, cell in zip(self.rows, cells, strict=True):
            row.insert(at, cell)

    def twin(self) -> Table:
        """The same table, of its own."""
        return Table(
            list(self.columns),
            [list(row) for row in self.rows],
            list(self.origins),
            copy.deepcopy(self.above),
            self.summary,
        )

"""Sheets of a workbook before they are written in some format: tables laid out on a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practice.forms.table import Cell, Table

__all__ = ["Block", "Sheet", "letters"]


def letters(column: int) -> str:
    """What Excel calls a column; the first is 0."""
    name = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        name = chr(65 + left) + name
    return name


@dataclass(frozen=True)
class Block:
    """A table and where on its sheet the lines above it begin."""

    table: Table
    row: int = 0
    column: int = 0

    @property
    def range(self) -> str:
        """From the heading's first cell to the last cell of the last row, as in A3:F20."""
        top = self.row + len(self.table.above) + 1
        right = self.column + len(self.table.columns) - 1
        return f"{letters(self.column)}{top}:{letters(right)}{top + len(self.table.rows)}"

    def lines(self) -> Iterator[Sequence[Cell]]:
        """Lines above, heading, rows."""
        yield from self.table.above
        yield [column.heading for column in self.table.columns]
        yield from self.table.rows


@dataclass(frozen=True)
class Sheet:
    """One sheet. The name is empty for formats that have none."""

    name: str
    blocks: tuple[Block, ...]

    def lines(self) -> Iterator[Sequence[Cell]]:
        """Every line of the sheet from the first, as wide as it needs."""
        if len(self.blocks) == 1 and not self.blocks[0].row and not self.blocks[0].column:
            yield from self.blocks[0].lines()
            return
        grid: dict[int, list[Cell]] = {}
        for block in self.blocks:
            for number, line in enumerate(block.lines(), start=block.row):
                cells = grid.setdefault(number, [])
                cells += [None] * (block.column - len(cells))
                cells += line
        for number in range(max(grid) + 1):
            yield grid.get(number, [])

"""Tables of plain text that fit a terminal: columns that wrap, or one card a row when it is narrow."""

import textwrap
import unicodedata
from dataclasses import dataclass

GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A heading. `wraps` columns share what the others leave; `right` aligns numbers.

    `hyphens`: a name may go on below its hyphen, so that one long name does not take the table from all.
    """

    title: str
    wraps: bool = False
    right: bool = False
    hyphens: bool = False


def lay_out(columns: tuple[Column, ...], rows: list[tuple[str, ...]], width: int) -> list[str]:
    """Return the lines of a table no wider than `width`, where it can be; else a card for each row."""
    rows = [tuple(plain(cell) for cell in row) for row in rows]
    widths = _widths(columns, rows, width)
    if widths is None:
        return _cards(columns, rows, width)
    lines = _row(tuple(c.title for c in columns), columns, widths)
    lines.append((" " * GAP).join("-" * w for w in widths))
    for row in rows:
        lines += _row(row, columns, widths)
    return lines


def plain(text: str) -> str:
    """Return the text on one line and without control characters: what came from outside moves no cursor."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in text).strip()


def paragraph(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap one sentence; what does not break (a command, a digest) is left whole."""
    return textwrap.wrap(
        plain(text),
        max(width, 20),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent.rstrip()]


def _widths(columns: tuple[Column, ...], rows: list[tuple[str, ...]], width: int) -> list[int] | None:
    natural = [max([len(column.title), *(len(row[at]) for row in rows)]) for at, column in enumerate(columns)]
    room = width - GAP * (len(columns) - 1)
    if sum(natural) <= room:
        return natural
    wrapping = [at for at, column in enumerate(columns) if column.wraps]
    left = room - sum(n for at, n in enumerate(natural) if at not in wrapping)
    least = {
        at: max(
            [len(columns[at].title), *(len(word) for row in rows for word in _words(row[at], columns[at]))]
        )
        for at in wrapping
    }
    if not wrapping or left < sum(least.values()):
        return None
    for number, at in enumerate(sorted(wrapping, key=lambda w: natural[w])):
        later = sorted(wrapping, key=lambda w: natural[w])[number + 1 :]
        share = max((left - sum(least[w] for w in later)) // (len(later) + 1), least[at])
        if later:
            share = min(share, left - sum(least[w] for w in later))
        natural[at] = min(natural[at], share) if later else min(natural[at], left)
        left -= natural[at]
    return _given_on(columns, rows, natural, wrapping)


def _given_on(
    columns: tuple[Column, ...], rows: list[tuple[str, ...]], widths: list[int], wrapping: list[int]
) -> list[int]:
    """Give the last column that wraps what the others do not fill: words seldom end where a column does."""
    *others, last = wrapping
    for at in others:
        cells = (columns[at].title, *(row[at] for row in rows))
        used = max(len(line) for cell in cells for line in _lines(cell, columns[at], widths[at]))
        widths[at], widths[last] = used, widths[last] + widths[at] - used
    return widths


def _lines(cell: str, column: Column, width: int) -> list[str]:
    return textwrap.wrap(cell, width, break_on_hyphens=column.hyphens) or [""]


def _words(cell: str, column: Column) -> list[str]:
    return cell.replace("-", "- ").split() if column.hyphens else cell.split()


def _row(row: tuple[str, ...], columns: tuple[Column, ...], widths: list[int]) -> list[str]:
    cells = [_lines(cell, column, w) for cell, column, w in zip(row, columns, widths, strict=True)]
    lines: list[str] = []
    for number in range(max(len(cell) for cell in cells)):
        parts = [
            (cell[number] if number < len(cell) else "").rjust(w)
            if column.right
            else (cell[number] if number < len(cell) else "").ljust(w)
            for cell, column, w in zip(cells, columns, widths, strict=True)
        ]
        lines.append((" " * GAP).join(parts).rstrip())
    return lines


def _cards(columns: tuple[Column, ...], rows: list[tuple[str, ...]], width: int) -> list[str]:
    lines: list[str] = []
    for row in rows:
        first, *rest = zip(columns, row, strict=True)
        lines += paragraph(first[1], width)
        for column, cell in rest:
            if cell:
                lines += paragraph(f"{column.title.lower()}: {cell}", width, "  ")
    return lines

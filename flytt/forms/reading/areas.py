"""Where on a sheet something stands: it is cut along empty rows and columns until nothing can be cut."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flytt.forms.fingerprint import Value


class Area(NamedTuple):
    """A rectangle of a sheet; all four edges count from 0 and belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left + 1


def letters(column: int) -> str:
    """Return the letters of a column that counts from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def written(area: Area) -> str:
    """Return an area in A1 style, `A1:F20`."""
    return f"{letters(area.left)}{area.top + 1}:{letters(area.right)}{area.bottom + 1}"


def placed(text: str) -> Area:
    """Return the area that `A1:F20` names. ValueError when it names none."""
    found = _RANGE.fullmatch(text)
    if not found:
        raise ValueError(f"{text} is no range")
    return Area(int(found[2]) - 1, _column(found[1]), int(found[4]) - 1, _column(found[3]))


_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


def _column(text: str) -> int:
    column = 0
    for letter in text:
        column = 26 * column + ord(letter) - 64
    return column - 1


def mask(row: Sequence[Value]) -> int:
    """Return which cells of a row hold something: byte n is 1 when cell n does."""
    if not row:
        return 0
    return int.from_bytes(
        bytes([one != "" and (not isinstance(one, str) or not one.isspace()) for one in row]), "little"
    )


def areas(masks: Sequence[int]) -> list[Area]:
    """Return the areas that hold something, top to bottom and left to right."""
    width = max((one.bit_length() for one in masks), default=0)
    whole = Area(0, 0, len(masks) - 1, (width + 7) // 8 - 1)
    return _cut(masks, whole) if width else []


def tight(masks: Sequence[int], area: Area) -> Area:
    """Return an area without the columns at its sides in which nothing stands."""
    taken = 0
    for n in range(area.top, area.bottom + 1):
        taken |= masks[n]
    runs = _runs((taken >> 8 * area.left & (1 << 8 * area.width) - 1).to_bytes(area.width, "little"))
    if not runs:
        return area
    return area._replace(left=area.left + runs[0][0], right=area.left + runs[-1][1])


def _cut(masks: Sequence[int], area: Area) -> list[Area]:
    found: list[Area] = []
    for top, bottom in _bands(masks, area):
        shift = 8 * area.left
        window = ((1 << 8 * area.width) - 1) << shift
        taken = 0
        for n in range(top, bottom + 1):
            taken |= masks[n]
        taken = (taken & window) >> shift
        strips = [
            Area(top, area.left + first, bottom, area.left + last)
            for first, last in _runs(taken.to_bytes(area.width, "little"))
        ]
        if len(strips) == 1:
            found += strips
        else:
            for strip in strips:
                found += _cut(masks, strip)
    return found


def _bands(masks: Sequence[int], area: Area) -> Iterable[tuple[int, int]]:
    window = ((1 << 8 * area.width) - 1) << 8 * area.left
    return [
        (area.top + first, area.top + last)
        for first, last in _runs(bytes([bool(masks[n] & window) for n in range(area.top, area.bottom + 1)]))
    ]


def _runs(filled: bytes) -> list[tuple[int, int]]:
    """Return first and last of every unbroken run of ones."""
    runs: list[tuple[int, int]] = []
    at = filled.find(1)
    while at >= 0:
        end = filled.find(0, at)
        end = len(filled) if end < 0 else end
        runs.append((at, end - 1))
        at = filled.find(1, end)
    return runs

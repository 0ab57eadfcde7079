"""Which areas of a sheet are tables of answers, where their heading row is, and what stands above them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from flytt.forms.fingerprint import Value
from flytt.forms.headings import graded, key, role_of
from flytt.forms.reading.areas import Area

HEAD_ROWS = 25
"""How many rows of an area are kept to find its heading; nobody puts more titles above a table."""

Heads: TypeAlias = Mapping[int, Sequence[Value]]
"""Rows of a sheet by number (from 0): those that a heading can stand in, and the one below."""

_SURE_META = {"id", "start", "completion", "email", "modified", "total_points", "grade_posted"}
_ENOUGH_META, _WIDEST_GAP, _NEARLY_AS_LONG, _BARE_HEADING = 2, 2, 0.8, 2
_LONGEST_TITLE, _MOST_TITLES, _NEAR = 200, 6, 64


class Found(NamedTuple):
    """A table: `area` from its heading row down; `titles` are the texts above it."""

    area: Area
    titles: tuple[str, ...]


def find_tables(cut: Sequence[Area], heads: Heads) -> list[Found]:
    """Return the tables in areas that were cut apart, put together again where one table was cut in two."""
    whole = _joined_downwards(_joined_sideways(list(cut), heads), heads)
    found: list[Found] = []
    titles: list[str] = []
    for area in whole:
        top = heading_row(area, heads)
        if top is None or not _is_table(area, top, heads, alone=len(whole) == 1):
            titles += _texts(area, heads, area.bottom + 1)
            continue
        titles += _texts(area, heads, top)
        found.append(Found(area._replace(top=top), tuple(titles[-_MOST_TITLES:])))
        titles = []
    return found


def heading_row(area: Area, heads: Heads) -> int | None:
    """Return the heading's row: the first that names the service's columns, else the first full of texts."""
    rows = range(area.top, min(area.bottom, area.top + HEAD_ROWS) + 1)
    for n in rows:
        if len(_meta(area, n, heads)) >= _ENOUGH_META:
            return n
    for n in rows:
        if _reads_as_heading(area, n, heads):
            return n
    return None


def _reads_as_heading(area: Area, row: int, heads: Heads) -> bool:
    cells = _cells(area, row, heads)
    filled = [one for one in cells if one != ""]
    texts = {one.strip().casefold() for one in filled if isinstance(one, str)}
    return (
        len(filled) >= max(min(2, area.width), 0.6 * area.width)
        and len(texts) >= 0.7 * len(filled)
        and not any(one.replace(" ", "").isdigit() for one in texts)
    )


def _is_table(area: Area, top: int, heads: Heads, *, alone: bool) -> bool:
    if len(_meta(area, top, heads)) >= _ENOUGH_META:
        return True
    rows = area.bottom - top
    if not rows:
        return alone and area.width >= _BARE_HEADING
    return area.width > 1 or (alone and rows > 1)


def _meta(area: Area, row: int, heads: Heads) -> set[str]:
    found: set[str] = set()
    for one in _cells(area, row, heads):
        if isinstance(one, str) and one:
            heading = key(one)
            role = role_of(heading)
            if role in _SURE_META:
                found.add(role)
            elif graded(heading):
                found.add("graded")
    return found


def _cells(area: Area, row: int, heads: Heads) -> Sequence[Value]:
    cells = heads.get(row, ())[area.left : area.right + 1]
    return [("" if isinstance(one, str) and not one.strip() else one) for one in cells]


def _texts(area: Area, heads: Heads, below: int) -> list[str]:
    return [
        one.strip()[:_LONGEST_TITLE]
        for n in range(area.top, min(below, area.top + HEAD_ROWS))
        for one in _cells(area, n, heads)
        if isinstance(one, str) and one.strip()
    ]


def _joined_downwards(cut: list[Area], heads: Heads) -> list[Area]:
    """A table with an empty row was cut in two: the lower part has no heading and fits the columns above."""
    whole: list[Area] = []
    for area in cut:
        above = next((n for n in _last(whole) if _continues(whole[n], area, heads)), None)
        if above is None:
            whole.append(area)
        else:
            upper = whole[above]
            whole[above] = upper._replace(bottom=max(upper.bottom, area.bottom))
    return whole


def _last(whole: list[Area]) -> range:
    """Only what lies near can belong together; a sheet of thousands of notes is not searched for each."""
    return range(len(whole) - 1, max(-1, len(whole) - _NEAR - 1), -1)


def _continues(upper: Area, lower: Area, heads: Heads) -> bool:
    within = upper.left <= lower.left <= lower.right <= upper.right
    if not within or lower.top <= upper.bottom:
        return within  # another strip of rows that were joined already
    if lower.top - upper.bottom - 1 > _WIDEST_GAP:
        return False
    top = heading_row(upper, heads)
    if top is None or top >= upper.bottom or len(_meta(lower, lower.top, heads)) >= _ENOUGH_META:
        return False
    model, first = heads.get(top + 1, ()), heads.get(lower.top, ())
    if [key(str(one)) for one in _cells(lower, lower.top, heads)] == [
        key(str(one)) for one in _cells(lower, top, heads)
    ]:
        return False
    typed = [
        (_sort(model[n]), _sort(first[n]))
        for n in range(lower.left, lower.right + 1)
        if n < len(model) and n < len(first) and _sort(model[n]) not in {"", "text"}
    ]
    same = sum(one == other for one, other in typed)
    if typed:
        return same > 0 and same >= len(typed) / 2
    return lower.width == upper.width and not _reads_as_heading(lower, lower.top, heads)


def _sort(value: Value) -> str:
    if isinstance(value, str):
        text = value.strip()
        return ("number" if text.isdigit() else "text") if text else ""
    return "number" if isinstance(value, int | float) else "time"


def _joined_sideways(cut: list[Area], heads: Heads) -> list[Area]:
    """A table with an empty column in it was cut in two: the right part begins and ends with the left one."""
    whole: list[Area] = []
    for area in cut:
        beside = next((n for n in _last(whole) if _beside(whole[n], area, heads)), None)
        if beside is None:
            whole.append(area)
        else:
            left = whole[beside]
            whole[beside] = left._replace(right=area.right, bottom=max(left.bottom, area.bottom))
    return whole


def _beside(left: Area, right: Area, heads: Heads) -> bool:
    if not 0 < right.left - left.right - 1 <= _WIDEST_GAP:
        return False
    top = heading_row(left, heads)
    if top is None or heading_row(right, heads) != top or {"id", "start"} & _meta(right, top, heads):
        return False
    if _meta(left, top, heads):
        return right.bottom <= left.bottom and right.bottom - top >= _NEARLY_AS_LONG * (left.bottom - top)
    return right.bottom == left.bottom and right.top == left.top and right.height > _WIDEST_GAP

"""Files that people write: units and decisions. What is wrong with them is said, all of it, with its line."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from flytt.forms.people_said import Decision
from flytt.forms.reading.broken import Broken
from flytt.forms.reading.text_file import look
from flytt.forms.times import moment

_DELIMITERS = ",;\t|"
_MOST_TITLES = 10
_UNITS: dict[str, tuple[str, ...]] = {
    "unit": ("unit", "enhet", "eining", "name", "navn"),
    "sector": ("sector", "sektor", "område"),
    "members": (
        "members",
        "member",
        "medlemmer",
        "medlem",
        "medlemer",
        "user_id",
        "userid",
        "person_id",
        "person",
    ),
}
_DECISIONS: dict[str, tuple[str, ...]] = {
    name: (name,)
    for name in ("decided_at", "decided_by", "drive_id", "item_id", "sheet", "range", "form", "why")
}
_BETWEEN = re.compile(r"[;,|\s]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
"""A name that people write behind an id, for those who read the file."""

_NO_FORM = {"", "none", "null", "ingen", "no form"}


class Line(NamedTuple):
    """One row of such a file, by column name."""

    number: int
    cells: dict[str, str]


def read_units(path: Path, name: str) -> tuple[list[tuple[str, str, tuple[str, ...]]], list[str]]:
    """Return unit, sector and members a row, and faults."""
    lines, faults = _lines(path, name, _UNITS, needed=("unit", "members"))
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for line in lines:
        unit, members = line.cells["unit"], line.cells["members"]
        if not unit:
            faults.append(f"{name}:{line.number}: expected the name of a unit, found nothing.")
            continue
        ids = tuple(one.lower() for one in _BETWEEN.split(_IN_BRACKETS.sub(" ", members)) if one)
        found.append((unit, line.cells.get("sector", ""), ids))
    return found, faults


def read_decisions(path: Path, name: str) -> tuple[list[Decision], list[str]]:
    """Return the decisions in the order in which they stand, and faults."""
    lines, faults = _lines(path, name, _DECISIONS, needed=("drive_id", "item_id", "form", "decided_by"))
    found: list[Decision] = []
    for line in lines:
        cells = line.cells
        missing = [one for one in ("drive_id", "item_id", "decided_by") if not cells[one]]
        if missing:
            faults.append(f"{name}:{line.number}: expected {' and '.join(missing)}, found nothing.")
            continue
        at = moment(cells.get("decided_at"))
        if at is None and cells.get("decided_at"):
            faults.append(f"{name}:{line.number}: expected a time in decided_at, as 2026-03-01T12:00:00Z.")
            continue
        form = "none" if cells["form"].casefold() in _NO_FORM else cells["form"]
        found.append(
            Decision(
                decided_at=at,
                decided_by=cells["decided_by"],
                drive_id=cells["drive_id"],
                item_id=cells["item_id"],
                sheet=cells.get("sheet", ""),
                range=cells.get("range", "").replace("$", "").upper(),
                form=form,
                why=cells.get("why", ""),
                line=line.number,
            )
        )
    return found, faults


def _lines(
    path: Path, name: str, columns: Mapping[str, tuple[str, ...]], *, needed: Sequence[str]
) -> tuple[list[Line], list[str]]:
    """The delimiter is the one under which the heading is understood; lists in a cell have delimiters too."""
    try:
        if not path.stat().st_size:
            return [], [f"{name}:1: expected the columns {', '.join(columns)}, found an empty file."]
        text = look(path)
        with path.open(encoding=text.encoding, errors="replace", newline="") as file:
            content = list(io.StringIO(file.read(), newline=""))[text.skipped :]
    except (Broken, OSError, UnicodeError) as error:
        return [], [f"{name}: cannot be read: {error}."]
    above, places, delimiter = _head(content, columns)
    missing = [one for one in needed if one not in places]
    if missing:
        return [], [f"{name}:{text.skipped + above + 1}: expected the columns {', '.join(missing)}."]
    reader = csv.reader(content[above:], delimiter=delimiter)
    next(reader, None)
    last = len(places) - 1 if places.get("members") == max(places.values()) else -1
    above += text.skipped
    return [Line(reader.line_num + above, _cells(row, places, last)) for row in reader if any(row)], []


def _head(content: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> tuple[int, dict[str, int], str]:
    """Return lines above the heading, its columns and the delimiter: titles may come first."""
    best: tuple[int, dict[str, int], str] = 0, {}, ","
    for above, line in enumerate(content[:_MOST_TITLES]):
        for delimiter in _DELIMITERS:
            places = _places(next(csv.reader([line], delimiter=delimiter), list[str]()), columns)
            if len(places) > max(1, len(best[1])):
                best = above, places, delimiter
    return best


def _places(head: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    written = [one.strip().strip("\ufeff").casefold() for one in head]
    return {
        column: written.index(there)
        for column, names in columns.items()
        if (there := next((one for one in names if one in written), None)) is not None
    }


def _cells(row: Sequence[str], places: Mapping[str, int], last: int) -> dict[str, str]:
    """Members that were not quoted spill over into further cells: they all belong to the last column."""
    cells = {column: (_plain(row[at].strip()) if at < len(row) else "") for column, at in places.items()}
    if last >= 0 and len(row) > places["members"] + 1:
        cells["members"] = ";".join(row[places["members"] :])
    return cells


def _plain(text: str) -> str:
    """A text that a spreadsheet would take for a formula stands there behind an apostrophe."""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text

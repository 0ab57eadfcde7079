"""People's decisions in `decisions.csv`: only appended to, each with who and when; the last one holds."""

import csv
import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from flytt.forms.people_said import Decision
from flytt.forms.reading.people_source import read_decisions

COLUMNS = ("decided_at", "decided_by", "drive_id", "item_id", "sheet", "range", "form", "why")
UNDO = "undo"
"""As a form: what was decided about this block before no longer holds."""


def append(path: Path, decisions: Sequence[Decision]) -> None:
    """Write decisions at the end of the file, durable when this returns; the file is made if need be."""
    if not decisions:
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    new = not path.exists() or not path.stat().st_size
    if new:
        writer.writerow(COLUMNS)
    columns, delimiter = (COLUMNS, ",") if new else _there(path)
    writer = csv.writer(text, lineterminator="\n", delimiter=delimiter)
    for one in decisions:
        writer.writerow(cell(one, name) for name in columns)
    broken_off = not new and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(("\n" if broken_off else "") + text.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _there(path: Path) -> tuple[tuple[str, ...], str]:
    """Return columns and delimiter of a file that people made, so that a new line fits it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline().strip()
    delimiter = max(",;\t|", key=head.count)
    return tuple(one.strip().strip('"').casefold() for one in head.split(delimiter)), delimiter


def cell(one: Decision, name: str) -> str:
    """Return one column of a decision; a text that a spreadsheet would take for a formula is quoted."""
    if name == "decided_at":
        return one.decided_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if one.decided_at else ""
    value = getattr(one, name, "") if name in COLUMNS else ""
    text = value if isinstance(value, str) else ""
    return "'" + text if text[:1] in {"=", "+", "@"} else text


def undo(path: Path, block: tuple[str, str, str, str], *, by: str, at: datetime, why: str) -> Decision:
    """Take back what was decided about a block, by a line of its own. LookupError when nothing was."""
    said, _ = read_decisions(path, path.name) if path.exists() else ([], [])
    last = [one for one in said if (one.drive_id, one.item_id, one.sheet, one.range) == block]
    if not last or last[-1].form == UNDO:
        raise LookupError("nothing is decided about this block")
    drive, item, sheet, area = block
    one = Decision(
        decided_at=at,
        decided_by=by,
        drive_id=drive,
        item_id=item,
        sheet=sheet,
        range=area,
        form=UNDO,
        why=why,
    )
    append(path, [one])
    return one

"""What the first pass found and the second did not: carried over, so that deleting meanwhile loses nothing.

A file that was changed keeps its first state beside the new one: an answer may have been overwritten.
"""

import json
import shutil
from pathlib import Path

from flytt.adapters.forms.door import Object
from flytt.adapters.forms.gathering import items_of, objects_in
from flytt.forms.reading.fields import Fields
from flytt.migration.record import Record

FIRST = "first"


class Carried(Record):
    """How much was gone or changed when the second pass came."""

    files: int = 0
    forms: int = 0
    responses: int = 0

    @property
    def says(self) -> tuple[str, ...]:
        """What was carried, in words."""
        counted = ((self.files, "files"), (self.forms, "forms"), (self.responses, "responses"))
        return tuple(
            f"{n} {what} were there at first and were gone or changed since: kept" for n, what in counted if n
        )


def carry(first: Path, second: Path) -> Carried:
    """Bring over what only the first pass has."""
    return Carried(
        files=_files(first, second), forms=_forms(first, second), responses=_responses(first, second)
    )


def _files(first: Path, second: Path) -> int:
    lines: list[str] = []
    now = {(_drive(item), str(item["id"])) for item in items_of(second)}
    for item in items_of(first):
        drive, own = _drive(item), str(item["id"])
        was, there = (root / "drive" / "content" / drive / own for root in (first, second))
        if "file" not in item or not was.is_file():
            continue
        if (drive, own) in now and there.is_file() and there.read_bytes() == was.read_bytes():
            continue
        name = own if (drive, own) not in now else f"{own}-{FIRST}"
        target = second / "drive" / "content" / drive / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(was, target)
        lines.append(json.dumps({**item, "id": name}, ensure_ascii=False) + "\n")
    if lines:
        with (second / "drive" / "items.ndjson").open("a", encoding="utf-8") as file:
            file.writelines(lines)
    return len(lines)


def _forms(first: Path, second: Path) -> int:
    now = {str(form["id"]) for form in _told(second)}
    gone = [form for form in _told(first) if str(form["id"]) not in now]
    if gone:
        path = second / "forms" / f"{FIRST}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"value": gone}, ensure_ascii=False), "utf-8")
    return len(gone)


def _responses(first: Path, second: Path) -> int:
    carried = 0
    for folder in sorted((first / "responses").glob("*")):
        now = {_number(one) for one in _pages(second / "responses" / folder.name)}
        gone = [one for one in _pages(folder) if _number(one) not in now]
        if gone:
            path = second / "responses" / folder.name / f"page-{FIRST}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"value": gone}, ensure_ascii=False), "utf-8")
            carried += len(gone)
    return carried


def _told(estate: Path) -> list[Object]:
    return [one for path in sorted((estate / "forms").rglob("*.json")) for one in _read(path)]


def _pages(folder: Path) -> list[Object]:
    return [one for path in sorted(folder.rglob("*.json")) for one in _read(path)]


def _read(path: Path) -> list[Object]:
    return objects_in(json.loads(path.read_bytes()))


def _number(one: Object) -> int | None:
    return Fields(one).whole("id")


def _drive(item: Object) -> str:
    parent = item.get("parentReference")
    return str(parent.get("driveId", "")) if isinstance(parent, dict) else ""

"""What the first pass found and the second did not: carried over, so that deleting meanwhile loses nothing.

What was changed keeps its first state beside the new one: an answer may have been overwritten or emptied.
"""

import json
import shutil
from collections import Counter
from pathlib import Path

from flytt.adapters.forms.door import Object
from flytt.adapters.forms.gathering import items_of, objects_in
from flytt.forms.reading.fields import Fields
from flytt.migration.record import Record, canonical

FIRST = "first"
EARLIER = "earlier"
"""Beside the pages of today: readers take one response of one id from these, and would drop the other."""


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
    """A form that is gone is among the others again; one that asks less lies apart, with what it asked."""
    now = {str(form["id"]): _questions(form) for form in _told(second)}
    gone = [form for form in _told(first) if str(form["id"]) not in now]
    less = [form for form in _told(first) if _questions(form) - now.get(str(form["id"]), _questions(form))]
    _write(second / "forms" / f"{FIRST}.json", gone)
    _write(second / EARLIER / "forms" / f"{FIRST}.json", less)
    return len(gone) + len(less)


def _responses(first: Path, second: Path) -> int:
    """Compare what responses say, not their ids: a deleted question empties them, and ids begin anew."""
    carried = 0
    for folder in sorted((first / "responses").glob("*")):
        was, now = (_pages(root / "responses" / folder.name) for root in (first, second))
        numbers = {_number(one) for one in now} | {None}
        same, before = (Counter(canonical(one) for one in some) for some in (now, was))
        gone: list[Object] = []
        other: list[Object] = []
        for one in was:
            if not now or _number(one) not in numbers:
                gone.append(one)
            elif before[canonical(one)] > same[canonical(one)]:
                other.append(one)
        _write(second / "responses" / folder.name / f"page-{FIRST}.json", gone)
        _write(second / EARLIER / "responses" / folder.name / f"page-{FIRST}.json", other)
        carried += len(gone) + len(other)
    return carried


def _write(path: Path, objects: list[Object]) -> None:
    if objects:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"value": objects}, ensure_ascii=False), "utf-8")


def _told(estate: Path) -> list[Object]:
    return [one for path in sorted((estate / "forms").rglob("*.json")) for one in _read(path)]


def _pages(folder: Path) -> list[Object]:
    return [one for path in sorted(folder.rglob("*.json")) for one in _read(path)]


def _read(path: Path) -> list[Object]:
    return objects_in(json.loads(path.read_bytes()))


def _questions(form: Object) -> set[str]:
    return {str(one.get("id")) for one in objects_in(form.get("questions") or [])}


def _number(one: Object) -> int | None:
    """A response's id as readers take it; None where it has none."""
    number = Fields(one).whole("id", "responseId")
    return number if number is not None and number > 0 else None


def _drive(item: Object) -> str:
    parent = item.get("parentReference")
    return str(parent.get("driveId", "")) if isinstance(parent, dict) else ""

"""Damage to an estate, as careless copying does it: one fault at a time, recorded, and taken back."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue, TypeAdapter

from practice.forms import damage_sheet

__all__ = ["KINDS", "Damage", "Injector", "NothingToDamageError", "restore"]

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)
_Object = dict[str, JsonValue]
_ATTEMPTS = 60


class NothingToDamageError(Exception):
    """The estate holds nothing that this kind of damage could hit."""


@dataclass(frozen=True)
class Damage:
    """One fault. `before` holds the bytes of every file it changed, by path inside the estate."""

    kind: str
    what: Mapping[str, JsonValue]
    before: Mapping[str, bytes] = field(repr=False)


def restore(estate: Path, damage: Damage) -> None:
    """Put everything back as it was."""
    for name, data in damage.before.items():
        file = estate / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


class Injector:
    """Damages one estate. `record` is a file outside the estate in which each fault is written down.

    `only` are the paths inside the estate that may be hit, when not all may.
    """

    def __init__(self, estate: Path, record: Path | None = None, only: Container[str] | None = None) -> None:
        self._estate, self._record, self._only = estate, record, only
        pages = sorted(str(file.relative_to(estate)) for file in estate.glob("responses/*/*.json"))
        self._pages = [page for page in pages if only is None or page in only]
        self._workbooks: list[str] = []
        self._uploads: list[str] = []
        for line in (estate / "drive/items.ndjson").read_text(encoding="utf-8").splitlines():
            self._sort(line)

    def damage(self, kind: str, rng: random.Random) -> Damage:
        """Do one fault of a kind in `KINDS`. Raises NothingToDamageError when none can be done."""
        for _ in range(_ATTEMPTS):
            done = KINDS[kind](self, rng)
            if done is not None:
                if self._record is not None:
                    with self._record.open("a", encoding="utf-8") as out:
                        out.write(json.dumps({"kind": kind, **done.what}, ensure_ascii=False) + "\n")
                return done
        raise NothingToDamageError(kind)

    def _sort(self, line: str) -> None:
        item = _JSON.validate_json(line)
        parent = item.get("parentReference") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(parent, dict) or "file" not in item:
            return
        path = f"drive/content/{parent['driveId']}/{item['id']}"
        if (self._estate / path).is_file() and (self._only is None or path in self._only):
            if str(item["name"]).endswith(".xlsx"):
                self._workbooks.append(path)
            elif "/Apps/Microsoft Forms" in str(parent["path"]):
                self._uploads.append(path)

    def _pick(self, names: list[str], rng: random.Random) -> tuple[str, bytes] | None:
        name = rng.choice(names) if names else None
        file = self._estate / name if name else None
        return (str(name), file.read_bytes()) if file is not None and file.is_file() else None

    def dropped_page(self, rng: random.Random) -> Damage | None:
        """A page of responses is gone."""
        return self._gone("dropped-page", self._pages, rng)

    def missing_upload(self, rng: random.Random) -> Damage | None:
        """A file that came with an answer is gone."""
        return self._gone("missing-upload", self._uploads, rng)

    def _gone(self, kind: str, names: list[str], rng: random.Random) -> Damage | None:
        found = self._pick(names, rng)
        if found is None:
            return None
        (self._estate / found[0]).unlink()
        return Damage(kind, {"file": found[0]}, {found[0]: found[1]})

    def wrong_target(self, rng: random.Random) -> Damage | None:
        """Two workbooks have changed places."""
        one, other = self._pick(self._workbooks, rng), self._pick(self._workbooks, rng)
        if one is None or other is None or one[1] == other[1]:
            return None
        (self._estate / one[0]).write_bytes(other[1])
        (self._estate / other[0]).write_bytes(one[1])
        return Damage("wrong-target", {"file": one[0], "other": other[0]}, dict([one, other]))

    def swapped_ids(self, rng: random.Random) -> Damage | None:
        """Two responses of a page have each other's ids."""
        found = self._pick(self._pages, rng)
        responses = _responses(_JSON.validate_json(found[1])) if found is not None else []
        if found is None or len(responses) < 2:  # noqa: PLR2004 - two are swapped
            return None
        page = _JSON.validate_json(found[1])
        one, other = rng.sample(_responses(page), 2)
        what: _Object = {"file": found[0], "ids": [one["id"], other["id"]]}
        one["id"], other["id"] = other["id"], one["id"]
        self._write(found[0], page)
        return Damage("swapped-ids", what, dict([found]))

    def deleted_question(self, rng: random.Random) -> Damage | None:
        """All answers to a question are gone from the service."""
        found = self._pick(self._pages, rng)
        if found is None:
            return None
        asked = [
            str(answer["questionId"])
            for one in _responses(_JSON.validate_json(found[1]))
            for answer in _answers(one)
        ]
        if not asked:
            return None
        question, before = rng.choice(asked), dict[str, bytes]()
        folder = found[0].rsplit("/", 1)[0]
        for file in sorted((self._estate / folder).glob("*.json")):
            name = f"{folder}/{file.name}"
            before[name] = file.read_bytes()
            page = _JSON.validate_json(before[name])
            for one in _responses(page):
                left = [answer for answer in _answers(one) if answer["questionId"] != question]
                one["answers"] = json.dumps(left, ensure_ascii=False)
            self._write(name, page)
        return Damage("deleted-question", {"file": folder, "question": question}, before)

    def _write(self, name: str, value: JsonValue) -> None:
        (self._estate / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def sheet(self, kind: str, change: damage_sheet.Change, rng: random.Random) -> Damage | None:
        """A workbook of which one part has changed."""
        found = self._pick(self._workbooks, rng)
        changed = damage_sheet.changed_book(found[1], change, rng) if found is not None else None
        if found is None or changed is None:
            return None
        (self._estate / found[0]).write_bytes(changed[0])
        return Damage(kind, {"file": found[0], **changed[1]}, dict([found]))


def _responses(page: JsonValue) -> list[_Object]:
    listed = page.get("value") if isinstance(page, dict) else page
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _answers(response: _Object) -> list[_Object]:
    listed = _JSON.validate_json(str(response["answers"]))
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _sheet(kind: str, change: damage_sheet.Change) -> Callable[[Injector, random.Random], Damage | None]:
    return lambda injector, rng: injector.sheet(kind, change, rng)


KINDS: Mapping[str, Callable[[Injector, random.Random], Damage | None]] = {
    "dropped-page": Injector.dropped_page,
    "a1-dimension": _sheet("a1-dimension", damage_sheet.a1),
    "truncated-range": _sheet("truncated-range", damage_sheet.truncated),
    "swapped-ids": Injector.swapped_ids,
    "swapped-ids-in-sheet": _sheet("swapped-ids-in-sheet", damage_sheet.swapped),
    "hour-shift": _sheet("hour-shift", damage_sheet.shifted),
    "missing-upload": Injector.missing_upload,
    "wrong-target": Injector.wrong_target,
    "edited-cell": _sheet("edited-cell", damage_sheet.edited),
    "deleted-question": Injector.deleted_question,
    "deleted-column": _sheet("deleted-column", damage_sheet.emptied),
}

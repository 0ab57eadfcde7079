"""What a gathering has fetched so far: one that is cut off goes on there, and believes nothing half.

Beside the estate's folder lies one file of lines: what was asked, a digest, and the answer unless that is a
file of the estate. A line counts when it is whole and its digest holds; from the first that is not, no line
does.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, cast

from flytt.adapters.forms.door import Object
from flytt.migration.record import Json, canonical


class _Line(NamedTuple):
    """Where a line begins in the file, how long it is in bytes."""

    at: int
    length: int


class Remembered:
    """Answers of requests by what was asked. `estate` is the folder that fetched files lie in."""

    def __init__(self, log: Path, estate: Path) -> None:
        self._log, self._estate = log, estate
        self._lines: dict[str, _Line] = {}
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.touch(mode=0o600)
        whole = self._take_in()
        os.truncate(log, whole)

    def objects(self, asked: str) -> list[Object] | None:
        """Return the objects that were answered; None when nothing is remembered."""
        found = self._read(asked).get("value")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else None

    def asked(self, asked: str, fetch: Callable[[], list[Object]]) -> list[Object]:
        """Return what was answered, and ask when nothing is remembered."""
        found = self.objects(asked)
        if found is None:
            found = fetch()
            self.keep(asked, found)
        return found

    def keep(self, asked: str, objects: list[Object]) -> None:
        """Remember an answer, durable when this returns."""
        value = cast("Json", objects)
        self._append({"asked": asked, "value": value, "sha256": _digest(canonical(value))})

    def has_file(self, asked: str, name: str) -> bool:
        """Whether a file was fetched and lies there as it came."""
        told, path = self._read(asked), self._estate / name
        return bool(told) and path.is_file() and told["sha256"] == _digest(path.read_bytes())

    def keep_file(self, asked: str, name: str, content: bytes) -> None:
        """Write a file, whole or not at all, and remember that it was fetched."""
        path = self._estate / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        beside.replace(path)
        self._append({"asked": asked, "sha256": _digest(content)})

    def forget(self, begins: str) -> None:
        """Remember nothing any more of what was asked with this beginning."""
        if self._drop(begins):
            self._append({"forgotten": begins})

    def _take_in(self) -> int:
        """Read all whole lines; return where the first that is not begins, in bytes."""
        at = 0
        with self._log.open("rb") as lines:
            for line in lines:
                told = _told(line)
                if told is None:
                    return at
                if isinstance(begins := told.get("forgotten"), str):
                    self._drop(begins)
                elif isinstance(asked := told.get("asked"), str):
                    self._lines[asked] = _Line(at, len(line))
                at += len(line)
        return at

    def _read(self, asked: str) -> Object:
        line = self._lines.get(asked)
        if line is None:
            return {}
        with self._log.open("rb") as file:
            file.seek(line.at)
            return _told(file.read(line.length)) or {}

    def _append(self, told: Object) -> None:
        line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
        with self._log.open("ab") as file:
            at = file.tell()
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if isinstance(asked := told.get("asked"), str):
            self._lines[asked] = _Line(at, len(line))

    def _drop(self, begins: str) -> bool:
        gone = [asked for asked in self._lines if asked.startswith(begins)]
        for asked in gone:
            del self._lines[asked]
        return bool(gone)


def _told(line: bytes) -> Object | None:
    """Return what a line says; None when it is not whole, or says something else than its digest."""
    if not line.endswith(b"\n"):
        return None
    try:
        told = cast("Json", json.loads(line))
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    if "value" in told and told.get("sha256") != _digest(canonical(told["value"])):
        return None
    return told


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

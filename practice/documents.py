"""Settings that vendors and integration hubs keep: JSON documents, changed only by who has seen them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from pydantic import JsonValue, TypeAdapter

from practice.disk import write_whole

__all__ = ["Documents", "NoDocumentError", "NotSeenError", "etag"]

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


class NoDocumentError(Exception):
    """There is no document of that name."""


class NotSeenError(Exception):
    """The document is another than the one the caller saw."""


def etag(value: JsonValue) -> str:
    """The strong entity tag of a document: equal exactly when the documents are equal."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f'"{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"'


class Documents:
    """The documents in a directory, a file for each."""

    def __init__(self, directory: Path, first: Mapping[str, JsonValue]) -> None:
        self._directory = directory
        self._lock = threading.RLock()
        for name, value in first.items():
            if not self._file(name).exists():
                self._save(name, value)

    def all(self) -> Mapping[str, JsonValue]:
        """Every document by name."""
        with self._lock:
            return {
                unquote(file.stem): self.get(unquote(file.stem))
                for file in sorted(self._directory.glob("*.json"))
            }

    def get(self, name: str) -> JsonValue:
        """One document. Raises NoDocumentError."""
        try:
            return _JSON.validate_json(self._file(name).read_bytes())
        except FileNotFoundError as error:
            raise NoDocumentError(name) from error

    def put(self, name: str, value: JsonValue, *, seen: str) -> bool:
        """Replace a document whose entity tag is among those in `seen` (an If-Match header).

        Returns whether it changed. Raises NoDocumentError, NotSeenError.
        """
        with self._lock:
            tags = {tag.strip() for tag in seen.split(",")}
            before = etag(self.get(name))
            if "*" not in tags and before not in tags:
                raise NotSeenError(name)
            self._save(name, value)
            return before != etag(value)

    def set_field(self, name: str, path: str, value: JsonValue) -> None:
        """Set the field that `path` (keys with dots between) names, making objects on the way. Idempotent."""
        with self._lock:
            whole = self.get(name)
            place = whole if isinstance(whole, dict) else {}
            *above, last = path.split(".")
            document = place
            for key in above:
                inner = place.get(key)
                if not isinstance(inner, dict):
                    inner = {}
                    place[key] = inner
                place = inner
            place[last] = value
            self._save(name, document)

    def _file(self, name: str) -> Path:
        return self._directory / f"{quote(name, safe='')}.json"

    def _save(self, name: str, value: JsonValue) -> None:
        write_whole(self._file(name), json.dumps(value, ensure_ascii=False, indent=1).encode())

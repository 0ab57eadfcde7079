"""JSON as the services give it: any field may be missing, null or of another type, and that is no error."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

from flytt.forms.reading.broken import Broken
from flytt.forms.times import moment
from flytt.migration.record import Json

_ERRORS = ("error", "odata.error")
_NEXT = ("@odata.nextLink", "odata.nextLink", "nextLink")


class Fields:
    """An object whose fields are asked for by name and type; names in any case."""

    def __init__(self, given: Mapping[str, Json]) -> None:
        self.given = given
        self._names: dict[str, str] | None = None

    def get(self, *names: str) -> Json:
        """Return the first field that is there and not null."""
        for name in names:
            if (found := self.given.get(name)) is not None:
                return found
        if self._names is None:
            self._names = {name.casefold(): name for name in self.given}
        for name in names:
            if (there := self._names.get(name.casefold())) and (found := self.given[there]) is not None:
                return found
        return None

    def text(self, *names: str) -> str:
        """Return a text; numbers as written; empty for anything else."""
        found = self.get(*names)
        if isinstance(found, str):
            return found
        return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""

    def whole(self, *names: str) -> int | None:
        """Return a whole number, also one written as text."""
        found = self.get(*names)
        if isinstance(found, bool) or found is None:
            return None
        if isinstance(found, str):
            text = found.strip()
            return int(text) if text.lstrip("-").isdecimal() and len(text) < 20 else None  # noqa: PLR2004 - digits of 2^63
        return int(found) if isinstance(found, int | float) and abs(found) < 1 << 63 else None

    def flag(self, *names: str) -> bool | None:
        """Return true or false, also written as text or number."""
        found = self.get(*names)
        if isinstance(found, str):
            return {"true": True, "1": True, "false": False, "0": False}.get(found.strip().casefold())
        return bool(found) if isinstance(found, bool | int) else None

    def moment(self, *names: str) -> datetime | None:
        """Return a time in UTC."""
        return moment(self.get(*names))

    def below(self, *names: str) -> "Fields":
        """Return an object, also one that is JSON in a text; an empty one when there is none."""
        return Fields(as_object(self.get(*names)) or {})

    def each(self, *names: str) -> "list[Fields]":
        """Return the objects of a list, also one that is JSON in a text."""
        found = unpacked(self.get(*names))
        return [Fields(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return the texts of a list; of objects their ids."""
        found = unpacked(self.get(*names))
        if not isinstance(found, list):
            return ()
        texts = [Fields(one).text("id", "userId") if isinstance(one, dict) else one for one in found]
        return tuple(one for one in texts if isinstance(one, str) and one)


def unpacked(value: Json) -> Json:
    """Return JSON that came as a text inside JSON; anything else as it is."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return cast("Json", json.loads(value))
        except (ValueError, RecursionError):
            return value
    return value


def as_object(value: Json) -> dict[str, Json] | None:
    """Return an object, also one that is JSON in a text."""
    found = unpacked(value)
    return found if isinstance(found, dict) else None


def load(path: Path) -> Json:
    """Return the JSON of a file. Broken when it is empty, cut off or none, or what a service said instead."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Broken("not readable", error.strerror or type(error).__name__) from error
    value = parsed(content)
    if isinstance(value, dict) and any(value.get(one) for one in _ERRORS) and len(value) == 1:
        raise Broken("refused", "the service answered with an error, and it was kept as a page")
    return value


def parsed(content: bytes) -> Json:
    """Return JSON from bytes with or without a BOM. Broken when it is empty, cut off or none."""
    if not content.strip(b"\0 \r\n\t"):
        raise Broken("empty", "there is nothing in it")
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
        return cast("Json", json.loads(text))
    except json.JSONDecodeError as error:
        if error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated"):
            raise Broken(
                "truncated", f"ends in the middle of its JSON, after {len(content):,} bytes"
            ) from None
        raise Broken("damaged", f"no JSON at line {error.lineno} column {error.colno}") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise Broken("damaged", f"no JSON ({type(error).__name__})") from None


def objects(value: Json) -> Iterator[Fields]:
    """Yield the objects of a file: one, a list, or a page with them under `value`."""
    found = value
    if isinstance(found, dict) and isinstance(found.get("value"), list | dict):
        found = found["value"]
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            yield Fields(one)


def goes_on(value: Json) -> bool:
    """Tell whether a page says that another one follows."""
    return isinstance(value, dict) and any(value.get(name) for name in _NEXT)

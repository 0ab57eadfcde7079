"""Keyed hashes of answers: equal ones are seen to be equal; without the key nobody can read or guess them."""

import hashlib
import json
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TypeAlias, cast
from urllib.parse import unquote

Value: TypeAlias = str | int | float | bool | datetime | date | time | timedelta
"""A cell as a reader gives it; the empty string where there is nothing."""

LONG_CHARACTERS = 24
"""From this length on an answer tells one response from another more often than not."""

_EXACT = 1e15
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d+)?")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def normal(value: Value) -> str:
    """Return the one text that a value has in every export: letters, spaces, numbers, dates, lists."""
    if isinstance(value, str):
        return _normal_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if abs(value) < _EXACT and value == int(value) else repr(value)
    if isinstance(value, datetime):
        shown = value.replace(tzinfo=None, microsecond=0).isoformat()
        return shown.removesuffix("T00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _normal_text(text: str) -> str:
    if text.startswith("["):
        text = _listed(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split()).rstrip("; ")
    if not text:
        return ""
    if text[-1].isdigit():
        if _NUMBER.fullmatch(text):
            whole, _, part = text.replace(",", ".").partition(".")
            part = part.rstrip("0")
            return f"{whole}.{part}" if part else whole
        if day := _DOTTED_DAY.fullmatch(text):
            return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return text.replace("; ", ";") if ";" in text else text


def _listed(text: str) -> str:
    """The service gives several choices, and uploaded files, as a JSON list; exports join them with `;`."""
    try:
        found = cast("object", json.loads(text))
    except ValueError:
        return text
    if not isinstance(found, list):
        return text
    parts: list[str] = []
    for one in cast("list[object]", found):
        if isinstance(one, dict):
            link = cast("dict[str, object]", one).get("link")
            parts.append(unquote(link) if isinstance(link, str) else json.dumps(one, sort_keys=True))
        else:
            parts.append(str(one))
    return ";".join(parts)


class Fingerprint:
    """Hashes under one key. The same key must be used for everything that is to be compared.

    ValueError when the key is shorter than 16 bytes or longer than 64.
    """

    def __init__(self, key: bytes) -> None:
        if not 16 <= len(key) <= 64:  # noqa: PLR2004 - said in the class docstring
            raise ValueError("a fingerprint key has 16 to 64 bytes")
        self._keyed = hashlib.blake2b(key=key, digest_size=8)
        self.key = key
        self.name = hashlib.blake2b(b"name of the key", key=key, digest_size=8).hexdigest()

    def of(self, text: str) -> int:
        """Return the hash of a text as it stands, 1 … 2^64-1."""
        keyed = self._keyed.copy()
        keyed.update(text.encode("utf-8", "surrogatepass"))
        return int.from_bytes(keyed.digest(), "little") or 1

    def cell(self, value: Value) -> int:
        """Return the hash of a value's normal form; 0 when there is nothing in it."""
        text = normal(value)
        return self.of(text) if text else 0

    def address(self, text: str) -> int:
        """Return the hash of a respondent's address; 0 for none, and for what marks an anonymous answer."""
        address = text.strip().casefold()
        if not address or address in _ANONYMOUS or address.startswith("urn:forms:anonymous"):
            return 0
        return self.of(address)


_ANONYMOUS = {"anonymous", "anonym", "anonymt", "anonyme"}

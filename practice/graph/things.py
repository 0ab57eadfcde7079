"""JSON objects as Graph sends them, read without surprises."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import TypeAlias

from pydantic import JsonValue

__all__ = ["Thing", "identifier", "moment", "part", "parts", "text", "texts"]

Thing: TypeAlias = dict[str, JsonValue]


def text(thing: Thing, key: str) -> str:
    """The text under a key; empty for null, for nothing, and for what is no text."""
    value = thing.get(key)
    return value if isinstance(value, str) else ""


def texts(thing: Thing, key: str) -> list[str]:
    """The texts of a list."""
    value = thing.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def part(thing: Thing, key: str) -> Thing:
    """The object under a key; an empty one when there is none."""
    value = thing.get(key)
    return value if isinstance(value, dict) else {}


def parts(thing: Thing, key: str) -> list[Thing]:
    """The objects of a list."""
    value = thing.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def identifier(*question: object) -> str:
    """A UUID of version 4 that the same question always gives: some clients refuse any other version."""
    digest = hashlib.sha256("/".join(str(word) for word in question).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def moment(seconds: float) -> str:
    """A time (seconds since 1970) as Graph writes it: UTC, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")

"""An answer of the practice Forms: JSON or bytes, never both."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from pydantic import JsonValue

__all__ = ["Reply", "absent", "refused"]


@dataclass(frozen=True)
class Reply:
    """Status, and what goes with it."""

    status: HTTPStatus
    body: JsonValue = None
    content: bytes | None = None


def absent(says: str) -> Reply:
    """There is no such thing."""
    return Reply(HTTPStatus.NOT_FOUND, {"error": {"code": "itemNotFound", "message": says}})


def refused(says: str) -> Reply:
    """It is there, and it cannot be done."""
    return Reply(HTTPStatus.CONFLICT, {"error": {"code": "conflict", "message": says}})

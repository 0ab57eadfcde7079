"""Requests, answers, and refusals in the words of Graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.graph.things import Thing

__all__ = ["Answer", "Refused", "Request", "bad_request", "error_body", "not_found", "unsupported"]

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


@dataclass(frozen=True)
class Request:
    """One request. `path` is decoded and without the version; header names are small letters."""

    method: str
    path: str
    base: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    def json(self) -> Thing:
        """The body as an object. Raises Refused when it is something else."""
        try:
            value = _JSON.validate_json(self.body) if self.body else {}
        except ValidationError:
            value = None
        if not isinstance(value, dict):
            raise Refused(400, "BadRequest", "Unable to read JSON request payload.")
        return value


@dataclass(frozen=True)
class Answer:
    """One answer: a JSON value, bytes as they are, or nothing. `cut` closes the line instead of answering."""

    status: int
    body: JsonValue | bytes = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cut: bool = False
    slow_seconds: float = 0.0


class Refused(Exception):
    """Graph says no."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})
        super().__init__(f"{status} {code}: {message}")


def bad_request(message: str) -> Refused:
    """A write the directory does not accept."""
    return Refused(400, "Request_BadRequest", message)


def unsupported(message: str) -> Refused:
    """A query the directory does not answer."""
    return Refused(400, "Request_UnsupportedQuery", message)


def not_found(what: str) -> Refused:
    """An object that the directory does not have."""
    return Refused(
        HTTPStatus.NOT_FOUND,
        "Request_ResourceNotFound",
        f"Resource '{what}' does not exist or one of its queried reference-property objects are not present.",
    )


def error_body(refused: Refused, *, request_id: str, date: str) -> Thing:
    """The body that Graph sends with a refusal."""
    inner: Thing = {"date": date, "request-id": request_id, "client-request-id": request_id}
    return {"error": {"code": refused.code, "message": refused.message, "innerError": inner}}

"""What each address of the HTTP side leads to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import JsonValue, ValidationError

from practice.documents import Documents, NoDocumentError, NotSeenError, etag
from practice.faults import Effects, Fault, Faults
from practice.hands import Hands, HandsTiedError, NoHandError
from practice.snapshot import Snapshot

__all__ = ["Asked", "Reply", "Rooms", "problem", "route"]


@dataclass(frozen=True)
class Rooms:
    """What the addresses lead to."""

    token: str
    hosts: frozenset[str]
    documents: Documents
    hands: Hands
    faults: Faults
    effects: Effects
    snapshot: Callable[[], Snapshot]


@dataclass(frozen=True)
class Asked:
    """One request: method, path without its question, the JSON body (none: null) and the If-Match header."""

    method: str
    path: str
    value: JsonValue = None
    if_match: str | None = None


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: HTTPStatus
    body: JsonValue = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def problem(status: HTTPStatus, sentence: str) -> Reply:
    """An answer that says what is wrong."""
    return Reply(status, {"error": sentence})


def route(rooms: Rooms, asked: Asked) -> Reply:
    """The answer to a request that may be answered."""
    for pattern, answer in _ROUTES.items():
        if found := re.fullmatch(pattern, f"{asked.method} {asked.path}"):
            try:
                return answer(rooms, asked, found.groups())
            except ValidationError as error:
                sentence = "; ".join(f"{item['loc']}: {item['msg']}" for item in error.errors())
                return problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
            except tuple(_PROBLEMS) as error:
                return problem(_PROBLEMS[type(error)], f"{type(error).__doc__} {error}")
    return problem(HTTPStatus.NOT_FOUND, "there is nothing at that address")


def _get_document(rooms: Rooms, _: Asked, words: tuple[str, ...]) -> Reply:
    found = rooms.documents.get(words[0])
    return Reply(HTTPStatus.OK, found, {"ETag": etag(found)})


def _put_document(rooms: Rooms, asked: Asked, words: tuple[str, ...]) -> Reply:
    if asked.if_match is None:
        rooms.documents.get(words[0])
        return problem(HTTPStatus.PRECONDITION_REQUIRED, "If-Match needed")
    if rooms.documents.put(words[0], asked.value, seen=asked.if_match):
        rooms.effects.count("http", f"PUT {asked.path}")
    return Reply(HTTPStatus.NO_CONTENT, None, {"ETag": etag(asked.value)})


def _ask(rooms: Rooms, _: Asked, words: tuple[str, ...]) -> Reply:
    done = rooms.hands.ask(words[0], "do" if words[1] == "do" else "undo")
    return Reply(HTTPStatus.OK, done.model_dump(mode="json"))


def _hands(rooms: Rooms, *_: object) -> Reply:
    return Reply(HTTPStatus.OK, [asked.model_dump(mode="json") for asked in rooms.hands.log()])


def _add_fault(rooms: Rooms, asked: Asked, _: tuple[str, ...]) -> Reply:
    fault = Fault.model_validate(asked.value)
    if fault.host not in rooms.hosts:
        return problem(HTTPStatus.NOT_FOUND, f"there is no host {fault.host}")
    rooms.faults.add(fault)
    return Reply(HTTPStatus.NO_CONTENT)


def _clear_faults(rooms: Rooms, *_: object) -> Reply:
    rooms.faults.clear()
    return Reply(HTTPStatus.NO_CONTENT)


def _effects(rooms: Rooms, *_: object) -> Reply:
    return Reply(HTTPStatus.OK, {place: dict(counts) for place, counts in rooms.effects.all().items()})


def _snapshot(rooms: Rooms, *_: object) -> Reply:
    return Reply(HTTPStatus.OK, rooms.snapshot().model_dump(mode="json"))


_ROUTES: Mapping[str, Callable[[Rooms, Asked, tuple[str, ...]], Reply]] = {
    "GET /documents/(.+)": _get_document,
    "PUT /documents/(.+)": _put_document,
    "POST /hands/([^/]+)/(do|undo)": _ask,
    "GET /hands": _hands,
    "POST /faults": _add_fault,
    "DELETE /faults": _clear_faults,
    "GET /effects": _effects,
    "GET /snapshot": _snapshot,
}
_PROBLEMS: Mapping[type[Exception], HTTPStatus] = {
    NoDocumentError: HTTPStatus.NOT_FOUND,
    NoHandError: HTTPStatus.NOT_FOUND,
    NotSeenError: HTTPStatus.PRECONDITION_FAILED,
    HandsTiedError: HTTPStatus.CONFLICT,
}

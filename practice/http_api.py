"""The side of the municipality that is not a server of its own: vendors' settings, people, and what goes wrong.

Every request carries `Authorization: Bearer TOKEN`.

    GET  /documents/NAME            the document, with a strong ETag
    PUT  /documents/NAME            replaces it; If-Match is required (428), and must match (412)
    POST /hands/NAME/do|undo        a person or vendor does it, or takes it back
    GET  /hands                     what they were asked
    POST /faults   DELETE /faults   let something go wrong on a host; let nothing go wrong
    GET  /effects                   how often each thing changed the world
    GET  /snapshot                  the whole world as one digest
"""

from __future__ import annotations

import hmac
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.documents import Documents, NoDocumentError, NotSeenError, etag
from practice.faults import Effects, Fault, Faults
from practice.hands import Hands, HandsTiedError, NoHandError
from practice.snapshot import Snapshot

__all__ = ["HttpApi", "Rooms"]

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)
_LARGEST_BODY_BYTES = 10_000_000


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
class _Reply:
    status: HTTPStatus
    body: JsonValue = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def _problem(status: HTTPStatus, sentence: str) -> _Reply:
    return _Reply(status, {"error": sentence})


class HttpApi:
    """Serves until it is closed."""

    def __init__(self, rooms: Rooms, port: int) -> None:
        self._server = _Server(("127.0.0.1", port), _Conversation)
        self._server.rooms = rooms
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def close(self) -> None:
        """Answer no longer."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    rooms: Rooms

    def server_bind(self) -> None:
        """Bind without asking the resolver for the machine's name, which can take seconds."""
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Conversation(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for head and body: two would wait for each other
    timeout = 30

    def do_GET(self) -> None:
        self._reply()

    def do_PUT(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def do_DELETE(self) -> None:
        self._reply()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing: a request may carry what must not be in a log."""

    def _reply(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), _LARGEST_BODY_BYTES)) if length.isdigit() else b""
        reply = self._answer(body)
        content = (
            b""
            if reply.status == HTTPStatus.NO_CONTENT
            else json.dumps(reply.body, ensure_ascii=False).encode()
        )
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, body: bytes) -> _Reply:
        rooms = self.server.rooms
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {rooms.token}".encode()):
            return _Reply(
                HTTPStatus.UNAUTHORIZED, {"error": "bearer token needed"}, {"WWW-Authenticate": "Bearer"}
            )
        path = unquote(urlsplit(self.path).path)
        try:
            value = _JSON.validate_json(body) if body else None
        except ValidationError:
            return _problem(HTTPStatus.BAD_REQUEST, "the body is not JSON")
        try:
            return _route(rooms, f"{self.command} {path}", value, self.headers.get("If-Match"))
        except (NoDocumentError, NoHandError) as error:
            return _problem(HTTPStatus.NOT_FOUND, f"there is no {error}")
        except NotSeenError:
            return _problem(HTTPStatus.PRECONDITION_FAILED, "the document is another now")
        except HandsTiedError as error:
            return _problem(HTTPStatus.CONFLICT, str(error))
        except ValidationError as error:
            return _problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(item["msg"] for item in error.errors())
            )


def _route(rooms: Rooms, asked: str, value: JsonValue, if_match: str | None) -> _Reply:
    if found := re.fullmatch(r"(GET|PUT) /documents/(.+)", asked):
        return _document(rooms, found[1], found[2], value, if_match)
    if found := re.fullmatch(r"POST /hands/([^/]+)/(do|undo)", asked):
        done = rooms.hands.ask(found[1], "do" if found[2] == "do" else "undo")
        return _Reply(HTTPStatus.OK, done.model_dump(mode="json"))
    if asked == "POST /faults":
        fault = Fault.model_validate(value)
        if fault.host not in rooms.hosts:
            return _problem(HTTPStatus.NOT_FOUND, f"there is no {fault.host}")
        rooms.faults.add(fault)
        return _Reply(HTTPStatus.NO_CONTENT)
    if asked == "DELETE /faults":
        rooms.faults.clear()
        return _Reply(HTTPStatus.NO_CONTENT)
    if asked == "GET /hands":
        return _Reply(HTTPStatus.OK, [asked.model_dump(mode="json") for asked in rooms.hands.log()])
    if asked == "GET /effects":
        return _Reply(HTTPStatus.OK, {place: dict(counts) for place, counts in rooms.effects.all().items()})
    if asked == "GET /snapshot":
        return _Reply(HTTPStatus.OK, rooms.snapshot().model_dump(mode="json"))
    return _problem(HTTPStatus.NOT_FOUND, "there is nothing at that address")


def _document(rooms: Rooms, method: str, name: str, value: JsonValue, if_match: str | None) -> _Reply:
    if method == "GET":
        found = rooms.documents.get(name)
        return _Reply(HTTPStatus.OK, found, {"ETag": etag(found)})
    if if_match is None:
        return _problem(HTTPStatus.PRECONDITION_REQUIRED, "If-Match needed")
    if rooms.documents.put(name, value, seen=if_match):
        rooms.effects.count("http", f"PUT /documents/{name}")
    return _Reply(HTTPStatus.NO_CONTENT, None, {"ETag": etag(value)})

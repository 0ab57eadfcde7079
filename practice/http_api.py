"""The side of the municipality that is no server of its own: vendors' settings, people, what goes wrong.

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
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote, urlsplit

from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.conversation import Conversation
from practice.listening import Listener
from practice.routes import Asked, Reply, Rooms, problem, route

__all__ = ["HttpApi"]

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


class HttpApi:
    """Serves until it is closed."""

    def __init__(self, rooms: Rooms, port: int) -> None:
        self._server = Listener(rooms, _Conversation, port)
        self._server.start()

    def close(self) -> None:
        """Answer no longer."""
        self._server.close()


class _Conversation(Conversation):
    timeout = 30
    largest_body_bytes = 10_000_000

    def _reply(self) -> None:
        reply = self._answer(self.body())
        has_body = reply.status != HTTPStatus.NO_CONTENT
        content = json.dumps(reply.body, ensure_ascii=False).encode() if has_body else b""
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if has_body:
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = _reply  # noqa: N815 - the base's names

    def _answer(self, body: bytes) -> Reply:
        rooms = cast("Listener[Rooms]", self.server).own
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {rooms.token}".encode()):
            wanted = {"WWW-Authenticate": "Bearer"}
            return Reply(HTTPStatus.UNAUTHORIZED, {"error": "bearer token needed"}, wanted)
        try:
            value = _JSON.validate_json(body) if body else None
        except ValidationError:
            return problem(HTTPStatus.BAD_REQUEST, "the body is not JSON")
        path = unquote(urlsplit(self.path).path)
        return route(rooms, Asked(self.command, path, value, self.headers.get("If-Match")))

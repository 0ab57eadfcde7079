"""Serves the two tenants' Forms on loopback. Every request carries `Authorization: Bearer TOKEN`."""

from __future__ import annotations

import hmac
import json
import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote, urlsplit

from pydantic import JsonValue, TypeAdapter, ValidationError

from practice.conversation import Conversation
from practice.forms_api.reply import Reply
from practice.forms_api.routes import Asked, Rooms, route
from practice.listening import Listener

__all__ = ["Door"]

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


@dataclass(frozen=True)
class _Own:
    rooms: Rooms
    tokens: dict[str, str]
    one_at_a_time: threading.Lock


class Door:
    """Serves until it is closed. `tokens` says who has which token."""

    def __init__(self, rooms: Rooms, port: int, tokens: dict[str, str]) -> None:
        self._server = Listener(_Own(rooms, tokens, threading.Lock()), _Conversation, port)
        self._server.start()

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        """Answer no longer."""
        self._server.close()


class _Conversation(Conversation):
    timeout = 300
    largest_body_bytes = 50_000_000

    def _reply(self) -> None:
        reply = self._answer(self.body())
        binary = reply.content is not None
        content = (
            reply.content
            if reply.content is not None
            else json.dumps(reply.body, ensure_ascii=False).encode()
        )
        self.send_response(reply.status)
        if reply.status != HTTPStatus.NO_CONTENT:
            self.send_header(
                "Content-Type", "application/octet-stream" if binary else "application/json; charset=utf-8"
            )
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if reply.status != HTTPStatus.NO_CONTENT:
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = _reply  # noqa: N815 - the base's names

    def _answer(self, body: bytes) -> Reply:
        own = cast("Listener[_Own]", self.server).own
        given = self.headers.get("Authorization", "").encode()
        who = [
            name
            for name, token in own.tokens.items()
            if hmac.compare_digest(given, f"Bearer {token}".encode())
        ]
        if not who:
            return Reply(HTTPStatus.UNAUTHORIZED, {"error": "bearer token needed"})
        at = urlsplit(self.path)
        value: JsonValue = None
        if self.headers.get("Content-Type", "").startswith("application/json"):
            try:
                value = _JSON.validate_json(body)
            except ValidationError:
                return Reply(HTTPStatus.BAD_REQUEST, {"error": "the body is not JSON"})
        with own.one_at_a_time:
            return route(
                own.rooms, Asked(self.command, unquote(at.path), unquote(at.query), value, body, who[0])
            )

"""A workflow's webhook that keeps every card and shows it to nobody."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Literal, TypeAlias, cast

from practice.listening import Listener

__all__ = ["Trouble", "Webhook"]

Trouble: TypeAlias = Literal["cut-before", "cut-after", "400", "429", "502-after"]


class Webhook:
    """Listens on loopback until it is closed. `troubles` happen to the next cards, one each."""

    def __init__(self, port: int = 0, *, keep_in: Path | None = None) -> None:
        self.cards: list[dict[str, object]] = []
        self.messages: list[str] = []
        self.troubles: list[Trouble] = []
        self.directory = keep_in
        self.lock = threading.Lock()
        self._server = Listener(self, _Conversation, port)
        self.url = f"http://127.0.0.1:{self._server.port}/workflows/practice"
        self._server.start()

    def close(self) -> None:
        """Take no more."""
        self._server.close()

    def keep(self, body: bytes, message: str) -> None:
        """Keep a card."""
        with self.lock:
            self.cards.append(cast("dict[str, object]", json.loads(body)))
            self.messages.append(message)
            number = len(self.cards)
        if self.directory is not None:
            self.directory.mkdir(parents=True, exist_ok=True)
            (self.directory / f"{number:05}.json").write_bytes(body)

    def trouble(self) -> Trouble | None:
        """The next trouble, once."""
        with self.lock:
            return self.troubles.pop(0) if self.troubles else None


class _Conversation(BaseHTTPRequestHandler):
    timeout = 120

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing."""

    def do_POST(self) -> None:
        """Take a card, or do what is to go wrong."""
        own = cast("Listener[Webhook]", self.server).own
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        trouble = own.trouble()
        if trouble == "cut-before":
            return
        if trouble in {"400", "429"}:
            self._end(int(trouble))
            return
        try:
            own.keep(body, self.headers.get("X-Flytt-Message", ""))
        except ValueError:
            self._end(400)
            return
        if trouble == "cut-after":
            return
        self._end(502 if trouble == "502-after" else 202)

    def _end(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

"""What all practice servers that speak HTTP have in common on one line."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import ClassVar

__all__ = ["Conversation"]


class Conversation(BaseHTTPRequestHandler):
    """One line over which requests come. What is made of it says which verbs it answers, and how."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for head and body: two would wait for each other
    largest_body_bytes: ClassVar[int]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Say nothing: a request may carry what must not be in a log."""

    def body(self) -> bytes:
        """Read the body whose length the head states."""
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), self.largest_body_bytes)) if length.isdigit() else b""

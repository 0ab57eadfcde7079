"""The sockets of the practice Graph: HTTP, HTTPS under its own authority, and a proxy that leads there."""

from __future__ import annotations

import contextlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from practice.conversation import Conversation
from practice.graph.addressing import read_target
from practice.graph.answers import Answer, Request
from practice.graph.control import control
from practice.graph.service import Service
from practice.listening import Listener

__all__ = ["Door", "Proxy"]


class Door:
    """One address that answers until it is closed. With a certificate it speaks TLS."""

    def __init__(
        self, service: Service, port: int, *, control_token: str, certificate: Path | None = None
    ) -> None:
        self._server = Listener(self, _Conversation, port)
        self.service, self.control_token = service, control_token
        self.port = self._server.port
        self.tls: ssl.SSLContext | None = None
        if certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)
        self.base = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self._server.start()

    def close(self) -> None:
        """Answer no longer."""
        self._server.close()


class _Conversation(Conversation):
    timeout = 120
    largest_body_bytes = 260_000_000

    def setup(self) -> None:
        tls = cast("Listener[Door]", self.server).own.tls
        if tls is not None:
            self.request = tls.wrap_socket(self.request, server_side=True)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def _answer(self) -> None:
        door = cast("Listener[Door]", self.server).own
        path, query = read_target(self.path)
        body = self.body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "")
        base = f"{door.base.split(':', 1)[0]}://{host}" if host else door.base
        request = Request(self.command, path, base, query, headers, body)
        if path.startswith("/practice/"):
            given = headers.get("authorization", "").encode()
            is_allowed = hmac.compare_digest(given, f"Bearer {door.control_token}".encode())
            self._send(
                control(door.service, request)
                if is_allowed
                else Answer(401, {"error": "bearer token needed"})
            )
            return
        self._send(door.service.answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815 - the base's names

    def body(self) -> bytes:
        """Read the body, also one that comes in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            whole = bytearray()
            while size := int(self.rfile.readline().split(b";")[0], 16):
                whole += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return bytes(whole)
        return super().body()

    def _send(self, answer: Answer) -> None:
        if answer.slow_seconds:
            time.sleep(answer.slow_seconds)
        if answer.cut:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        is_bytes = isinstance(answer.body, bytes)
        content = answer.body if isinstance(answer.body, bytes) else b""
        if answer.body is not None and not is_bytes:
            content = json.dumps(answer.body, ensure_ascii=False).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.body is not None and not is_bytes:
            self.send_header("Content-Type", "application/json;odata.metadata=minimal;charset=utf-8")
        if answer.status != 204:  # noqa: PLR2004 - which has no body
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class Proxy:
    """A CONNECT proxy that leads every name to one port, for clients whose address cannot be set."""

    def __init__(self, port: int, target_port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.port, self._target = int(self._listener.getsockname()[1]), target_port
        _thread(self._serve)

    def close(self) -> None:
        """Lead nowhere."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                _thread(lambda line=line: self._lead(line))

    def _lead(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            head = b""
            while b"\r\n\r\n" not in head and (more := line.recv(4096)):
                head += more
            if not head.startswith(b"CONNECT "):
                line.sendall(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self._target)) as far:
                line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _thread(lambda: _carry(far, line))
                _carry(line, far)


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while more := source.recv(65_536):
            target.sendall(more)
        target.shutdown(socket.SHUT_WR)


def _thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()

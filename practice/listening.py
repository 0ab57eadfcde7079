"""A socket on loopback where one of the practice servers is spoken to, a thread for each line."""

from __future__ import annotations

import socketserver
import sys
import threading
from typing import Generic, TypeVar

__all__ = ["Listener"]

OwnT = TypeVar("OwnT")


class Listener(socketserver.ThreadingTCPServer, Generic[OwnT]):
    """Is bound when it is made, answers from `start` until `close`. `own` is whom its conversations serve.

    Also for HTTP: the standard library's HTTP server adds only that it asks the resolver for the machine's
    name, which can take seconds.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, own: OwnT, conversation: type[socketserver.BaseRequestHandler], port: int = 0) -> None:
        self.own = own
        super().__init__(("127.0.0.1", port), conversation)
        self.port: int = self.socket.getsockname()[1]

    def start(self) -> None:
        """Answer, in a thread that ends with the program."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Answer no longer."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a line that broke: that is practised here. Anything else is a fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType] - passed on

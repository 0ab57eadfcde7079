"""A link that the test owns: it can be cut, and it can be slow."""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

_CHUNK = 1 << 15


class Proxy:
    """Listens on a port of its own and hands everything on. `cut_after` bytes of one direction it cuts."""

    def __init__(self, target: int, *, bytes_per_second: int = 0, cut_after: int = 0) -> None:
        self._target, self.bytes_per_second, self.cut_after = target, bytes_per_second, cut_after
        self.passed = 0
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut every link there is now; new ones are let through."""
        with self._lock:
            links, self._open = self._open, []
        for link in links:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            link.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    near.close()
                    continue
                with self._lock:
                    self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=pair, daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                target.sendall(data)
                with self._lock:
                    self.passed += len(data)
                    due = self.cut_after and self.passed > self.cut_after
                    if due:
                        self.cut_after = 0
                if due:
                    self.cut()
                if self.bytes_per_second:
                    time.sleep(len(data) / self.bytes_per_second)
        for link in (source, target):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()

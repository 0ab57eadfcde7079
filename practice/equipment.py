"""Things in a rack: each answers on its TCP port while it listens."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from pathlib import Path

from practice.disk import Kept
from practice.world import Equipment

__all__ = ["Rack"]


class Rack:
    """All equipment; what listened before the program stopped listens again."""

    def __init__(self, path: Path, things: Mapping[str, Equipment], ports: Mapping[str, int]) -> None:
        self._ports = {name: ports[name] for name in things}
        self._kept = Kept(path, dict[str, bool], {name: thing.listening for name, thing in things.items()})
        self._lock = threading.RLock()
        self._open: dict[str, socket.socket] = {}
        for name, listening in self._kept.get().items():
            self.set(name, listening=listening)
        self._kept.change(lambda known: known)  # written also when there is no equipment

    def states(self) -> Mapping[str, bool]:
        """Which equipment listens."""
        return self._kept.get()

    def set(self, name: str, *, listening: bool) -> None:
        """Let it listen, or not. Idempotent. Raises OSError when its port is taken by another program."""
        with self._lock:
            if listening and name not in self._open:
                self._open[name] = socket.create_server(("127.0.0.1", self._ports[name]), backlog=32)
                threading.Thread(target=_greet, args=(self._open[name],), name=name, daemon=True).start()
            elif not listening:
                self._shut(name)
            self._kept.change(lambda known: known | {name: listening})

    def close(self) -> None:
        """Let nothing listen, and remember what did."""
        with self._lock:
            for name in [*self._open]:
                self._shut(name)

    def _shut(self, name: str) -> None:
        listener = self._open.pop(name, None)
        if listener is None:
            return
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        listener.close()


def _greet(listener: socket.socket) -> None:
    while True:
        try:
            listener.accept()[0].close()
        except OSError:
            return

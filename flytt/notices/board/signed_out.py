"""Sessions that were ended before their time, kept beside the ledger: a new start opens none again."""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_LOG = logging.getLogger("flytt.board")


class SignedOut:
    """Numbers of sessions, each until it would have ended by itself. Without a file, in memory alone.

    A line in the file is when (seconds, UTC) and which. It holds a working day's sign-outs, and no more.
    """

    def __init__(
        self, path: Path | None, lasts_seconds: int, *, now: Callable[[], float] = time.time
    ) -> None:
        self._path, self._lasts_seconds, self._now = path, lasts_seconds, now
        self._lock = threading.Lock()
        self._ended = self._read()
        self._write()

    def __contains__(self, number: str) -> bool:
        return number in self._ended

    def add(self, number: str) -> None:
        """End a session. On a full disk it is ended for as long as this program runs."""
        with self._lock:
            self._ended[number] = self._now()
            self._write()

    def _read(self) -> dict[str, float]:
        try:
            lines = self._path.read_text(encoding="ascii").splitlines() if self._path else []
        except FileNotFoundError:
            return {}
        found: dict[str, float] = {}
        for line in lines:
            at, _, number = line.partition(" ")
            with suppress(ValueError):  # a line that was cut off
                found[number] = float(at)
        return found

    def _write(self) -> None:
        since = self._now() - self._lasts_seconds
        self._ended = {number: at for number, at in self._ended.items() if at > since}
        if self._path is None:
            return
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.writelines(f"{at:.0f} {number}\n" for number, at in self._ended.items())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError:
            _LOG.exception("the sign-outs could not be kept: a new start will have forgotten them")

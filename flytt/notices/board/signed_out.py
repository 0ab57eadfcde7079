"""Sessions that were ended before their time, kept beside the ledger: a new start opens none again.

Several boards may have one home: each hears of the others' sign-outs, and none writes over them.
"""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOG = logging.getLogger("flytt.board")
_State = tuple[int, int, int]


class SignedOut:
    """Numbers of sessions, each until it would have ended by itself. Without a file, in memory alone.

    A line in the file is when (seconds, UTC) and which. It holds a working day's sign-outs, and no more.
    """

    def __init__(
        self, path: Path | None, lasts_seconds: int, *, now: Callable[[], float] = time.time
    ) -> None:
        self._path, self._lasts_seconds, self._now = path, lasts_seconds, now
        self._lock = threading.Lock()
        self._ended: dict[str, float] = {}
        self._heard: _State | None = None
        self._keep()

    def __contains__(self, number: str) -> bool:
        with self._lock:
            self._hear()
            return number in self._ended

    def add(self, number: str) -> None:
        """End a session. On a full disk it is ended for as long as this program runs."""
        with self._lock:
            self._ended[number] = self._now()
            self._keep()

    def _keep(self) -> None:
        """Write what anybody has ended, and not what is over."""
        try:
            with self._alone():
                self._hear()
                since = self._now() - self._lasts_seconds
                self._ended = {number: at for number, at in self._ended.items() if at > since}
                self._write()
        except OSError:
            _LOG.exception("the sign-outs could not be kept: a new start will have forgotten them")

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Be the one who writes. The lock has a file of its own: the other one is replaced."""
        if self._path is None:
            yield
            return
        beside = os.open(self._path.with_name(f".{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(beside, fcntl.LOCK_EX)
            yield
        finally:
            os.close(beside)

    def _hear(self) -> None:
        """Take in what others have ended since the file was read last."""
        if self._path is None:
            return
        try:
            if _state(self._path.stat()) == self._heard:
                return
            with self._path.open(encoding="ascii") as file:
                heard, lines = _state(os.fstat(file.fileno())), file.read().splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            at, _, number = line.partition(" ")
            with suppress(ValueError):  # a line that was cut off
                self._ended.setdefault(number, float(at))
        self._heard = heard

    def _write(self) -> None:
        if self._path is None:
            return
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{at:.0f} {number}\n" for number, at in self._ended.items())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def _state(found: os.stat_result) -> _State:
    """Return what is otherwise when the file was replaced."""
    return found.st_ino, found.st_mtime_ns, found.st_size

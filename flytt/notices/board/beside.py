"""The board's process beside another program: started, started again when it dies, ended with it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from flytt.notices.board.serving import ADDRESS
from flytt.wiring import Where

START_SECONDS = 120.0
AGAIN_SECONDS = 5.0
"""How long a board that has died stays so before it is started again."""
END_SECONDS = 20.0


@contextmanager
def board_beside(at: Where) -> Generator[str]:
    """Start the board and yield its address; nothing when it does not start: that stops no move."""
    keeper = _Keeper(at)
    keeper.start()
    try:
        yield keeper.address()
    finally:
        keeper.stop()


class _Keeper:
    def __init__(self, at: Where) -> None:
        self._at = at
        self._stopping = threading.Event()
        self._program: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True, name="board")

    def start(self) -> None:
        (self._at.home / ADDRESS).unlink(missing_ok=True)
        self._program = self._started()
        self._thread.start()

    def address(self) -> str:
        """Wait until the board has said where it is; empty when it ended first."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._program is not None and self._program.poll() is None:
            with suppress(OSError):
                if address := (self._at.home / ADDRESS).read_text(encoding="ascii"):
                    return address
            time.sleep(0.05)
        return ""

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()  # it may be starting a board again just now
        program = self._program
        if program is not None:
            program.terminate()
            with suppress(subprocess.TimeoutExpired):
                program.wait(END_SECONDS)
            program.kill()
            program.wait()
        # One that had to be killed has not taken its address back.
        (self._at.home / ADDRESS).unlink(missing_ok=True)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            program = self._program
            if program is not None and program.poll() is not None:
                if self._stopping.wait(AGAIN_SECONDS):
                    return
                self._program = self._started()
            self._stopping.wait(1.0)

    def _started(self) -> "subprocess.Popen[bytes]":
        words = [self._at.municipality, "--mappings", str(self._at.mappings), "--ledger", self._at.ledger]
        self._at.home.mkdir(parents=True, exist_ok=True)
        with (self._at.home / "board.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "flytt.notices.board", *words, "--parent", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def running_board(home: Path) -> str:
    """Return where the board of this home says that it is, or nothing."""
    with suppress(OSError):
        return (home / ADDRESS).read_text(encoding="ascii").strip()
    return ""

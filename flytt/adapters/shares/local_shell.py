"""Programs on this machine."""

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from types import TracebackType
from typing import Self

from flytt.adapters.host_errors import failed
from flytt.adapters.shares.shell import CHUNK_BYTES, SILENCE_SECONDS, Tail, lost, silent
from flytt.adapters.ssh.command import Output
from flytt.adapters.ssh.endpoint import Argv

_PATIENCE_SECONDS = 2.0


class LocalProcess:
    """A program on this machine, in a group of its own."""

    def __init__(self, host: str, attempted: str, argv: Argv, silence: float) -> None:
        self._host, self._attempted, self._silence = host, attempted, silence
        try:
            self._program = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
                env={**os.environ, "LC_ALL": "C"},
            )
        except OSError as error:
            raise failed(host, attempted, error.strerror or str(error), 127) from error
        self.pid = self._program.pid
        self._tail = Tail()
        self._ears = threading.Thread(target=self._listen, daemon=True)
        self._ears.start()
        os.set_blocking(self._in, False)

    @property
    def _in(self) -> int:
        assert self._program.stdin is not None
        return self._program.stdin.fileno()

    @property
    def _out(self) -> int:
        assert self._program.stdout is not None
        return self._program.stdout.fileno()

    def _listen(self) -> None:
        stream = self._program.stderr
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):
            while data := stream.read(CHUNK_BYTES):
                self._tail.add(data)

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            if not select.select([], [self._in], [], self._silence)[1]:
                raise silent(self._host, self._attempted, self._silence)
            try:
                left = left[os.write(self._in, left[:CHUNK_BYTES]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError as error:
                ended = self.wait()
                raise failed(self._host, self._attempted, ended.stderr, ended.status or 1) from error

    def close_input(self) -> None:
        assert self._program.stdin is not None
        self._program.stdin.close()

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        if not select.select([self._out], [], [], self._silence)[0]:
            raise silent(self._host, self._attempted, self._silence)
        return os.read(self._out, size)

    def wait(self) -> Output:
        while self.read():
            pass
        try:
            status = self._program.wait(self._silence)
        except subprocess.TimeoutExpired as error:
            raise silent(self._host, self._attempted, self._silence) from error
        self._ears.join(_PATIENCE_SECONDS)
        if status < 0:
            # What it had started may still run.
            self._signal(signal.SIGKILL)
            raise lost(self._host, self._attempted)
        return Output(status, b"", self._tail.text)

    def kill(self) -> None:
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._program.wait(_PATIENCE_SECONDS)
        for _ in range(20):
            if not self._signal(signal.SIGKILL):
                break
            self._program.poll()
            time.sleep(0.05)
        self._program.wait()

    def _signal(self, number: int) -> bool:
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._program.poll() is None:
            self.kill()
        for stream in (self._program.stdin, self._program.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._ears.join(_PATIENCE_SECONDS)
        if self._program.stderr is not None and not self._ears.is_alive():
            self._program.stderr.close()


class LocalShell:
    """This machine."""

    local = True

    def __init__(self, host: str = "this machine") -> None:
        self.host = host

    def open(self, attempted: str, argv: Argv, *, silence: float = SILENCE_SECONDS) -> LocalProcess:
        return LocalProcess(self.host, attempted, argv, silence)

    def close(self) -> None:
        """Nothing is held."""

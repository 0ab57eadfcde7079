"""Programs on a host over SSH. Closing a channel ends nothing there: a program is killed by its number."""

import contextlib
import threading
from types import TracebackType
from typing import Self

from flytt.adapters.host_errors import failed
from flytt.adapters.shares.shell import BEGIN, CHUNK_BYTES, SILENCE_SECONDS, Tail, end_group, lost, silent
from flytt.adapters.ssh.command import Output
from flytt.adapters.ssh.connection import CUT, Connection
from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.words import render
from flytt.migration.errors import Interrupted

_GREETING = b"flytt-process "
_GREETING_BYTES = 1 << 16
_PATIENCE_SECONDS = 5.0


class SshProcess:
    """A program on a host, in the group that sshd made for its session."""

    def __init__(self, shell: "SshShell", attempted: str, argv: Argv, silence: float) -> None:
        self._shell, self._attempted, self._silence = shell, attempted, silence
        self._connection = shell.connection
        # The login shell becomes `sh`, and that becomes the program: one number for all three.
        line = "exec " + render(("sh", "-c", BEGIN, "sh", *argv))
        self._channel = self._connection.start(line, self._connection.endpoint.limits.command_seconds)
        self._channel.settimeout(silence)
        self._tail = Tail()
        self._done = False
        self._ears = threading.Thread(target=self._listen, daemon=True)
        self._ears.start()
        self.pid = self._greeted()

    def _greeted(self) -> int:
        """Hosts may greet everybody who signs in before Flytt's own line comes."""
        seen = bytearray()
        while len(seen) < _GREETING_BYTES:
            data = self.read(1)
            seen += data
            if not data or data == b"\n":
                last = bytes(seen).rstrip(b"\n").rpartition(b"\n")[2]
                if last.startswith(_GREETING):
                    return int(last[len(_GREETING) :])
            if not data:
                break
        self._channel.close()
        raise failed(self._shell.host, self._attempted, self._tail.text or "it has no sh", 127)

    def _listen(self) -> None:
        while True:
            try:
                data = self._channel.recv_stderr(CHUNK_BYTES)
            except TimeoutError:
                continue
            except CUT:
                return
            if not data:
                return
            self._tail.add(data)

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                sent = self._channel.send(bytes(left[:CHUNK_BYTES]))
                if not sent:
                    raise OSError
                left = left[sent:]
        except TimeoutError as error:
            raise silent(self._shell.host, self._attempted, self._silence) from error
        except CUT as error:
            raise self._ended_early() from error

    def _ended_early(self) -> Exception:
        try:
            ended = self.wait()
        except Interrupted as error:
            return error
        return failed(self._shell.host, self._attempted, ended.stderr, ended.status or 1)

    def close_input(self) -> None:
        with contextlib.suppress(*CUT):
            self._channel.shutdown_write()

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        try:
            data = self._channel.recv(size)
        except TimeoutError as error:
            raise silent(self._shell.host, self._attempted, self._silence) from error
        except CUT as error:
            raise self._connection.interrupted(self._attempted) from error
        if not data and not self._channel.eof_received and self._channel.exit_status < 0:
            raise self._connection.interrupted(self._attempted)
        return data

    def wait(self) -> Output:
        while self.read():
            pass
        if not self._channel.status_event.wait(self._silence):
            raise silent(self._shell.host, self._attempted, self._silence)
        self._ears.join(_PATIENCE_SECONDS)
        if self._channel.exit_status < 0:
            # It was killed; what it had started may still run. Leaving the `with` ends that too.
            if self._channel.get_transport().is_active():
                raise lost(self._shell.host, self._attempted)
            raise self._connection.interrupted(self._attempted)
        self._done = True
        return Output(self._channel.exit_status, b"", self._tail.text)

    def kill(self) -> None:
        self._channel.close()
        if not self._done:
            end_group(self._shell, self.pid)
        self._done = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._done or self._channel.exit_status >= 0:
            self._channel.close()
            return
        if error is None:
            self.kill()
            return
        # What went wrong is what shall be told, not that the host can no longer be asked.
        with contextlib.suppress(Exception):
            self.kill()


class SshShell:
    """One host."""

    local = False

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.host = connection.host

    def open(self, attempted: str, argv: Argv, *, silence: float = SILENCE_SECONDS) -> SshProcess:
        return SshProcess(self, attempted, argv, silence)

    def close(self) -> None:
        self.connection.close()

"""Running one command to its end: bounded output, a deadline, and an answer or one of Flytt's own errors."""

import contextlib
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass

import paramiko

from flytt.adapters.host_errors import failed
from flytt.adapters.ssh.connection import CUT, Connection
from flytt.adapters.ssh.endpoint import Argv
from flytt.adapters.ssh.words import render
from flytt.migration.errors import CommandFailed

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Output:
    """What a command answered."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode(errors="replace")


class Commands:
    """The commands of one host."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.host = connection.host
        self.limits = connection.endpoint.limits

    def run(self, attempted: str, argv: Argv, *, long: bool = False) -> Output:
        """Run and return its output. CommandFailed unless it ends with 0."""
        output = self.ask(attempted, argv, long=long)
        if output.status:
            raise failed(self.host, attempted, output.stderr, output.status)
        return output

    def ask(self, attempted: str, argv: Argv, *, long: bool = False) -> Output:
        """Run and return its output, whatever its exit status."""
        kept = bytearray()

        def keep(data: bytes) -> None:
            kept.extend(data)
            if len(kept) > self.limits.stdout_bytes:
                raise failed(self.host, attempted, f"more than {self.limits.stdout_bytes} bytes of output")

        status, stderr = self.stream(attempted, argv, keep, long=long)
        return Output(status, bytes(kept), stderr)

    def stream(
        self, attempted: str, argv: Argv, sink: Callable[[bytes], None], *, long: bool = True
    ) -> tuple[int, str]:
        """Run, handing output on as it comes; return exit status and the beginning of standard error."""
        seconds = self.limits.long_seconds if long else self.limits.command_seconds
        end = time.monotonic() + seconds
        channel = self.connection.start(render(argv), seconds)
        with contextlib.closing(channel):
            stderr = bytearray()
            try:
                channel.shutdown_write()
                ended = self._read(channel, sink, stderr, end)
            except CUT as error:
                raise self.connection.interrupted(attempted) from error
            if not ended:
                raise self.connection.timed_out(attempted, seconds)
            if channel.exit_status < 0:
                raise self.connection.interrupted(attempted)
            return channel.exit_status, stderr.decode(errors="replace")

    def _read(
        self, channel: paramiko.Channel, sink: Callable[[bytes], None], stderr: bytearray, end: float
    ) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(channel, selectors.EVENT_READ)
            while True:
                finished = channel.closed or bool(channel.eof_received)
                while channel.recv_ready() or channel.recv_stderr_ready():
                    if channel.recv_ready():
                        sink(channel.recv(_CHUNK_BYTES))
                    if channel.recv_stderr_ready():
                        error = channel.recv_stderr(_CHUNK_BYTES)
                        stderr.extend(error[: self.limits.stderr_bytes - len(stderr)])
                    if time.monotonic() > end:
                        return False
                if finished:
                    return channel.status_event.wait(max(0, end - time.monotonic()))
                left = end - time.monotonic()
                if left <= 0:
                    return False
                selector.select(left)


def explained(error: CommandFailed, *fragments: str) -> bool:
    """Return whether a command's own words contain one of the fragments."""
    return any(fragment in error.stderr for fragment in fragments)

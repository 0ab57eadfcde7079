"""Programs on this machine or on a host, their input and output as streams: the same for both."""

from types import TracebackType
from typing import Protocol, Self

from flytt.adapters.host_errors import failed
from flytt.adapters.ssh.command import Output
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.errors import Interrupted, TimedOut

STDERR_BYTES = 1 << 16
STDOUT_BYTES = 1 << 24
CHUNK_BYTES = 1 << 18
SILENCE_SECONDS = 300.0

BEGIN = 'LC_ALL=C; export LC_ALL; echo "flytt-process $$"; exec "$@"'
"""What `sh -c` reads: the first line tells the number of the program, and of its group."""

END = """
kill -s TERM -- "-$1" 2>/dev/null
i=0
while kill -s 0 -- "-$1" 2>/dev/null; do
  i=$((i + 1))
  [ "$i" = 20 ] && kill -s KILL -- "-$1" 2>/dev/null
  [ "$i" = 100 ] && exit 1
  sleep 0.1
done
exit 0
"""
"""Ends a group of processes: asked first, made to after two seconds; 1 when it is still there after ten."""


class Process(Protocol):
    """A running program. Leaving its `with` kills it if it has not ended by itself.

    Nothing here waits without end: Interrupted when the link is lost or somebody kills the program, TimedOut
    when for `silence` seconds nothing could be read or written. How long it takes in all does not matter.
    """

    pid: int

    def write(self, data: bytes) -> None:
        """Hand over input, waiting for the program to take it. CommandFailed when it has ended instead."""
        ...

    def close_input(self) -> None:
        """Say that no more input comes."""
        ...

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """Return what there is of its output, at most `size` bytes; nothing at its end."""
        ...

    def wait(self) -> Output:
        """Return its exit status and the end of what it said on standard error, when it has ended.

        Output that nobody has read is thrown away, and `stdout` is empty.
        """
        ...

    def kill(self) -> None:
        """End it, with everything that it started."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Shell(Protocol):
    """Where programs are started. `host` is its name, `local` whether it is this machine."""

    host: str
    local: bool

    def open(self, attempted: str, argv: Argv, *, silence: float = SILENCE_SECONDS) -> Process:
        """Start a program. Unreachable when it was not started, Interrupted when nobody can know."""
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...


class Tail:
    """The end of what a program says on standard error, however much it says."""

    def __init__(self) -> None:
        self._kept = b""

    def add(self, data: bytes) -> None:
        """Keep it, and forget what is older."""
        self._kept = (self._kept + data)[-STDERR_BYTES:]

    @property
    def text(self) -> str:
        """It as text."""
        return self._kept.decode(errors="replace")


def ask(
    shell: Shell, attempted: str, argv: Argv, *, given: bytes = b"", silence: float = SILENCE_SECONDS
) -> Output:
    """Run a program to its end and return what it answered, whatever its exit status."""
    with shell.open(attempted, argv, silence=silence) as process:
        if given:
            process.write(given)
        process.close_input()
        kept = bytearray()
        while data := process.read():
            kept += data
            if len(kept) > STDOUT_BYTES:
                raise failed(shell.host, attempted, f"more than {STDOUT_BYTES} bytes of output")
        ended = process.wait()
        return Output(ended.status, bytes(kept), ended.stderr)


def run(
    shell: Shell, attempted: str, argv: Argv, *, given: bytes = b"", silence: float = SILENCE_SECONDS
) -> Output:
    """Run a program to its end. CommandFailed unless it ends with 0."""
    output = ask(shell, attempted, argv, given=given, silence=silence)
    if output.status:
        raise failed(shell.host, attempted, output.stderr, output.status)
    return output


def end_group(shell: Shell, pid: int) -> None:
    """End a program and everything that it started, by the number of its group. It may be gone already."""
    run(shell, "end a program that Flytt started", ("sh", "-c", END, "sh", str(pid)), silence=60)


def lost(host: str, attempted: str) -> Interrupted:
    """Return the error of a program that was killed, or whose end nobody saw."""
    return Interrupted(
        f"A program on {host} was ended from outside while it was to {attempted}.",
        still_true="What it had done is there; the same command again goes on from it.",
    )


def silent(host: str, attempted: str, seconds: float) -> TimedOut:
    """Return the error of a program that neither took nor gave anything for too long."""
    return TimedOut(
        f"{host} has been silent for {seconds:g} seconds: {attempted}.",
        still_true="What it had done is there; the same command again goes on from it.",
    )

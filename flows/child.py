"""The Prefect server's process: runs it, again when it dies, until the one who started it is gone."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

PATIENCE_SECONDS = 10
"""How long a server that was asked to end may take: less than its starter waits, or nobody would end it."""

POLL_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run the server on the port given, watching the parent given, holding the open lock given."""
    parent, port, lock = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    server = _server(port, lock)
    asked_at = 0.0

    def end(_number: int = 0, _frame: object = None) -> None:
        nonlocal asked_at
        asked_at = asked_at or time.monotonic()
        server.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    has_answered = False
    while True:
        if server.poll() is not None:
            if asked_at or not has_answered:
                return server.returncode
            server = _server(port, lock)
        if not asked_at and os.getppid() != parent:  # also right when it is dead and nobody has buried it
            end()
        if asked_at and time.monotonic() - asked_at > PATIENCE_SECONDS:
            server.kill()
        has_answered = has_answered or _answers(int(port))
        time.sleep(POLL_SECONDS)


def _server(port: str, lock: int) -> "subprocess.Popen[bytes]":
    """Start it. As long as it runs, the home's lock is held; when its watcher is killed, it ends too."""
    return subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port],
        stdin=subprocess.DEVNULL,
        pass_fds=(lock,),
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread here
    )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())

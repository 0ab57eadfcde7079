"""The Prefect server's process: runs it, again when it dies, until the one who started it is gone."""

import os
import signal
import socket
import subprocess
import sys
import time

PATIENCE_SECONDS = 10
"""How long a server that was asked to end may take: less than its starter waits, or nobody would end it."""


def main() -> int:
    """Run the server on the port given, watching the parent given."""
    parent, port = int(sys.argv[1]), sys.argv[2]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
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
            server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        if not asked_at and not _lives(parent):
            end()
        if asked_at and time.monotonic() - asked_at > PATIENCE_SECONDS:
            server.kill()
        has_answered = has_answered or _answers(int(port))
        time.sleep(0.5)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _lives(parent: int) -> bool:
    try:
        os.kill(parent, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(main())

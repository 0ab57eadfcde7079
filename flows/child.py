"""The Prefect server's process: runs it, again when it dies, until the one who started it is gone."""

import os
import signal
import socket
import subprocess
import sys
import time


def main() -> int:
    """Run the server on the port given, watching the parent given."""
    parent, port = int(sys.argv[1]), sys.argv[2]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    asked_to_end = False

    def end(_number: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True
        server.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    has_answered = False
    while True:
        if server.poll() is not None:
            if asked_to_end or not has_answered:
                return server.returncode
            server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        if not asked_to_end and not _lives(parent):
            asked_to_end = True
            server.terminate()
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

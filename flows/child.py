"""The Prefect server's process: runs `prefect server start` and ends when the one who started it is gone."""

import os
import signal
import subprocess
import sys
import time


def main() -> int:
    """Run the server on the port given, watching the parent given."""
    parent, port = int(sys.argv[1]), sys.argv[2]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def end(_number: int, _frame: object) -> None:
        server.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    while server.poll() is None:
        if not _lives(parent):
            server.terminate()
        time.sleep(0.5)
    return server.returncode


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

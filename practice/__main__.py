"""`python -m practice start|stop|status`: a municipality on one laptop.

Exit codes: 0 as asked, 1 it could not be done, 2 bad input.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from pydantic import ValidationError

from practice.addresses import Addresses, read_addresses
from practice.build import OtherWorldError
from practice.running import AlreadyRunningError, holder, is_running, start
from practice.whereabouts import whereabouts
from practice.world_file import WorldError, read_world

_DONE, _FAILED, _BAD_INPUT = 0, 1, 2
_TICK_SECONDS = 0.1
_START_SECONDS, _STOP_SECONDS = 120, 120


def main() -> int:
    """Run one command of the command line."""
    parser = argparse.ArgumentParser(prog="practice", description="A practice municipality on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("start", help="build the world if it is new, and start it")
    starting.add_argument("--world", type=Path, required=True, help="the world file (JSON)")
    starting.add_argument(
        "--foreground", action="store_true", help="run here until SIGTERM, not in the background"
    )
    starting.add_argument("--parent-pid", type=int, help="end when this program ends")
    stopping = commands.add_parser("stop", help="stop it, and keep its directory")
    status = commands.add_parser("status", help="say as JSON whether and where it runs")
    for command in (starting, stopping, status):
        command.add_argument("--dir", type=Path, required=True, help="the directory of the municipality")
    given = parser.parse_args()
    if given.command == "stop":
        return _stop(given.dir)
    if given.command == "status":
        return _status(given.dir)
    return (_run if given.foreground else _detach)(given.world, given.dir, given.parent_pid)


def _run(world_file: Path, directory: Path, parent: int | None) -> int:
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    own_parent = os.getppid()
    try:
        running = start(read_world(world_file), directory, ends_with=parent)
    except (WorldError, OtherWorldError) as error:
        print(error, file=sys.stderr)
        return _BAD_INPUT
    except (AlreadyRunningError, OSError) as error:
        print(f"The practice municipality did not start: {error}", file=sys.stderr)
        return _FAILED
    with running:
        print(whereabouts(directory, running.addresses), flush=True)
        while not stop.wait(_TICK_SECONDS) and _lives(parent, own_parent):
            pass
    return _DONE


def _detach(world_file: Path, directory: Path, parent: int | None) -> int:
    try:
        read_world(world_file)
    except WorldError as error:
        print(error, file=sys.stderr)
        return _BAD_INPUT
    directory.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "practice", "start", "--foreground"]
    command += ["--world", str(world_file), "--dir", str(directory)]
    command += ["--parent-pid", str(parent)] if parent is not None else []
    log = directory / "practice.log"
    with log.open("wb") as output:
        program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and program.poll() is None:
        addresses = _addresses(directory)
        if addresses is not None and addresses.pid == program.pid:
            print(whereabouts(directory, addresses))
            return _DONE
        time.sleep(_TICK_SECONDS)
    if program.poll() is None:
        program.terminate()
    print(log.read_text(encoding="utf-8").strip(), file=sys.stderr)
    return program.returncode or _FAILED


def _stop(directory: Path) -> int:
    pid = holder(directory)[0] if is_running(directory) else 0
    if not pid:
        print(f"No practice municipality runs in {directory}.")
        return _DONE
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + _STOP_SECONDS
    while is_running(directory):
        if time.monotonic() > end:
            print(
                f"The practice municipality in {directory} (pid {pid}) does not end.",
                file=sys.stderr,
            )
            return _FAILED
        time.sleep(_TICK_SECONDS)
    print(f"The practice municipality in {directory} has stopped.")
    return _DONE


def _status(directory: Path) -> int:
    addresses = _addresses(directory) if is_running(directory) else None
    where = addresses.model_dump(mode="json") if addresses is not None else None
    page: dict[str, object] = {
        "running": addresses is not None,
        "directory": str(directory),
        "addresses": where,
    }
    if addresses is not None:
        page["ends_with"] = holder(directory)[1]
    print(json.dumps(page))
    return _DONE


def _addresses(directory: Path) -> Addresses | None:
    try:
        return read_addresses(directory)
    except (OSError, ValidationError):
        return None


def _lives(parent: int | None, own_parent: int) -> bool:
    if parent is None:
        return True
    if parent == own_parent:
        return os.getppid() == parent  # also right when that parent is dead and not yet buried
    try:
        os.kill(parent, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(main())

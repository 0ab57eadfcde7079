"""The practice municipality beside a practice plan's ledger: started when it is not running."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flytt.adapters.practice.world import world_file
from flytt.mapping import load_municipality
from flytt.migration.errors import Unreachable
from flytt.wiring import Where

START_SECONDS = 120
_COMMAND = (sys.executable, "-m", "practice")


def ensure_practice(at: Where) -> None:
    """Start the municipality, as it was left or new, and wait until it listens. It ends with this process."""
    begin_practice(at)()


def begin_practice(at: Where) -> Callable[[], None]:
    """Start it, and return what waits until it listens. Only for whoever holds the home's lock."""
    home = at.home
    home.mkdir(parents=True, exist_ok=True)
    world, directory = home / "world.json", home / "practice"
    if not world.exists():
        content = world_file(load_municipality(at.mapping, practice=True))
        world.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    if (directory / "lock").exists() and _runs_by_itself(directory):
        return lambda: None
    directory.mkdir(exist_ok=True)
    with (directory / "practice.log").open("wb") as log:
        words = ["start", "--foreground", "--parent-pid", str(os.getpid())]
        program = subprocess.Popen(
            [*_COMMAND, *words, "--world", str(world), "--dir", str(directory)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return lambda: _listens(program, directory)


def _runs_by_itself(directory: Path) -> bool:
    """True when somebody started it by hand. One that a dead program of ours left behind is stopped."""
    asked = subprocess.run([*_COMMAND, "status", "--dir", str(directory)], capture_output=True, check=False)
    status: dict[str, object] = json.loads(asked.stdout) if asked.returncode == 0 else {}
    if status.get("running") and status.get("ends_with") is None:
        return True
    # Also when it says that it does not run: it may be on its way out, and holds its ports until then.
    subprocess.run([*_COMMAND, "stop", "--dir", str(directory)], capture_output=True, check=False)
    return False


def _listens(program: "subprocess.Popen[bytes]", directory: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and program.poll() is None:
        if _pid(directory) == program.pid:
            return
        time.sleep(0.05)
    said = (directory / "practice.log").read_text(encoding="utf-8", errors="replace").strip()
    program.kill()
    raise Unreachable(
        f"The practice municipality did not start: {said or 'it does not listen'}.",
        still_true="Nothing was moved.",
        next_command=f"look at {directory}/practice.log",
    )


def _pid(directory: Path) -> int:
    """Who wrote the addresses that stand there. They are written whole, when everything listens."""
    try:
        return int(json.loads((directory / "addresses.json").read_bytes())["pid"])
    except (OSError, ValueError):
        return 0

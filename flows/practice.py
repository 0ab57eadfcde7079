"""The practice municipality beside a practice plan's ledger: started when it is not running."""

import json
import os
import subprocess
import sys

from flytt.adapters.practice.world import world_file
from flytt.mapping import load_municipality
from flytt.migration.errors import Unreachable
from flytt.wiring import Where


def ensure_practice(at: Where) -> None:
    """Start the municipality, as it was left or new, and wait until it listens. It ends with this process."""
    home = at.home
    home.mkdir(parents=True, exist_ok=True)
    world = home / "world.json"
    if not world.exists():
        content = world_file(load_municipality(at.mapping, practice=True))
        world.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    command = [sys.executable, "-m", "practice"]
    directory = str(home / "practice")
    status = subprocess.run([*command, "status", "--dir", directory], capture_output=True, check=False)
    if status.returncode == 0 and json.loads(status.stdout)["running"]:
        return
    started = subprocess.run(
        [*command, "start", "--world", str(world), "--dir", directory, "--parent-pid", str(os.getpid())],
        capture_output=True,
        check=False,
    )
    if started.returncode != 0:
        raise Unreachable(
            f"The practice municipality did not start: {started.stderr.decode(errors='replace').strip()}",
            still_true="Nothing was moved.",
            next_command=f"look at {directory}/practice.log",
        )

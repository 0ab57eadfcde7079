"""Second opinions: programs of others, in Node, on what Flytt publishes. `npm ci` in tests/node has them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import cast

import pytest

NODE = Path(__file__).parents[2] / "node"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules").is_dir(),
    reason="needs node, and `npm ci` in tests/node",
)


def by_ical_js(file: Path) -> list[dict[str, object]]:
    """Return every event as ical.js understands it."""
    return cast("list[dict[str, object]]", json.loads(_run("calendar.mjs", file).stdout))


def page_faults(*files: Path) -> str:
    """Return what html-validate finds, empty when nothing."""
    ran = _run("pages.mjs", *files, check=False)
    return ran.stdout + ran.stderr


def _run(script: str, *files: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = ["node", script, *(str(file) for file in files)]
    return subprocess.run(command, cwd=NODE, check=check, capture_output=True, text=True, timeout=110)

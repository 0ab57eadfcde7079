"""The practice post as a program: two of them after each other are not in each other's way."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = 120.0


def started(directory: Path) -> "subprocess.Popen[bytes]":
    """Return a post that listens."""
    words = [sys.executable, "-m", "practice.post", "--dir", str(directory), "--parent-pid", str(os.getpid())]
    program = subprocess.Popen(words)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and program.poll() is None:
        page = directory / "post.json"
        if page.exists() and json.loads(page.read_bytes())["pid"] == program.pid:
            return program
        time.sleep(0.05)
    program.kill()
    raise AssertionError("the post did not start")


@pytest.mark.slow
def test_a_post_starts_while_a_killed_one_still_ends(tmp_path: Path) -> None:
    """A rehearsal that is taken up right after it was killed would not start."""
    first, second = started(tmp_path), started(tmp_path)
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=SECONDS) == 0
    assert json.loads((tmp_path / "post.json").read_bytes())["pid"] == second.pid
    second.terminate()
    assert second.wait(timeout=SECONDS) == 0

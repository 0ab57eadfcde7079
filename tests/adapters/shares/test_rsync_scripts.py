"""The list of keys that a host lets in is somebody else's: a copy's key comes and goes, all else stays."""

import os
import subprocess
from pathlib import Path

import pytest

from flytt.adapters.shares.rsync_scripts import AUTHORIZE, REMOVE

OURS = "restrict ssh-ed25519 AAAA flytt-share job\n"
THEIRS = "ssh-ed25519 BBBB ola@old\n"
FULL = """#!/bin/sh
case $1 in -v) echo 'grep: write error: No space left on device' >&2; exit 2 ;; esac
exit 0
"""


def listed(home: Path, script: str, *words: str) -> tuple[int, str]:
    """Run a script for who lives there; return its exit status and the keys afterwards."""
    environment = {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}
    argv = ("sh", "-c", script, "sh", "job", *words)
    done = subprocess.run(argv, env=environment, input=b"", capture_output=True, check=False)
    return done.returncode, (home / ".ssh" / "authorized_keys").read_text()


def home_with(folder: Path, keys: str) -> Path:
    """Return a home in which these keys are let in."""
    (folder / ".ssh").mkdir()
    (folder / ".ssh" / "authorized_keys").write_text(keys)
    return folder


@pytest.mark.parametrize("theirs", [THEIRS, ""])
def test_only_the_copys_own_key_goes(tmp_path: Path, theirs: str) -> None:
    """A key would stay after the copy, also where no other is let in, or somebody's own would go."""
    assert listed(home_with(tmp_path, theirs + OURS), REMOVE) == (0, theirs)


@pytest.mark.parametrize("words", [(REMOVE,), (AUTHORIZE, "ssh-ed25519 CCCC")])
def test_nobody_is_shut_out_by_a_full_disk(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Half a list of keys would take the place of the whole one: nobody could sign in on that host again."""
    home = home_with(tmp_path, THEIRS + OURS)
    (home / "bin").mkdir()
    (home / "bin" / "grep").write_text(FULL)
    (home / "bin" / "grep").chmod(0o755)
    status, keys = listed(home, *words)
    assert status
    assert keys == THEIRS + OURS

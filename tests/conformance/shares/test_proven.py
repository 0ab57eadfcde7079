"""`flytt share copy --verify` between OpenSSH servers: one sign-in, damage found, killed before the proof."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from flytt.migration.record import Json
from tests.conformance.shares.ground import Host
from tests.conformance.shares.trees import differences, hard_tree, listing, many

pytestmark = [pytest.mark.server("sshd", "ssh-keygen", "rsync"), pytest.mark.slow]
ROOT = Path(__file__).parents[3]
PLAIN = "from flytt.cli.main import main"
KILLED = f"""
import os, signal
from flytt.adapters.shares import verifying
verifying.verify = lambda *words, **named: os.kill(os.getpid(), signal.SIGKILL)
{PLAIN}
"""
"""Dies when the copy is at its end and the proof would begin."""
DAMAGED = f"""
import os, sys
from flytt.adapters.shares import verifying
real = verifying.verify
def verify(source, target, *words, **named):
    path = os.path.join(target.path, "mappe 0", "fil 3.txt")
    seen = os.stat(path)
    with open(path, "r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    os.unlink(os.path.join(target.path, "mappe 0", "fil 4.txt"))
    return real(source, target, *words, **named)
verifying.verify = verify
{PLAIN}
"""
"""Flips a bit and drops a file where they have just arrived."""


def typed(
    program: str, hosts: tuple[Host, Host], folders: tuple[Path, Path], signed_in: list[str], *more: str
) -> tuple[int, dict[str, Json]]:
    """Give the command, by a program that may first lay something in its way."""
    words = ["share", "copy", "--verify", "--json", "--delete", *signed_in, *more]
    words += ["--from", hosts[0].uri(folders[0]), "--to", hosts[1].uri(folders[1])]
    argv = [sys.executable, "-c", f"{program}\nimport sys\nsys.exit(main(sys.argv[1:]))", *words]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}


def signed_in_on(host: Host) -> int:
    """Return how often anybody has."""
    return (host.root / "sshd.log").read_text(errors="replace").count("Accepted publickey")


@pytest.mark.parametrize("mover", ["rsync", "relay"])
def test_a_copy_is_proven_over_the_same_connections(
    mover: str, hosts: tuple[Host, Host], signed_in: list[str], tmp_path: Path
) -> None:
    """A proof would cost a start of its own, or say more or less than one that is asked for alone."""
    tmp_path.chmod(0o755)
    folders = tmp_path / "a", tmp_path / "b"
    hard_tree(folders[0], as_root=os.geteuid() == 0)
    before = [signed_in_on(host) for host in hosts]
    code, told = typed(PLAIN, hosts, folders, signed_in, "--mover", mover)
    verified = cast("dict[str, Json]", told["verified"])
    assert (verified["differing"], verified["kinds"]) == (0, {})
    assert code == told["exit_code"] == verified["exit_code"]
    assert code == (0 if not verified["unchecked"] else 1)
    # The source's host signs in on the target's once more when the two talk to each other.
    more = [signed_in_on(host) - was for host, was in zip(hosts, before, strict=True)]
    assert more == ([1, 2] if mover == "rsync" else [1, 1])
    assert differences(listing(folders[0]), listing(folders[1])) == []


def test_damage_after_the_copy_is_named(
    hosts: tuple[Host, Host], signed_in: list[str], tmp_path: Path
) -> None:
    """What the copy has just written would be taken for what lies there."""
    tmp_path.chmod(0o755)
    folders = tmp_path / "a", tmp_path / "b"
    many(folders[0], 60)
    code, told = typed(DAMAGED, hosts, folders, signed_in)
    verified = cast("dict[str, Json]", told["verified"])
    found = cast("list[dict[str, Json]]", verified["differences"])
    assert (code, told["exit_code"], told["complete"], verified["passed"]) == (1, 1, True, False)
    named = {one["where"]: one["what"] for one in found}
    assert (named["mappe 0/fil 3.txt"], named["mappe 0/fil 4.txt"]) == ("content", "missing")
    assert "size and time are the same" in str(
        next(one["why"] for one in found if one["where"] == "mappe 0/fil 3.txt")
    )


def test_killed_between_the_copy_and_its_proof(
    hosts: tuple[Host, Host], signed_in: list[str], tmp_path: Path
) -> None:
    """A copy that nobody has proven would count as proven, or stand in the way of the same command."""
    tmp_path.chmod(0o755)
    folders = tmp_path / "a", tmp_path / "b"
    many(folders[0], 60)
    assert typed(KILLED, hosts, folders, signed_in) == (-signal.SIGKILL, {})
    for host in hosts:
        assert "flytt-share" not in (host.home / ".ssh" / "authorized_keys").read_text()
        assert not list((host.home / ".flytt-share").glob("*/key"))
    code, told = typed(PLAIN, hosts, folders, signed_in)
    assert (code, told["files"], cast("dict[str, Json]", told["verified"])["passed"]) == (0, 0, True)

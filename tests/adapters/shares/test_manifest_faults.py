"""What goes wrong under a listing: files that change, programs that are killed, rights that were lost."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from flytt.adapters.shares.agent.looking import Looker, state_of
from flytt.adapters.shares.local_shell import LocalProcess, LocalShell
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.errors import CommandFailed, Interrupted
from flytt.shares.comparison import Comparison, Policy
from flytt.shares.manifest import BrokenManifest
from flytt.shares.owners import Owners

pytestmark = pytest.mark.slow  # starts programs; left out of `make fast`, never of `make test`

CHANGED, DIGEST = 4, 0


class Seen(LocalShell):
    """A shell that remembers what it started."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[LocalProcess] = []

    def open(self, attempted: str, argv: Argv, *, silence: float = 300) -> LocalProcess:
        """Start it as always."""
        self.started.append(super().open(attempted, argv, silence=silence))
        return self.started[-1]


def looked_at(file: Path, before: os.stat_result) -> tuple[bytes, ...]:
    """Return what the agent says of a file that the walk saw in an earlier state."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        looker = Looker("sha256", 0, int)
        name = os.fsencode(file.name)
        return looker.look(folder, name, before.st_mode, before.st_size, before.st_blocks, state_of(before))
    finally:
        os.close(folder)


def test_a_file_that_changes_under_the_reading_is_said_to_have_changed(tmp_path: Path) -> None:
    """A file caught in the middle of a write would be evidence."""
    file = tmp_path / "journal"
    file.write_bytes(b"one")
    before = file.stat()
    assert looked_at(file, before)[CHANGED] == b""
    for content in (b"two", b"longer", b""):
        file.write_bytes(content)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert looked_at(file, before)[CHANGED] == b"changed"


def test_a_file_that_is_replaced_or_gone_is_a_problem(tmp_path: Path) -> None:
    """A link put in a file's place would be followed, or a vanished file would end the listing."""
    file = tmp_path / "journal"
    file.write_bytes(b"one")
    before = file.stat()
    file.unlink()
    assert looked_at(file, before)[CHANGED] == b"vanished"
    file.symlink_to("/etc/passwd")
    assert looked_at(file, before)[DIGEST] == b""
    assert looked_at(file, before)[CHANGED] == b"changed"
    file.unlink()
    os.mkfifo(file)  # opening it as it is would wait for a writer without end
    assert looked_at(file, before)[CHANGED] == b"changed"


@pytest.mark.parametrize("with_python", [True, False])
def test_a_program_that_is_killed_leaves_no_list(tmp_path: Path, *, with_python: bool) -> None:
    """Half a list would be compared as if it were whole."""
    for number in range(3000):
        (tmp_path / f"{number:05}").touch()
    with (tmp_path / "0").open("wb") as file:
        file.truncate(1 << 30)
    shell = Seen()
    slow = Looking(algorithm="sha256", rate_bytes=1 << 20)
    with manifest(shell, str(tmp_path), slow, with_python=with_python) as listed:
        os.killpg(shell.started[0].pid, signal.SIGKILL)
        with pytest.raises((Interrupted, BrokenManifest, CommandFailed)):
            list(listed)
    assert listed.trailer is None


def living(group: int) -> list[str]:
    """Return the programs of a group that are still at work; the dead that nobody has buried are not."""
    found: list[str] = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = file.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state not in "ZX":
            found.append(file.parent.name)
    return found


def test_leaving_early_ends_the_program(tmp_path: Path) -> None:
    """A comparison that was given up would leave readers at work on a busy host."""
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 30)
    shell = Seen()
    with manifest(shell, str(tmp_path), Looking(rate_bytes=1 << 20)) as listed:
        assert listed.header.algorithm == "blake2b-256"
    end = time.monotonic() + 60
    while living(shell.started[0].pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert living(shell.started[0].pid) == []


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="needs to be root")
@pytest.mark.skipif(not shutil.which("setfacl"), reason="setfacl is missing")
@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (["chown", "54321"], {"owner"}),
        (["chgrp", "54321"], {"group"}),
        (["setfacl", "-n", "-x", "u:54322"], {"acl"}),
        (["setfacl", "-b"], {"acl", "mode"}),
    ],
)
def test_lost_rights_are_found(tmp_path: Path, damage: list[str], what: set[str]) -> None:
    """Somebody would be locked out of files, or let in, by a move that was declared verified."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "plan").write_text("x")
    (source / "plan").chmod(0o640)
    subprocess.run(["setfacl", "-m", "u:54322:rw,u:54323:r", source / "plan"], check=True)
    subprocess.run(["cp", "-a", source, target], check=True)
    subprocess.run([*damage, target / "plan"], check=True)
    comparison = Comparison(Policy(), Owners(others="same"))
    shell = LocalShell()
    with manifest(shell, str(source), Looking()) as one, manifest(shell, str(target), Looking()) as other:
        assert {difference.what for difference in comparison.of(one, other)} == what
    assert comparison.tally.matched == 1

"""What goes wrong while a share is copied; the same command again ends identical and repeats little."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from flytt.adapters.shares import relay, rsync
from flytt.adapters.shares.copying import copy
from flytt.adapters.shares.limits import Pace
from flytt.adapters.shares.local_shell import LocalProcess, LocalShell
from flytt.adapters.shares.order import BESIDE, Copied, Order, Side
from flytt.adapters.shares.rsync_words import lock_of
from flytt.adapters.shares.ssh_shell import SshShell
from flytt.adapters.ssh.connection import Connection
from flytt.adapters.ssh.endpoint import Argv, KeyFile
from flytt.migration.errors import BadInput, CommandFailed, FlyttError, LeaseHeld, NotFound
from flytt.shares.movers import Choice
from tests.conformance.shares.ground import Host
from tests.conformance.shares.proxy import Proxy
from tests.conformance.shares.trees import big, differences, listing, many
from tests.conformance.shares.ways import Way, same, side, way

pytestmark = [pytest.mark.server("sshd", "ssh-keygen", "rsync"), pytest.mark.slow]
BIG = 24 << 20
TWO = ("rsync push", "rsync pull", "relay")


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 90
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def arrived(target: Path) -> int:
    """Return how many bytes of an unfinished file lie at the target."""
    sizes = [0]
    for path in (target / BESIDE).rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                sizes.append(path.stat().st_blocks * 512)
    return max(sizes)


def movers_of(folder: Path) -> list[int]:
    """Return the programs that run and have this folder among their words."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            named = os.fsencode(folder) in words or os.fsencode(folder).hex().encode() in words
            if named and b"flytt.cli" not in words:
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("mover", ["rsync", "relay", "sftp"])
def test_flytt_killed_in_the_middle(
    mover: str, hosts: tuple[Host, Host], signed_in: list[str], tmp_path: Path
) -> None:
    """A copy whose Flytt died would go on unseen, leave its key behind, or begin again from nothing."""
    tmp_path.chmod(0o755)
    source, target = tmp_path / "a", tmp_path / "b"
    big(source / "big", BIG)
    many(source, 20)
    words = [sys.executable, "-m", "flytt.cli.main", "share", "copy", "--mover", mover, "--json", "--delete"]
    words += ["--from", hosts[0].uri(source), "--to", hosts[1].uri(target), *signed_in]
    root = Path(__file__).parents[3]
    running = subprocess.Popen([*words, "--limit", "4000"], cwd=root, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: arrived(target) > BIG // 3)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    wait_for(lambda: not movers_of(target))
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["sent_bytes"] < BIG * 0.85, told
    seen = [listing(folder, times=mover != "sftp") for folder in (source, target)]
    assert differences(*seen) == []
    for host in hosts:
        assert "flytt-share" not in (host.home / ".ssh" / "authorized_keys").read_text()
        assert not list((host.home / ".flytt-share").glob("*/key"))


@pytest.mark.parametrize("moving", TWO, indirect=True)
def test_a_mover_killed_on_its_host(moving: Way) -> None:
    """The killed writer's half file would be taken for a whole one, or thrown away."""
    big(moving.source / "big", BIG)
    slow = Pace(4000)
    killed: list[int] = []

    def kill() -> None:
        wait_for(lambda: arrived(moving.target) > BIG // 3)
        for pid in movers_of(moving.target):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(FlyttError):
        moving.copy(pace=slow)
    killer.join()
    assert killed
    assert not (moving.target / "big").exists()
    copied = moving.copy(delete=True)
    assert copied.sent_bytes < BIG * 0.85
    assert same(moving) == []


def test_the_link_between_the_hosts_is_cut(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    """A cut line would end the night's copy with nothing to show for it."""
    tmp_path.chmod(0o755)
    big(tmp_path / "a" / "big", BIG)
    with Proxy(hosts[1].port, cut_after=BIG // 2) as proxy:
        source, target = side(hosts[0], tmp_path / "a"), side(hosts[1], tmp_path / "b", port=proxy.port)
        order = Order("test-cut", source, target, delete=True)
        choice = Choice(mover="rsync", direction="push", why="told to")
        with pytest.raises(FlyttError):
            rsync.copy(order, choice)
        copied = rsync.copy(order, choice)
    source.shell.close()
    target.shell.close()
    assert copied.sent_bytes < BIG * 0.75
    assert differences(listing(tmp_path / "a"), listing(tmp_path / "b")) == []


@pytest.mark.parametrize("which", [0, 1])
def test_the_link_to_a_host_is_cut(which: int, hosts: tuple[Host, Host], tmp_path: Path) -> None:
    """A relay whose line is cut would hang, or write half a file in a whole one's place."""
    tmp_path.chmod(0o755)
    big(tmp_path / "a" / "big", BIG)
    ends = [hosts[0], hosts[1]]
    with Proxy(ends[which].port, cut_after=BIG // 2) as proxy:
        key = KeyFile(path=ends[which].root / "client_key")
        shells = [host.shell() for host in ends]
        shells[which] = SshShell(Connection("cut", ends[which].endpoint(port=proxy.port), key, None))
        order = Order("test-cut", Side(shells[0], str(tmp_path / "a")), Side(shells[1], str(tmp_path / "b")))
        choice = Choice(mover="relay", direction="through", why="told to")
        with pytest.raises(FlyttError):
            relay.copy(order, choice)
        assert not (tmp_path / "b" / "big").exists()
        copied = relay.copy(order, choice)
    for shell in shells:
        shell.close()
    assert copied.sent_bytes < BIG * 0.75
    assert differences(listing(tmp_path / "a"), listing(tmp_path / "b")) == []


@pytest.mark.root
@pytest.mark.parametrize("moving", [*TWO, "rsync on this machine"], indirect=True)
def test_the_disk_is_full(moving: Way) -> None:
    """A full disk would be reported as something else, or leave half files in whole ones' places."""
    big(moving.source / "big", 6 << 20)
    many(moving.source, 10)
    moving.target.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "flytt", moving.target], check=True)
    try:
        with pytest.raises(CommandFailed, match="no room"):
            moving.copy(delete=True)
        assert not (moving.target / "big").exists()
        subprocess.run(["mount", "-o", "remount,size=64m", moving.target], check=True)
        moving.copy(delete=True)
        assert same(moving) == []
    finally:
        subprocess.run(["umount", "-l", moving.target], check=True)


@pytest.mark.parametrize("moving", TWO, indirect=True)
def test_files_that_change_under_the_copy(moving: Way) -> None:
    """A torn copy of a file that somebody writes in would stay at the target for good."""
    many(moving.source, 400)
    big(moving.source / "written in", 8 << 20)
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with (moving.source / "written in").open("r+b") as file:
                file.seek(number * 4096 % (8 << 20))
                file.write(b"written %d" % number)
            (moving.source / f"new {number % 50}").write_bytes(b"x" * number)
            with contextlib.suppress(FileNotFoundError):
                (moving.source / f"new {(number + 25) % 50}").unlink()
            time.sleep(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        moving.copy(delete=True)
    finally:
        over.set()
        writer.join()
    copied = moving.copy(delete=True)
    assert copied.left == {}
    assert same(moving) == []


class Nobody(LocalShell):
    """This machine, as somebody who is not root."""

    def open(self, attempted: str, argv: Argv, *, silence: float = 300) -> LocalProcess:
        words = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        return super().open(attempted, (*words, *argv), silence=silence)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that others than root reach."""
    with tempfile.TemporaryDirectory(prefix="flytt-open-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.root
@pytest.mark.parametrize("mover", ["rsync", "relay"])
def test_what_may_not_be_read_is_counted_and_never_emptied(
    mover: str, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be read would count as empty, and be emptied at the target."""
    home, source, target = (open_folder / name for name in ("home", "a", "b"))
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    # A Python in root's home is not for everybody.
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    many(source, 90)
    subprocess.run(["cp", "-a", source, target], check=True)
    for path in (home, target, *target.rglob("*")):
        os.chown(path, 65534, 65534)
    (source / "mappe 1").chmod(0o700)
    (source / "mappe 0" / "fil 0.txt").chmod(0o600)
    (source / "mappe 0" / "fil 0.txt").write_bytes(b"changed, and not to be read")
    shell = Nobody()
    order = Order("test-denied", Side(shell, str(source)), Side(shell, str(target)), delete=True)
    choice = Choice(mover="rsync", direction="here", why="told to")
    if mover == "relay":
        choice = Choice(mover="relay", direction="through", why="told to")
    copied = {"rsync": rsync.copy, "relay": relay.copy}[mover](order, choice)
    assert copied.left["denied"] >= 2
    assert not copied.complete
    assert len(list((target / "mappe 1").iterdir())) == 40


HERE = ("rsync here", "rsync on this machine")


@pytest.mark.parametrize("moving", [*TWO, *HERE], indirect=True)
def test_two_movers_never_write_in_one_folder(
    moving: Way, hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two copies at once would undo one another's work, file by file."""
    many(moving.source, 3)
    monkeypatch.setenv("FLYTT_LOCK_SECONDS", "3")
    home = hosts[0 if moving.direction == "here" else 1].home
    if moving.order.target.shell.local:
        home = Path(os.environ["HOME"])
    (home / ".flytt-share").mkdir(parents=True, exist_ok=True)
    lock = home / ".flytt-share" / lock_of(str(moving.target))
    held = subprocess.Popen(
        ["flock", "-o", lock, "sh", "-c", "echo held; exec sleep 600"], stdout=subprocess.PIPE
    )
    try:
        assert held.stdout is not None
        assert held.stdout.read(5) == b"held\n"
        with pytest.raises(LeaseHeld):
            moving.copy()
        assert not moving.target.exists() or not any(moving.target.iterdir())
    finally:
        held.kill()
        held.wait()
    moving.copy(delete=True)
    assert same(moving) == []


@pytest.mark.parametrize("moving", [*TWO, *HERE], indirect=True)
@pytest.mark.parametrize("streams", [1, 2])
def test_a_target_that_cannot_be_made_is_told(moving: Way, streams: int) -> None:
    """A mistyped folder would hold the command for ever, or end it as if the line had been cut."""
    many(moving.source, 3)
    moving.target.write_bytes(b"a file")
    target = replace(moving.order.target, path=str(moving.target / "below a file"))
    raised: list[FlyttError] = []

    def tried() -> None:
        try:
            # A job of its own: parts stay at the source for the next try, and other tests look at theirs.
            moving.copy(target=target, streams=streams, job=f"test-unmade-{streams}")
        except FlyttError as error:
            raised.append(error)

    trying = threading.Thread(target=tried, daemon=True)
    trying.start()
    trying.join(90)
    assert [type(error) for error in raised] == [CommandFailed]
    if moving.mover == "rsync":
        says = str(raised[0])
        assert f"The folder {target.path} on {target.shell.host} cannot be made: Not a directory." in says
        assert "Expected was that folder" in says
        assert "make it on" in raised[0].next_command
    assert moving.target.read_bytes() == b"a file"


def test_another_speed_holds_from_its_hour_on(
    hosts: tuple[Host, Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy would load the line in working hours as if it were night, or crawl all night."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    moving = way("rsync push", hosts, tmp_path)
    tmp_path.chmod(0o755)
    big(moving.source / "big", BIG)
    asked: list[datetime] = []

    def now() -> datetime:
        asked.append(datetime.now(UTC))
        # 15:59:58 in Oslo, and 16:00 when it is asked again after the restart.
        return (
            datetime(2026, 6, 3, 13, 59, 58, tzinfo=UTC)
            if len(asked) == 1
            else datetime(2026, 6, 3, 14, tzinfo=UTC)
        )

    copied = moving.copy(pace=Pace(0, "07:00-16:00", 2000, now=now), delete=True)
    assert len(asked) == 2
    assert BIG * 0.7 < copied.sent_bytes < BIG * 1.3
    assert same(moving) == []


def test_who_cannot_push_pulls_and_who_can_neither_is_relayed(
    hosts: tuple[Host, Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share between hosts that do not reach each other could not be moved, or nobody would know why."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tmp_path.chmod(0o755)
    many(tmp_path / "a", 3)
    old, new = side(hosts[0], tmp_path / "a"), side(hosts[1], tmp_path / "b")
    assert old.server is not None
    assert new.server is not None
    said: list[Choice] = []

    def moved(source: Side, target: Side) -> Copied:
        said.clear()
        return copy(Order("test-choice", source, target, delete=True), None, said.append)

    assert moved(old, new).mover == "rsync"
    assert [choice.direction for choice in said] == ["push"]
    wrong = replace(new, server=replace(new.server, keys=old.server.keys))
    moved(old, wrong)
    assert [choice.direction for choice in said] == ["push", "pull"]
    assert "old does not reach new" in said[-1].why
    closed = replace(old, server=replace(old.server, port=1))
    moved(closed, wrong)
    assert [choice.direction for choice in said] == ["push", "pull", "through"]
    assert "new does not reach old" in said[-1].why
    assert differences(listing(tmp_path / "a"), listing(tmp_path / "b")) == []
    with pytest.raises(BadInput, match="one another"):
        moved(old, replace(old, path=str(tmp_path)))
    with pytest.raises(NotFound):
        moved(replace(old, path=str(tmp_path / "none")), new)
    for each in (old, new):
        cast("SshShell", each.shell).close()

"""Several streams at once: what one stream would have brought, and nothing twice, half or too fast."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flytt.adapters.shares import relay, relay_streams, rsync, rsync_streams
from flytt.adapters.shares.copying import copy
from flytt.adapters.shares.limits import Pace
from flytt.adapters.shares.order import BESIDE, Order
from flytt.adapters.shares.preflight import look
from flytt.adapters.shares.trial import measure
from flytt.migration.errors import CommandFailed, FlyttError, LeaseHeld
from flytt.migration.share_settings import OwnerRow
from flytt.shares.movers import Choice, Mover
from tests.conformance.shares.ground import Host
from tests.conformance.shares.test_faults import movers_of, wait_for
from tests.conformance.shares.trees import big, differences, hard_tree, listing, many
from tests.conformance.shares.ways import Way, same, side, way

pytestmark = [pytest.mark.server("sshd", "ssh-keygen", "rsync"), pytest.mark.slow]
AS_ROOT = os.geteuid() == 0
BIG = 6 << 20
STREAMED = ("rsync push", "rsync pull", "rsync here", "relay")


def four_large(folder: Path) -> None:
    """Lay four large files of one name, one for each stream, and small ones beside them."""
    for number in range(4):
        big(folder / f"part {number}" / "one name for all", BIG, seed=number)
    many(folder / "small", 30)


def beside(target: Path) -> dict[str, int]:
    """Return what lies unfinished at the target, stream by stream, in bytes that are on the disk."""
    found: dict[str, int] = {}
    for path in (target / BESIDE).glob("*/*"):
        # The relay names what is unfinished by its path and state; rsync has a folder for each stream.
        number = path.parent.name.rpartition("-")[2] if "-" in path.parent.name else path.name
        try:
            found[number] = found.get(number, 0) + path.stat().st_blocks * 512
        except FileNotFoundError:
            continue
    return found


@pytest.mark.parametrize("moving", STREAMED, indirect=True)
def test_everything_arrives_once_as_it_was(moving: Way, hosts: tuple[Host, Host]) -> None:
    """What lies on the border of two streams would be lost, doubled, or have the time of its copy."""
    hard_tree(moving.source / "hard", as_root=AS_ROOT)
    many(moving.source / "many", 200)
    os.link(moving.source / "many" / "mappe 1" / "fil 41.txt", moving.source / "hard" / "far link")
    os.utime(moving.source / "many" / "mappe 1", ns=(1, 1))
    copied = moving.copy(delete=True, streams=3)
    assert same(moving) == []
    assert copied.left == {}
    assert copied.streams == 3
    files = [path for path in moving.source.rglob("*") if path.is_file() and not path.is_symlink()]
    assert copied.files == len({path.stat().st_ino for path in files})
    for host in hosts:
        assert "flytt" not in (host.home / ".ssh" / "authorized_keys").read_text()
        assert not list(host.home.glob(f".flytt-share/{moving.order.job}"))


@pytest.mark.parametrize("moving", ["rsync push", "rsync pull", "relay"], indirect=True)
def test_what_is_gone_goes_and_links_are_settled(moving: Way, tmp_path: Path) -> None:
    """A later pass in streams would keep what people deleted, part hard links or fill the kept folder."""
    many(moving.source, 120)
    moving.copy(delete=True, streams=3)
    (moving.source / "mappe 0" / "fil 1.txt").unlink()
    (moving.source / "mappe 1" / "fil 41.txt").write_bytes(b"edited")
    (moving.source / "mappe 2").rename(moving.source / "moved")
    os.link(moving.source / "mappe 1" / "fil 42.txt", moving.source / "moved" / "another name")
    (moving.target / "foreign").write_bytes(b"not from the source")
    aside = tmp_path / "aside"
    copied = moving.copy(delete=True, streams=3, aside=str(aside))
    assert same(moving) == []
    assert copied.left == {}
    kept = {path.name for path in aside.rglob("*") if path.is_file()}
    assert {"fil 1.txt", "fil 41.txt", "foreign"} <= kept
    assert len(kept) == 43


@pytest.mark.root
@pytest.mark.parametrize("moving", STREAMED, indirect=True)
def test_what_is_mounted_below_the_share_stays_where_it_is(moving: Way) -> None:
    """Another disk's files would be copied with the share, and no later pass would take them away."""
    four_large(moving.source)
    mounted = moving.source / "other disk"
    mounted.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "flytt", mounted], check=True)
    try:
        (mounted / "not the share's").write_bytes(b"of another disk")
        copied = moving.copy(delete=True, streams=3)
        assert copied.streams == 3
        assert [path.name for path in (moving.target / "other disk").iterdir()] == []
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)
    moving.copy(delete=True, streams=3)
    assert same(moving) == []


def folders(host: Host) -> set[Path]:
    """Return the folders of all jobs on a host: other tests' copies may have left theirs for a next try."""
    return {path for path in (host.home / ".flytt-share").glob("*") if path.is_dir()}


@pytest.mark.parametrize("mover", ["rsync", "relay"])
def test_killed_it_goes_on_in_as_many_streams_as_before(
    mover: str, hosts: tuple[Host, Host], signed_in: list[str], tmp_path: Path
) -> None:
    """A killed copy would go on in another number of streams, each with another's half file."""
    tmp_path.chmod(0o755)
    source, target = tmp_path / "a", tmp_path / "b"
    before = {folder for host in hosts for folder in folders(host)}
    four_large(source)
    words = [sys.executable, "-m", "flytt.cli.main", "share", "copy", "--mover", mover, "--json", "--delete"]
    words += ["--from", hosts[0].uri(source), "--to", hosts[1].uri(target), *signed_in]
    root = Path(__file__).parents[3]
    begun = [*words, "--streams", "4", "--limit", "4000"]
    running = subprocess.Popen(begun, cwd=root, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: sorted(beside(target).values()) > [BIG // 4] * 4)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    wait_for(lambda: not movers_of(target))
    assert not list(target.glob("part */*"))
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["streams"] == 4
    assert "4 streams, as it was begun" in told["why"]
    assert told["sent_bytes"] < 4 * BIG * 0.85, told
    assert differences(listing(source), listing(target)) == []
    for host in hosts:
        assert "flytt-share" not in (host.home / ".ssh" / "authorized_keys").read_text()
        assert folders(host) <= before


@pytest.mark.parametrize("moving", ["rsync push", "rsync pull"], indirect=True)
def test_one_stream_that_is_killed_ends_the_others(moving: Way) -> None:
    """A copy that has lost a stream would go on for a night before anybody hears of it."""
    four_large(moving.source)
    killed: list[int] = []

    def kill_one() -> bool:
        for pid in movers_of(moving.target):
            with contextlib.suppress(OSError):
                if b"partial-2" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
                    return True
        return False

    def kill() -> None:
        wait_for(lambda: len(beside(moving.target)) == 4)
        wait_for(kill_one)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(FlyttError):
        moving.copy(pace=Pace(2000), streams=4)
    killer.join()
    assert killed
    wait_for(lambda: not movers_of(moving.target))
    copied = moving.copy(delete=True, streams=4)
    assert copied.sent_bytes < 4 * BIG
    assert same(moving) == []


def test_a_limit_is_shared_among_streams(
    hosts: tuple[Host, Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four streams of a share with a limit would load the line four times as much as people were promised."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    moving = way("rsync push", hosts, tmp_path)
    tmp_path.chmod(0o755)
    four_large(moving.source)
    given: list[tuple[str, ...]] = []
    was = rsync_streams.drive

    def drive(*told: object, **more: object) -> object:
        given.append(told[2])  # pyright: ignore[reportArgumentType]
        return was(*told, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(rsync_streams, "drive", drive)
    hours: list[datetime] = []

    def now() -> datetime:
        """Tell a second before four o'clock in Oslo, and four o'clock when it is asked again."""
        hours.append(datetime(2026, 6, 3, 14, tzinfo=UTC))
        return datetime(2026, 6, 3, 13, 59, 59, tzinfo=UTC) if len(hours) == 1 else hours[-1]

    copied = moving.copy(pace=Pace(8000, "07:00-16:00", 400, now=now), delete=True, streams=4)
    limits = [next(word for word in words if word.startswith("--bwlimit")) for words in given]
    assert limits == ["--bwlimit=100"] * 4 + ["--bwlimit=2000"] * 4
    assert copied.left == {}
    assert same(moving) == []


@pytest.mark.parametrize("moving", ["relay"], indirect=True)
def test_a_limit_is_shared_among_relays(moving: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four streams through this machine would load both lines four times as much as people were promised."""
    four_large(moving.source)
    given: list[Pace] = []
    was = relay_streams.one_pass

    def one_pass(order: Order, stream: int, stop: threading.Event) -> relay.Passed:
        given.append(order.pace)
        return was(replace(order, pace=Pace()), stream, stop)

    monkeypatch.setattr(relay_streams, "one_pass", one_pass)
    moving.copy(pace=Pace(80_000, "07:00-16:00", 40_000), delete=True, streams=4)
    assert {(pace.kib, pace.busy_kib, pace.busy_hours) for pace in given} == {(20_000, 10_000, "07:00-16:00")}
    assert len(given) == 4
    assert same(moving) == []


@pytest.mark.root
@pytest.mark.parametrize("moving", ["rsync push"], indirect=True)
def test_access_lists_are_given_by_one_look(moving: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share with mapped owners would be divided and gone through a second time, by as many agents."""
    hard_tree(moving.source / "hard", as_root=True)
    many(moving.source / "many", 80)
    divisions: list[Order] = []
    was = rsync_streams.parted

    def parted(order: Order) -> int:
        divisions.append(order)
        return was(order)

    for module in (rsync_streams, relay_streams):
        monkeypatch.setattr(module, "parted", parted)
    rows = (OwnerRow(kind="user", source="54321", target="60321"),)
    copied = moving.copy(owners=rows, delete=True, streams=3)
    assert copied.streams == 3
    assert len(divisions) == 1
    before, after = (
        os.getxattr(top / "hard" / "odd mode", "system.posix_acl_access")
        for top in (moving.source, moving.target)
    )
    assert after == before.replace((54321).to_bytes(4, "little"), (60321).to_bytes(4, "little"))
    assert after != before
    assert copied.left == {}


@pytest.mark.root
@pytest.mark.parametrize("moving", ["rsync push"], indirect=True)
def test_a_disk_is_known_to_be_full_though_rsync_lost_the_reason(
    moving: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator would look for a fault in files at night: a receiver ended before its words came."""
    monkeypatch.setattr("flytt.adapters.shares.rsync_report._LEFT", re.compile("nothing is heard"))
    four_large(moving.source)
    moving.target.mkdir()
    assert not rsync.is_full(moving.order.target)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=15m", "flytt", moving.target], check=True)
    try:
        with pytest.raises(CommandFailed, match="no room"):
            moving.copy(delete=True)
        assert rsync.is_full(moving.order.target)
    finally:
        subprocess.run(["umount", "-l", moving.target], check=True)


@pytest.mark.root
@pytest.mark.parametrize("moving", ["rsync push", "relay"], indirect=True)
def test_the_disk_is_full_in_one_of_them(moving: Way) -> None:
    """A full disk would be reported as something else, or leave half files in whole ones' places."""
    four_large(moving.source)
    moving.target.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=15m", "flytt", moving.target], check=True)
    try:
        with pytest.raises(CommandFailed, match="no room"):
            moving.copy(delete=True, streams=4)
        subprocess.run(["mount", "-o", "remount,size=64m", moving.target], check=True)
        moving.copy(delete=True, streams=4)
        assert same(moving) == []
    finally:
        subprocess.run(["umount", "-l", moving.target], check=True)


@pytest.mark.parametrize("streams", [1, 3])
def test_streams_and_another_mover_never_write_in_one_folder(
    streams: int, hosts: tuple[Host, Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two copies at once would undo one another's work, file by file."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tmp_path.chmod(0o755)
    moving = way("rsync push", hosts, tmp_path)
    four_large(moving.source)
    with rsync_streams.held(replace(moving.order, streams=2), 2), pytest.raises(LeaseHeld):
        moving.copy(streams=streams)
    assert not list(moving.target.glob("part *"))
    moving.copy(delete=True, streams=streams)
    assert same(moving) == []


@pytest.mark.parametrize("mover", ["rsync", "relay"])
def test_a_large_first_copy_is_preceded_by_a_trial(
    mover: Mover, hosts: tuple[Host, Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of streams would be a guess, or what the trial laid would stay on people's hosts."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("flytt.adapters.shares.streaming.WORTH_BYTES", BIG)
    monkeypatch.setattr("flytt.adapters.shares.trial.FOLDER_MIB", 1)
    tmp_path.chmod(0o755)
    four_large(tmp_path / "a")
    old, new = side(hosts[0], tmp_path / "a"), side(hosts[1], tmp_path / "b")
    try:
        copied = copy(Order("test-trial", old, new, delete=True), mover)
        assert "in a small trial between the hosts: " in copied.why
        assert "MiB/s by 1, " in copied.why
        assert differences(listing(tmp_path / "a"), listing(tmp_path / "b")) == []
        assert "trial" not in copy(Order("test-trial", old, new, delete=True), mover).why
        for host in hosts:
            assert not [path for path in (host.home / ".flytt-share").glob("*") if "trial" in path.name]
        wrong = replace(new, path=str(tmp_path / "c"))
        shutil.rmtree(tmp_path / "b")
        asked = copy(Order("test-trial", old, wrong, streams=2), mover)
        assert "2 streams, as asked for" in asked.why
        plain = copy(Order("test-trial", old, wrong, streams=2), "sftp")
        assert "one stream: plain SFTP has no more" in plain.why
    finally:
        old.shell.close()
        new.shell.close()


def test_a_trial_that_comes_to_no_end_means_one_stream(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    """A home without room would keep a share from being copied at all."""
    old, new = side(hosts[0], tmp_path / "a"), side(hosts[1], tmp_path / "b")
    (hosts[0].home / ".flytt-share").mkdir(exist_ok=True)
    stands = hosts[0].home / ".flytt-share" / "test-stands-trial"
    try:
        stands.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k,nr_inodes=3", "flytt", stands], check=True)
        found = measure(
            Order("test-stands", old, new), Choice(mover="rsync", direction="push", why="told to")
        )
        assert found.number == 1
        assert "came to no end" in found.why
    finally:
        subprocess.run(["umount", "-l", stands], check=False)
        shutil.rmtree(stands, ignore_errors=True)
        old.shell.close()
        new.shell.close()


def test_one_file_is_not_divided(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    """A share of one large file would be copied by a stream that has it and others that wait for nothing."""
    tmp_path.chmod(0o755)
    big(tmp_path / "a" / "big", 1 << 20)
    old, new = side(hosts[0], tmp_path / "a"), side(hosts[1], tmp_path / "b")
    try:
        order = Order("test-one", old, new, streams=4)
        assert rsync_streams.parted(order) == 1
        copied = rsync.copy(order, Choice(mover="rsync", direction="push", why="told to"))
        assert (copied.files, copied.streams) == (1, 1)
        assert look(new).streams == 0
    finally:
        old.shell.close()
        new.shell.close()

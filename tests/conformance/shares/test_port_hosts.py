"""The port on real servers, where files have hostile names, owners, access lists and file systems."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.adapters.shares import obstacles, records, sides
from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.local_shell import LocalProcess, LocalShell
from flytt.adapters.shares.order import Side
from flytt.adapters.shares.reached import Reached
from flytt.adapters.shares.shell import SILENCE_SECONDS
from flytt.adapters.ssh.endpoint import Argv, FromAgent
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.errors import ChangedByOthers, CommandFailed
from flytt.migration.share_settings import OwnerRow, SampledPerson
from flytt.migration.shares import ShareJob, SharePlace
from tests.conformance.shares.ground import Host
from tests.conformance.shares.port_ground import OnDisk, job_below, openssh
from tests.conformance.shares.trees import HOSTILE, differences, hard_tree, listing, user_acl

pytestmark = [pytest.mark.root, pytest.mark.server("sshd", "ssh-keygen", "rsync")]
NOBODY = 65534


@pytest.fixture(scope="module")
def ground(hosts: tuple[Host, Host], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnDisk]:
    """Return the two servers."""
    with openssh(*hosts, tmp_path_factory.mktemp("port")) as there:
        yield there


@pytest.fixture
def job(ground: OnDisk) -> ShareJob:
    """Return a share with every difficulty in it, its target made and empty."""
    made = ground.job()
    source = ground.real(made.source, made.source.path)
    hard_tree(source / "vanskelig", as_root=True)
    (source / "vanskelig" / "device").unlink()
    ground.shares.make(made.target)
    return made


def test_every_name_goes_there_and_what_is_written_there_comes_back(ground: OnDisk, job: ShareJob) -> None:
    """A file with an odd name would be left, lost in a rollback, or lead a deletion elsewhere."""
    source, target = (Path(place.path) for place in (job.source, job.target))
    before = listing(source)
    ground.shares.copy(job, "copy-all")
    assert differences(before, listing(target)) == []
    assert not ground.shares.compare(job, content=True).differing
    ground.shares.record(job.target)
    (target / "nytt").mkdir()
    top = os.fsencode(target / "nytt")
    for name in HOSTILE:
        with (target / "nytt" / os.fsdecode(name)).open("wb") as file:
            file.write(name)
    written = {path: seen.content for path, seen in listing(target / "nytt").items() if path}
    assert ground.shares.written_since(job.target).new == len(HOSTILE) + 1
    ground.shares.set_aside(job.target)
    ground.shares.clear(job)
    there = ground.shares.count(job.target)
    assert there is not None
    assert there.nothing, top
    kept = listing(Path(job.target.keep) / "written" / "nytt")
    assert {path: seen.content for path, seen in kept.items() if path} == written
    ground.shares.bring_back(job, "FRA-NY-SIDE")
    back = listing(source / "FRA-NY-SIDE" / "nytt")
    assert {path: seen.content for path, seen in back.items() if path} == written
    now = {path: seen for path, seen in listing(source).items() if not path.startswith(b"FRA-NY-SIDE")}
    assert differences(before | {b"": now[b""]}, now) == []


def test_owners_become_who_the_mapping_says_and_back_again(ground: OnDisk) -> None:
    """People's files would belong to somebody else on the new side, or after a rollback."""
    rows = (
        OwnerRow(kind="user", source="40001", target="50001"),
        OwnerRow(kind="group", source="40002", target="50002"),
        OwnerRow(kind="user", source="0", target="0"),
        OwnerRow(kind="group", source="0", target="0"),
    )
    job = ground.job().changed(owners=rows, keep_owners=False)
    source, target = (Path(place.path) for place in (job.source, job.target))
    os.chown(source / "a", 40001, 40002)
    assert ground.shares.survey(job).obstacles == ()
    os.chown(source / "mappe" / "b", 40009, 0)
    (obstacle,) = ground.shares.survey(job).obstacles
    assert (obstacle.kind, obstacle.count) == ("user without a counterpart", 1)
    os.chown(source / "mappe" / "b", 40001, 0)
    ground.shares.make(job.target)
    ground.shares.copy(job, "copy-all")
    assert ((target / "a").stat().st_uid, (target / "a").stat().st_gid) == (50001, 50002)
    assert not ground.shares.compare(job, content=True).differing
    os.chown(target / "a", 50003, 50002)
    assert ground.shares.compare(job, content=True).differing == {"owner": 1}
    os.chown(target / "a", 50001, 50002)
    ground.shares.record(job.target)
    (target / "mappe").chmod(0o2750)
    os.chown(target / "mappe", 50001, 50002)
    ground.write(job.target, "mappe/ny", b"new")
    os.chown(target / "mappe" / "ny", 50001, 50002)
    ground.shares.set_aside(job.target)
    ground.shares.bring_back(job, "TILBAKE")
    for path in ("TILBAKE/mappe", "TILBAKE/mappe/ny"):
        assert ((source / path).stat().st_uid, (source / path).stat().st_gid) == (40001, 40002)
    assert stat.S_IMODE((source / "TILBAKE" / "mappe").stat().st_mode) == 0o2750, "nobody could open it"


def test_names_that_windows_cannot_hold_are_found_by_day(ground: OnDisk) -> None:
    """Two files whose names differ by case alone would become one for everybody who comes from Windows."""
    job = ground.job()
    for name in ("Brev", "brev", "CON", "slutt.", "bl\u00e5", "bla\u030a"):
        ground.write(job.source, f"navn/{name}", b"x")
    assert ground.shares.survey(job).obstacles == ()
    seen = ground.shares.survey(job.changed(names="windows"))
    found = {one.kind: (one.count, one.stops) for one in seen.obstacles}
    assert found == {"case": (1, True), "reserved": (1, True), "ending": (1, True), "twin": (1, False)}


def test_a_lost_access_list_is_found_twice(ground: OnDisk) -> None:
    """Somebody who could write would find out on Monday that they cannot."""
    job = ground.job()
    os.setxattr(Path(job.source.path) / "a", "system.posix_acl_access", user_acl(54321))
    ground.shares.make(job.target)
    ground.shares.copy(job, "copy-all")
    people = (SampledPerson(user="54321"), SampledPerson(user="54399"))
    assert not ground.shares.compare(job, content=True).differing
    assert not ground.shares.rights(job, people).differing
    os.removexattr(Path(job.target.path) / "a", "system.posix_acl_access")
    assert "acl" in ground.shares.compare(job, content=True).differing
    assert ground.shares.rights(job, people).differing
    assert ground.shares.rights(job, ()).differing, "who is named in a list is not sampled by itself"


def test_the_hidden_edit_is_found_by_reading_and_mended(ground: OnDisk) -> None:
    """An edit that keeps size and time would stay unseen until somebody opens the file."""
    job = ground.job()
    ground.shares.make(job.target)
    ground.shares.copy(job, "copy-all")
    file = Path(job.source.path) / "a"
    of = file.stat()
    file.write_bytes(b"fIrst")
    os.utime(file, ns=(of.st_atime_ns, of.st_mtime_ns))
    ground.shares.copy(job, "delta")
    assert not ground.shares.compare(job, content=False).differing
    assert ground.shares.compare(job, content=True).differing == {"content": 1}
    assert ground.shares.copy(job, "thorough", thorough=True).files == 1
    assert not ground.shares.compare(job, content=True).differing


def test_what_is_kept_on_another_file_system_keeps_all_it_had(ground: OnDisk) -> None:
    """Kept files would lose their owner and rights, or a rollback stop at a pipe."""
    if Path("/dev/shm").stat().st_dev == Path(ground.below).stat().st_dev:  # noqa: S108 - memory on purpose
        pytest.skip("there is only one file system here")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        job = ground.job()
        job = job.changed(target=job.target.changed(keep=f"{other}/keep"))
        ground.shares.make(job.target)
        ground.shares.copy(job, "copy-all")
        ground.shares.record(job.target)
        target = Path(job.target.path)
        ground.write(job.target, "ny", b"new")
        ground.write(job.target, "x" * 255, b"long")
        os.chown(target / "ny", 40001, 40002)
        os.setxattr(target / "ny", "system.posix_acl_access", user_acl(54321))
        (target / "lenke").symlink_to("ny")
        os.mkfifo(target / "rør")
        before = listing(target)
        ground.shares.set_aside(job.target)
        kept = listing(Path(other) / "keep" / "written")
        for name in (b"ny", b"lenke", b"x" * 255, "rør".encode()):
            there = before[name] if name != b"lenke" else before[name]._replace(mtime_ns=kept[name].mtime_ns)
            there = there if name != "rør".encode() else there._replace(mtime_ns=kept[name].mtime_ns)
            assert kept[name] == there
        ground.shares.clear(job)
        assert ground.shares.kept(job.target).files == 3


def test_what_was_kept_before_is_neither_followed_nor_replaced(ground: OnDisk) -> None:
    """A link that was set aside would lead the next rollback's files into somebody else's folder."""
    job = ground.job()
    ground.shares.make(job.target)
    ground.shares.copy(job, "copy-all")
    target, outside = Path(job.target.path), Path(job.target.path).with_name("utenfor")
    outside.mkdir()
    ground.shares.record(job.target)
    (target / "ting").symlink_to(outside)
    (target / "fil").write_text("a file")
    ground.shares.set_aside(job.target)
    for folder in ("ting", "fil"):
        ground.write(job.target, f"{folder}/{'x' * 255}", b"below")
    ground.write(job.target, "x" * 255, b"one")
    ground.shares.set_aside(job.target)
    ground.write(job.target, "x" * 255, b"two")
    ground.shares.set_aside(job.target)
    assert list(outside.iterdir()) == []
    kept = Path(job.target.keep) / "written"
    assert (kept / "ting").is_symlink()
    assert (kept / "fil").read_text() == "a file"
    assert sorted(p.read_bytes() for p in kept.rglob("x*")) == [b"below", b"below", b"one", b"two"]


class Nobody(LocalShell):
    """This machine as somebody who is not root."""

    def open(self, attempted: str, argv: Argv, *, silence: float = SILENCE_SECONDS) -> LocalProcess:
        """Run it with another user's rights."""
        number = str(NOBODY)
        path = "PATH=/usr/bin:/bin"  # programs in root's own home are not for others
        words = ("env", path, "setpriv", "--reuid", number, "--regid", number, "--clear-groups", *argv)
        return super().open(attempted, words, silence=silence)


class ReachedByNobody(Reached):
    """Shares that are reached without root."""

    def folder(self, place: SharePlace) -> Folder:
        """Work as somebody else."""
        return Folder(Nobody(), place)

    def side(self, place: SharePlace, path: str = "") -> Side:
        """Copy as somebody else."""
        return Side(Nobody(), path or place.path, keep=place.keep)


@pytest.fixture
def open_room() -> Iterator[Path]:
    """Return a folder that everybody may enter: pytest keeps its own to whoever runs it."""
    with tempfile.TemporaryDirectory(prefix="flytt-open-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_what_a_login_may_not_read_is_unknown_and_never_empty(open_room: Path) -> None:
    """A folder that Flytt may not open would be taken for an empty one, and the old side deleted."""
    at = ReachedByNobody(SshHosts({}, credentials=FromAgent()), None, lambda _path, _progress: None)
    job = job_below(str(open_room), 1)
    ground = OnDisk(at.hosts, {"old": Path("/"), "new": Path("/")}, str(open_room))
    for place in (job.source, job.target):
        for path in ("åpen", "lukket/fil", "låst"):
            ground.write(place, path, b"content")
        Path(place.keep).mkdir(parents=True)
        for each in (Path(place.path).parent, *Path(place.path).parent.rglob("*")):
            os.chown(each, NOBODY, NOBODY)
    digest = records.record(at, job.target).digest
    assert records.written_since(at, job.target).nothing
    for path in ("lukket", "låst"):
        os.chown(Path(job.target.path) / path, 0, 0)
        (Path(job.target.path) / path).chmod(0)
    found = sides.compare(at, job, content=True)
    assert found.unchecked >= 2
    written = records.written_since(at, job.target)
    assert (written.new, written.edited, written.removed) == (0, 0, 0)
    assert written.unchecked >= 2
    assert not written.nothing
    with pytest.raises(CommandFailed):
        at.folder(job.target).count()
    with pytest.raises((ChangedByOthers, CommandFailed)):
        records.remove(at, job.target, digest)
    assert (Path(job.target.path) / "åpen").read_bytes() == b"content"
    with pytest.raises(CommandFailed):
        obstacles.survey(at, job.changed(source=job.target))
    assert (Path(job.target.path) / "lukket" / "fil").read_bytes() == b"content"

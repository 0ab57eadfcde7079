"""What every way of reaching shares promises the steps: the twin, practice hosts, and real servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flytt.migration.errors import ChangedByOthers, FlyttError, NotFound
from flytt.migration.share_port import Shares
from flytt.migration.shares import ShareJob
from tests.conformance.shares.ground import Host, sshd
from tests.conformance.shares.port_ground import FILES, Ground, Memory, OnDisk, openssh, practice
from tests.conformance.shares.samba_ground import PROGRAMS, Samba

SIZE = sum(map(len, FILES.values()))
REAL = pytest.mark.server("sshd", "ssh-keygen", "rsync")
ON_DISK = [pytest.param("practice", marks=pytest.mark.slow), pytest.param("openssh", marks=REAL)]


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnDisk]:
    """Return practice hosts."""
    with practice(tmp_path_factory.mktemp("practice")) as there:
        yield there


@pytest.fixture(scope="module")
def served(hosts: tuple[Host, Host], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnDisk]:
    """Return real servers."""
    with openssh(hosts[0], hosts[1], tmp_path_factory.mktemp("openssh")) as there:
        yield there


@pytest.fixture(params=ON_DISK)
def on_disk(request: pytest.FixtureRequest) -> OnDisk:
    """Return a place whose files the test can damage."""
    there: OnDisk = request.getfixturevalue("practised" if request.param == "practice" else "served")
    return there


@pytest.fixture(params=["memory", *ON_DISK])
def ground(request: pytest.FixtureRequest) -> Ground:
    """Return where this run is."""
    if request.param == "memory":
        return Memory()
    there: OnDisk = request.getfixturevalue("practised" if request.param == "practice" else "served")
    return there


@pytest.fixture
def job(ground: Ground) -> ShareJob:
    """Return a share that has been copied once."""
    return copied(ground)


def copied(ground: Ground) -> ShareJob:
    """Return a share of its own that has been copied once."""
    made = ground.job()
    ground.shares.make(made.target)
    ground.shares.copy(made, "copy-all")
    return made


def test_a_target_is_made_counted_and_removed_when_empty(ground: Ground) -> None:
    """A step that is repeated after a crash would fail, or a rollback leave folders behind."""
    job = ground.job()
    assert ground.shares.count(job.target) is None
    for _ in range(2):
        ground.shares.make(job.target)
        there = ground.shares.count(job.target)
        assert there is not None
        assert there.nothing
    for _ in range(2):
        ground.shares.remove_empty(job.target)
        assert ground.shares.count(job.target) is None
        assert not ground.shares.has_kept(job.target)


def test_what_is_not_empty_is_not_removed(ground: Ground, job: ShareJob) -> None:
    """Undoing the making of a folder would delete what people put there."""
    ground.shares.remove_empty(job.target)
    assert ground.under(job.target, job.target.path) == FILES


def test_a_survey_counts_and_a_missing_source_is_no_empty_one(ground: Ground) -> None:
    """A window would be promised for a share that was never looked at."""
    job = ground.job()
    seen = ground.shares.survey(job)
    assert (seen.count.files, seen.count.size_bytes, seen.obstacles) == (3, SIZE, ())


def test_a_pass_is_made_once_and_its_note_tells_of_it(ground: Ground) -> None:
    """A resumed move would copy for hours what was copied, or take a half pass for a whole one."""
    job = ground.job()
    ground.shares.make(job.target)
    assert not ground.shares.passed(job.target, "copy-all")
    made = ground.shares.copy(job, "copy-all")
    assert (made.files, made.size_bytes, made.left) == (3, SIZE, 0)
    assert ground.shares.passed(job.target, "copy-all")
    ground.write(job.source, "a", b"later")
    assert ground.shares.copy(job, "copy-all") == made
    assert ground.under(job.target, job.target.path)["a"] == b"first"
    for _ in range(2):
        ground.shares.forget(job.target, "copy-all")
        assert not ground.shares.passed(job.target, "copy-all")
    assert ground.shares.copy(job, "copy-all").files == 1


def test_a_pass_after_partial_work_ends_the_same(ground: Ground) -> None:
    """What a killed pass had left would stay as it was."""
    job = ground.job()
    ground.shares.make(job.target)
    ground.write(job.target, "a", b"fi")
    ground.write(job.target, "mappe/b", FILES["mappe/b"])
    ground.shares.copy(job, "copy-all")
    assert ground.under(job.target, job.target.path) == FILES
    assert not ground.shares.compare(job, content=True).differing


def test_what_a_pass_replaces_or_finds_gone_is_set_aside(ground: Ground, job: ShareJob) -> None:
    """A mistaken deletion at the source would be carried out at the target as well, for good."""
    ground.write(job.source, "a", b"first, edited")
    ground.delete(job.source, "mappe/b")
    ground.shares.copy(job, "delta")
    assert ground.under(job.target, job.target.path) == {
        "a": b"first, edited",
        "mappe/dyp/-rf": FILES["mappe/dyp/-rf"],
    }
    assert sorted(ground.under(job.target, f"{job.target.keep}/replaced").values()) == [b"first", b"second"]
    assert ground.shares.kept(job.target).files == 2


def test_a_note_that_is_damaged_is_none(on_disk: OnDisk) -> None:
    """A move would stop for good because of a few bytes that a pass made again puts right."""
    job = copied(on_disk)
    note = on_disk.real(job.target, job.target.keep) / "passes" / "copy-all"
    note.write_bytes(note.read_bytes()[:20])
    assert not on_disk.shares.passed(job.target, "copy-all")
    assert on_disk.shares.copy(job, "copy-all").files == 0
    assert on_disk.shares.passed(job.target, "copy-all")


def test_equal_sides_match_and_each_difference_is_counted(ground: Ground, job: ShareJob) -> None:
    """A file that did not arrive, or came from elsewhere, would be signed for."""
    assert not ground.shares.compare(job, content=True).differing
    ground.write(job.target, "a", b"fIrst")
    ground.delete(job.target, "mappe/b")
    ground.write(job.target, "plantet", b"foreign")
    found = ground.shares.compare(job, content=True)
    assert sum("missing" in what for what in found.differing) == 1
    assert sum("foreign" in what for what in found.differing) == 1
    assert found.differing["content"] == 1


def test_a_record_is_kept_read_back_and_forgotten(ground: Ground, job: ShareJob) -> None:
    """Nobody would know what the share was when it was opened."""
    assert ground.shares.recorded(job.target) == ""
    first = ground.shares.record(job.target)
    assert first.count.files == 3
    assert ground.shares.recorded(job.target) == first.digest
    assert ground.shares.written_since(job.target).nothing
    ground.write(job.target, "ny", b"new")
    assert ground.shares.record(job.target).digest != first.digest
    for _ in range(2):
        ground.shares.forget_record(job.target)
        assert ground.shares.recorded(job.target) == ""


def test_a_record_that_is_damaged_lets_nothing_be_concluded(on_disk: OnDisk) -> None:
    """What people wrote would be taken for what Flytt brought, and deleted."""
    job = copied(on_disk)
    digest = on_disk.shares.record(job.target).digest
    record = on_disk.real(job.target, job.target.keep) / "record"
    whole = record.read_bytes()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 1
    for wrong in (bytes(damaged), whole[:-5], b""):
        record.write_bytes(wrong)
        for act in (on_disk.shares.recorded, on_disk.shares.written_since, on_disk.shares.set_aside):
            with pytest.raises(FlyttError, match="cannot be used"):
                act(job.target)
        with pytest.raises(FlyttError):
            on_disk.shares.remove(job.target, digest=digest)
    assert on_disk.under(job.target, job.target.path) == FILES


def _write_on_the_new_side(ground: Ground, job: ShareJob) -> None:
    ground.write(job.target, "mappe/ny\nlinje", b"written by people")
    ground.write(job.target, "a", b"edited by people")
    ground.delete(job.target, "mappe/b")


WRITTEN = {"mappe/ny\nlinje": b"written by people", "a": b"edited by people"}


def test_what_people_wrote_is_counted_set_aside_and_kept(ground: Ground, job: ShareJob) -> None:
    """A day's work on the new side would be gone with the rollback."""
    ground.shares.record(job.target)
    _write_on_the_new_side(ground, job)
    seen = ground.shares.written_since(job.target)
    assert (seen.new, seen.edited, seen.removed, seen.unchecked) == (1, 1, 1, 0)
    assert seen.listed
    done = ground.shares.set_aside(job.target)
    assert (done.new, done.edited, done.removed) == (1, 1, 1)
    ground.shares.set_aside(job.target)
    ground.shares.forget_record(job.target)
    assert ground.shares.set_aside(job.target).nothing
    ground.shares.clear(job)
    ground.shares.clear(job)
    ground.shares.forget(job.target, "copy-all")
    ground.shares.remove_empty(job.target)
    assert ground.shares.count(job.target) is None
    assert ground.under(job.target, f"{job.target.keep}/written") == WRITTEN
    assert ground.shares.kept(job.target).files == 2
    assert ground.under(job.source, job.source.path) == FILES


def test_clearing_deletes_only_what_stands_at_the_source(ground: Ground, job: ShareJob) -> None:
    """The only copy of a file would be deleted."""
    ground.write(job.target, "bare her", b"nowhere else")
    ground.write(job.target, "a", b"fIrst")
    ground.delete(job.source, "mappe/b")
    ground.shares.clear(job)
    there = ground.shares.count(job.target)
    assert there is not None
    assert there.nothing
    kept = ground.under(job.target, f"{job.target.keep}/written")
    assert kept == {"bare her": b"nowhere else", "a": b"fIrst", "mappe/b": b"second"}
    ground.shares.clear(ground.job())


def test_what_was_kept_is_brought_back_beside_what_is_there(ground: Ground, job: ShareJob) -> None:
    """People would be told that their work is kept, and nobody could give it to them."""
    with pytest.raises(NotFound):
        ground.shares.bring_back(job, "FRA-NY-SIDE")
    ground.shares.record(job.target)
    _write_on_the_new_side(ground, job)
    ground.shares.set_aside(job.target)
    made = ground.shares.bring_back(job, "FRA-NY-SIDE")
    assert (made.files, made.left) == (2, 0)
    assert ground.shares.bring_back(job, "FRA-NY-SIDE") == made
    now = ground.under(job.source, job.source.path)
    assert now == FILES | {f"FRA-NY-SIDE/{path}": content for path, content in WRITTEN.items()}
    assert ground.under(job.target, f"{job.target.keep}/written") == WRITTEN, "it was moved, not copied"
    ground.write(job.source, "opptatt/fil", b"somebody's")
    with pytest.raises(ChangedByOthers):
        ground.shares.bring_back(job, "opptatt")
    assert ground.under(job.source, f"{job.source.path}/opptatt") == {"fil": b"somebody's"}


def test_a_second_rollback_brings_back_only_what_it_kept(ground: Ground, job: ShareJob) -> None:
    """People would get last month's versions once more, as if they were new, and not know which to keep."""
    for number, name in enumerate(("første", "andre"), start=1):
        ground.shares.record(job.target)
        ground.write(job.target, f"skrevet {number}", str(number).encode())
        ground.write(job.target, "mappe/stadig ny", f"version {number}".encode())
        ground.shares.set_aside(job.target)
        ground.shares.forget_record(job.target)
        if number > 1:
            with pytest.raises(ChangedByOthers):
                ground.shares.bring_back(job, "første")
        assert ground.shares.bring_back(job, name).files == 2
        with pytest.raises(NotFound):
            ground.shares.bring_back(job, "tredje")
    first = ground.under(job.source, f"{job.source.path}/første")
    assert sorted(first.values()) == [b"1", b"version 1"]
    second = ground.under(job.source, f"{job.source.path}/andre")
    assert sorted(second.values()) == [b"2", b"version 2"]
    assert len(ground.under(job.target, f"{job.target.keep}/written")) == 4, "it was moved, not copied"


def test_what_is_kept_is_removed_only_by_that_word(ground: Ground, job: ShareJob) -> None:
    """Older states and lists of names would outlive retirement, or people's own work would not."""
    ground.write(job.source, "a", b"edited")
    ground.shares.copy(job, "delta")
    ground.write(job.target, "bare her", b"nowhere else")
    ground.shares.clear(job)
    ground.shares.remove_empty(job.target)
    assert ground.shares.kept(job.target).files == 2
    assert ground.shares.has_kept(job.target)
    for _ in range(2):
        ground.shares.remove_kept(job.target)
        assert not ground.shares.has_kept(job.target)
        assert ground.under(job.target, job.target.keep) == {"written/bare her": b"nowhere else"}
    other = ground.job()
    ground.shares.make(other.target)
    assert ground.shares.has_kept(other.target)
    ground.shares.remove_kept(other.target)
    assert not ground.shares.has_kept(other.target)


def test_an_old_side_is_deleted_only_as_it_was_recorded(ground: Ground, job: ShareJob) -> None:
    """A file that came to the old side after the copy would be lost."""
    digest = ground.shares.record(job.source).digest
    ground.write(job.source, "for sent", b"late")
    with pytest.raises(ChangedByOthers):
        ground.shares.remove(job.source, digest=digest)
    ground.delete(job.source, "for sent")
    with pytest.raises(ChangedByOthers):
        ground.shares.remove(job.source, digest="0" * 64)
    assert ground.under(job.source, job.source.path) == FILES
    ground.shares.remove(job.source, digest=digest)
    assert ground.shares.count(job.source) is None


def test_an_old_side_that_is_as_recorded_goes_and_stays_gone(ground: Ground, job: ShareJob) -> None:
    """Retiring would stop at a share that nobody has touched, or fail when it is resumed."""
    digest = ground.shares.record(job.source).digest
    for _ in range(2):
        ground.shares.remove(job.source, digest=digest)
        assert ground.shares.count(job.source) is None
    assert ground.under(job.target, job.target.path) == FILES


def test_a_target_that_is_gone_is_told_and_not_taken_for_empty(on_disk: OnDisk) -> None:
    """A file system that is not mounted would be compared, recorded or cleared as an empty share."""
    job = copied(on_disk)
    on_disk.shares.record(job.target)
    top = on_disk.real(job.target, job.target.path)
    top.rename(top.with_name("borte"))
    for act in (on_disk.shares.record, on_disk.shares.written_since, on_disk.shares.set_aside):
        with pytest.raises(NotFound):
            act(job.target)
    with pytest.raises(NotFound):
        on_disk.shares.compare(job, content=False)
    with pytest.raises(NotFound):
        on_disk.shares.survey(job.changed(source=job.target))
    source = on_disk.real(job.source, job.source.path)
    top.with_name("borte").rename(top)
    source.rename(source.with_name("borte"))
    with pytest.raises(NotFound):
        on_disk.shares.clear(job)
    assert on_disk.under(job.target, job.target.path) == FILES


@pytest.fixture(
    params=[
        "memory",
        pytest.param("practice", marks=pytest.mark.slow),
        pytest.param("samba", marks=[pytest.mark.root, pytest.mark.server("sshd", *PROGRAMS)]),
    ]
)
def offered(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shares]:
    """Return a place where the host `old` offers its users the share `felles`."""
    if request.param == "memory":
        yield Memory().shares
        return
    if request.param == "practice":
        with practice(tmp_path) as there:
            yield there.shares
        return
    server: Samba = request.getfixturevalue("sambas")[0]
    server.share("felles", **{"read only": "no"})
    said = f"SMB_CONF_PATH={server.config}"
    with sshd("old", environment=said) as old, openssh(old, old, tmp_path / "room") as there:
        yield there.shares


def test_a_share_is_closed_and_opened_for_its_users(offered: Shares) -> None:
    """People would go on writing on the old side while the last of it is copied."""
    for writable in (False, False, True, True):
        offered.set_writable("old", "felles", writable=writable)
        state = offered.export("old", "felles")
        assert (state.exists, state.writable) == (True, writable)
    assert not offered.export("old", "ukjent").exists
    with pytest.raises(NotFound):
        offered.set_writable("old", "ukjent", writable=True)

"""What every mover promises: everything arrives as it was, again and again, and nothing else is touched."""

import os
import stat
from pathlib import Path

import pytest

from flytt.migration.share_settings import OwnerRow
from tests.conformance.shares.ground import Host
from tests.conformance.shares.trees import BASE_NS, acl, differences, hard_tree, listing, many, user_acl
from tests.conformance.shares.ways import WAYS, Way, same

pytestmark = [
    pytest.mark.server("sshd", "ssh-keygen", "rsync"),
    pytest.mark.parametrize("moving", WAYS, indirect=True),
]
AS_ROOT = os.geteuid() == 0


def test_everything_arrives_as_it_was(moving: Way, hosts: tuple[Host, Host]) -> None:
    """A hostile name, a hard link, an access list or a nanosecond would be lost on the way."""
    hard_tree(moving.source, as_root=AS_ROOT)
    before = listing(moving.source)
    copied = moving.copy(delete=True)
    assert copied.left == {}
    assert same(moving) == []
    assert differences(before, listing(moving.source)) == []
    sparse = moving.target / "sparse"
    assert sparse.stat().st_blocks * 512 < sparse.stat().st_size
    for host in hosts:
        assert "flytt" not in (host.home / ".ssh" / "authorized_keys").read_text()
        assert not list(host.home.glob(f".flytt-share/{moving.order.job}"))
    assert moving.copy(delete=True).files == 0
    assert same(moving) == []


def test_what_changed_is_copied_and_what_is_gone_goes(moving: Way) -> None:
    """A later pass would miss an edit, keep what people had deleted, or send everything again."""
    many(moving.source, 300)
    moving.copy(delete=True)
    (moving.source / "mappe 0" / "fil 1.txt").write_bytes(b"edited")
    (moving.source / "mappe 0" / "fil 2.txt").unlink()
    (moving.source / "mappe 1").rename(moving.source / "moved")
    (moving.source / "mappe 2" / "fil 81.txt").unlink()
    (moving.source / "mappe 2" / "fil 81.txt").mkdir()
    (moving.source / "mappe 2" / "fil 82.txt").chmod(0o600)
    copied = moving.copy(delete=True)
    assert same(moving) == []
    assert copied.left == {}
    assert copied.files == 41
    assert copied.sent_bytes < 1 << 20


def test_what_others_put_there_stays_without_delete(moving: Way) -> None:
    """An early pass would delete what does not come from the source."""
    many(moving.source, 5)
    moving.copy()
    (moving.target / "foreign").write_bytes(b"not from the source")
    moving.copy()
    assert (moving.target / "foreign").read_bytes() == b"not from the source"
    moving.copy(delete=True)
    assert same(moving) == []


def test_a_file_that_finds_a_full_folder_in_its_place_is_told_or_copied(moving: Way) -> None:
    """A copy that left a file out would call itself whole."""
    many(moving.source, 3)
    (moving.target / "mappe 0" / "fil 1.txt").mkdir(parents=True)
    (moving.target / "mappe 0" / "fil 1.txt" / "foreign").write_bytes(b"not from the source")
    copied = moving.copy()
    assert copied.complete == (moving.target / "mappe 0" / "fil 1.txt").is_file()


def test_older_states_are_set_aside(moving: Way, tmp_path: Path) -> None:
    """What people had written on the target would be gone for good."""
    aside = tmp_path / "aside here"
    many(moving.source, 3)
    moving.copy()
    edited, gone = moving.target / "mappe 0" / "fil 0.txt", moving.target / "mappe 0" / "new.txt"
    edited.write_bytes(b"written on the new side")
    gone.write_bytes(b"made on the new side")
    moving.copy(delete=True, aside=str(aside))
    assert same(moving) == []
    assert (aside / "mappe 0" / "fil 0.txt").read_bytes() == b"written on the new side"
    assert (aside / "mappe 0" / "new.txt").read_bytes() == b"made on the new side"


def test_an_edit_that_keeps_size_and_time_is_mended_by_the_list(moving: Way) -> None:
    """What verification finds could not be mended: size and time say that nothing is wrong."""
    many(moving.source, 10)
    moving.copy(delete=True)
    damaged = moving.target / "mappe 0" / "fil 3.txt"
    info = damaged.stat()
    damaged.write_bytes(bytes(info.st_size))
    os.utime(damaged, ns=(info.st_atime_ns, info.st_mtime_ns))
    (moving.target / "mappe 0" / "fil 4.txt").unlink()
    (moving.target / "mappe 0" / "planted").write_bytes(b"foreign")
    (moving.target / "mappe 0" / "fil 5.txt").chmod(0o777)
    os.utime(moving.target / "mappe 0", ns=(BASE_NS, BASE_NS))
    again = [
        b"mappe 0",
        *(b"mappe 0/" + name for name in (b"fil 3.txt", b"fil 4.txt", b"fil 5.txt", b"planted")),
    ]
    copied = moving.copy(delete=True, again=tuple(again))
    assert same(moving) == []
    assert copied.left == {}
    assert copied.files <= 4


@pytest.mark.root
def test_owners_are_mapped_everywhere(moving: Way) -> None:
    """People would lose their files, or somebody else would have them, also by an access list."""
    moving.source.mkdir()
    file, folder = moving.source / "file", moving.source / "folder"
    file.write_bytes(b"x")
    folder.mkdir()
    os.chown(file, 50001, 60001)
    os.chown(folder, 50002, 60002)
    os.setxattr(file, "system.posix_acl_access", user_acl(50002))
    none = 0xFFFFFFFF
    listed = acl((1, 7, none), (2, 7, 50001), (4, 5, none), (8, 5, 60001), (16, 7, none), (32, 0, none))
    os.setxattr(folder, "system.posix_acl_default", listed)
    rows = [("user", 50001, 70001), ("user", 50002, 50001), ("group", 60001, 80001)]
    owners = tuple(OwnerRow(kind=kind, source=str(one), target=str(other)) for kind, one, other in rows)  # pyright: ignore[reportArgumentType]
    for _ in range(2):
        moving.copy(owners=owners, delete=True)
        arrived = [(moving.target / name).stat() for name in ("file", "folder")]
        assert [(info.st_uid, info.st_gid) for info in arrived] == [(70001, 80001), (50001, 60002)]
        assert os.getxattr(moving.target / "file", "system.posix_acl_access") == user_acl(50001)
        expected = acl((1, 7, none), (2, 7, 70001), (4, 5, none), (8, 5, 80001), (16, 7, none), (32, 0, none))
        assert os.getxattr(moving.target / "folder", "system.posix_acl_default") == expected


def test_hard_links_that_part_are_parted(moving: Way) -> None:
    """Two files that are one at the target would both change when people change one."""
    moving.source.mkdir()
    one, other = moving.source / "one", moving.source / "other"
    one.write_bytes(b"shared")
    os.link(one, other)
    moving.copy(delete=True)
    other.unlink()
    other.write_bytes(b"its own")
    moving.copy(delete=True)
    assert same(moving) == []
    assert (moving.target / "one").stat().st_nlink == 1


def test_nothing_is_written_through_a_link(moving: Way, tmp_path: Path) -> None:
    """A link planted in the target would lead the copy into a folder that is nobody's business."""
    outside = tmp_path / "outside"
    outside.mkdir()
    many(moving.source, 5)
    moving.target.mkdir()
    (moving.target / "mappe 0").symlink_to(outside)
    moving.copy(delete=True)
    assert list(outside.iterdir()) == []
    assert stat.S_ISDIR((moving.target / "mappe 0").lstat().st_mode)
    assert same(moving) == []

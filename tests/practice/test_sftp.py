"""File transfer with a practice host."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.practice.town import OLD, Town


def test_exclusive_create_wins_once(town: Town) -> None:
    """If this fails, two writers can both believe they hold a lock file."""
    sftp = town.line().open_sftp()
    with sftp.open("/tmp/lock", "wx") as file:
        file.write("first")
    with pytest.raises(OSError, match="Failure"):
        sftp.open("/tmp/lock", "wx")
    with sftp.open("/tmp/lock") as file:
        assert file.read() == b"first"
    sftp.remove("/tmp/lock")


def test_exclusive_create_refuses_a_dangling_link(town: Town, directory: Path) -> None:
    """If this fails, an exclusive create follows a link somebody laid out."""
    link = directory / "hosts" / OLD / "root/tmp/dangling"
    link.symlink_to("/tmp/target")
    with pytest.raises(OSError, match="Failure"):
        town.line().open_sftp().open("/tmp/dangling", "wx")
    link.unlink()


def test_writes_land_where_they_are_sent(town: Town) -> None:
    """If this fails, a resumed transfer writes over what it had, or appends in the wrong place."""
    sftp = town.line().open_sftp()
    with sftp.open("/tmp/parts", "w") as file:
        file.write(b"0123456789")
    with sftp.open("/tmp/parts", "r+") as file:
        file.seek(4)
        file.write(b"AB")
    with sftp.open("/tmp/parts", "a") as file:
        file.write(b"END")
    with sftp.open("/tmp/parts") as file:
        assert file.read() == b"0123AB6789END"
    sftp.truncate("/tmp/parts", 3)
    sftp.chmod("/tmp/parts", 0o600)
    found = sftp.stat("/tmp/parts")
    assert (found.st_size, (found.st_mode or 0) & 0o777) == (3, 0o600)
    sftp.remove("/tmp/parts")


def test_a_large_file_arrives_whole(town: Town, tmp_path: Path) -> None:
    """If this fails, transfers of more than one packet are damaged."""
    content = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(40_000))
    (tmp_path / "large").write_bytes(content)
    sftp = town.line().open_sftp()
    sftp.put(str(tmp_path / "large"), "/tmp/large")
    sftp.get("/tmp/large", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == content
    assert town.run("sha256sum", "-b", "--", "/tmp/large").out.split()[0] == hashlib.sha256(content).hexdigest()
    sftp.remove("/tmp/large")


def test_directories_and_names_change(town: Town) -> None:
    """If this fails, folders cannot be made, listed, renamed or removed over file transfer."""
    sftp = town.line().open_sftp()
    sftp.mkdir("/tmp/folder")
    for name in ("a", "b"):
        with sftp.open(f"/tmp/folder/{name}", "w") as file:
            file.write(name)
    with pytest.raises(OSError, match="Failure"):
        sftp.rename("/tmp/folder/a", "/tmp/folder/b")
    sftp.posix_rename("/tmp/folder/a", "/tmp/folder/b")
    assert sftp.listdir("/tmp/folder") == ["b"]
    with pytest.raises(OSError, match="Failure"):
        sftp.rmdir("/tmp/folder")
    sftp.remove("/tmp/folder/b")
    sftp.rmdir("/tmp/folder")
    with pytest.raises(FileNotFoundError):
        sftp.lstat("/tmp/folder")


def test_links_cannot_be_made(town: Town, directory: Path) -> None:
    """If this fails, a caller lays out links in the jail's own file system."""
    with pytest.raises(OSError, match="unsupported"):
        town.line().open_sftp().symlink("/etc", "/tmp/made")
    assert not (directory / "hosts" / OLD / "root/tmp/made").is_symlink()

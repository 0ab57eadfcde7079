"""File transfer with a practice host."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.practice.town import OLD, Town

pytestmark = pytest.mark.slow  # starts practice hosts; left out of `make fast`, never of `make test`


def test_exclusive_create_wins_once(town: Town) -> None:
    """If this fails, two writers can both believe they hold a lock file."""
    sftp = town.line().open_sftp()
    with sftp.open("/srv/lock", "wx") as file:
        file.write("first")
    with pytest.raises(OSError, match="Failure"):
        sftp.open("/srv/lock", "wx")
    with sftp.open("/srv/lock") as file:
        assert file.read() == b"first"
    sftp.remove("/srv/lock")


def test_exclusive_create_refuses_a_dangling_link(town: Town, directory: Path) -> None:
    """If this fails, an exclusive create follows a link somebody laid out."""
    link = directory / "hosts" / OLD / "root/srv/dangling"
    link.symlink_to("/srv/target")
    with pytest.raises(OSError, match="Failure"):
        town.line().open_sftp().open("/srv/dangling", "wx")
    link.unlink()


def test_writes_land_where_they_are_sent(town: Town) -> None:
    """If this fails, a resumed transfer writes over what it had, or appends in the wrong place."""
    sftp = town.line().open_sftp()
    with sftp.open("/srv/parts", "w") as file:
        file.write(b"0123456789")
    with sftp.open("/srv/parts", "r+") as file:
        file.seek(4)
        file.write(b"AB")
    with sftp.open("/srv/parts", "a") as file:
        file.write(b"END")
    with sftp.open("/srv/parts") as file:
        assert file.read() == b"0123AB6789END"
    sftp.truncate("/srv/parts", 3)
    sftp.chmod("/srv/parts", 0o600)
    found = sftp.stat("/srv/parts")
    assert (found.st_size, (found.st_mode or 0) & 0o777) == (3, 0o600)
    sftp.remove("/srv/parts")


def test_a_large_file_arrives_whole(town: Town, tmp_path: Path) -> None:
    """If this fails, transfers of more than one packet are damaged."""
    content = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(40_000))
    (tmp_path / "large").write_bytes(content)
    sftp = town.line().open_sftp()
    sftp.put(str(tmp_path / "large"), "/srv/large")
    sftp.get("/srv/large", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == content
    assert (
        town.run("sha256sum", "-b", "--", "/srv/large").out.split()[0] == hashlib.sha256(content).hexdigest()
    )
    sftp.remove("/srv/large")


def test_directories_and_names_change(town: Town) -> None:
    """If this fails, folders cannot be made, listed, renamed or removed over file transfer."""
    sftp = town.line().open_sftp()
    sftp.mkdir("/srv/folder")
    for name in ("a", "b"):
        with sftp.open(f"/srv/folder/{name}", "w") as file:
            file.write(name)
    with pytest.raises(OSError, match="Failure"):
        sftp.rename("/srv/folder/a", "/srv/folder/b")
    sftp.posix_rename("/srv/folder/a", "/srv/folder/b")
    assert sftp.listdir("/srv/folder") == ["b"]
    with pytest.raises(OSError, match="Failure"):
        sftp.rmdir("/srv/folder")
    sftp.remove("/srv/folder/b")
    sftp.rmdir("/srv/folder")
    with pytest.raises(FileNotFoundError):
        sftp.lstat("/srv/folder")


def test_links_cannot_be_made(town: Town, directory: Path) -> None:
    """If this fails, a caller lays out links in the jail's own file system."""
    with pytest.raises(OSError, match="unsupported"):
        town.line().open_sftp().symlink("/etc", "/srv/made")
    assert not (directory / "hosts" / OLD / "root/srv/made").is_symlink()

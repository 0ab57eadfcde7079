"""Small work in a share's folder, on the host where it lies."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.local_shell import LocalShell
from flytt.migration.errors import CommandFailed
from flytt.migration.shares import ShareCount, SharePlace

pytestmark = pytest.mark.slow  # starts programs; left out of `make fast`, never of `make test`

_NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A share that is there, on this machine."""
    place = SharePlace(host="her", path=str(tmp_path / "felles"), keep=str(tmp_path / "hos flytt" / "felles"))
    made = Folder(LocalShell(), place)
    made.make()
    return made


def _path(folder: Folder, *parts: str) -> Path:
    return Path(folder.place.path, *parts)


def _kept(folder: Folder, *parts: str) -> Path:
    return Path(folder.place.keep, *parts)


def test_it_is_made_counted_and_removed_when_empty(folder: Folder) -> None:
    """A new side would be taken for an old one, or a rollback would leave folders behind."""
    assert folder.count() == ShareCount()
    assert _kept(folder).stat().st_mode & 0o777 == 0o700, "lists of names may be read by others"
    folder.make()
    folder.write("passes/first", [b"note"])
    folder.remove_empty()
    folder.remove_empty()
    assert folder.count() is None
    assert not _kept(folder).exists()


def test_what_is_counted_is_everything_once(folder: Folder) -> None:
    """An inventory would promise a window that is too short."""
    _path(folder, "å", "b").mkdir(parents=True)
    _path(folder, "å", "fil").write_bytes(b"12345")
    _path(folder, "samme").hardlink_to(_path(folder, "å", "fil"))
    _path(folder, "lenke").symlink_to("/etc")
    assert folder.count() == ShareCount(files=2, folders=2, links=1, size_bytes=5)


def test_a_folder_that_cannot_be_read_is_not_empty() -> None:
    """Files that nobody could see would be taken for files that are not there."""
    top = Path(tempfile.mkdtemp(prefix="flytt-closed-"))
    top.chmod(0o755)
    for name, mode in (("lukket", 0), ("åpen", 0o755)):
        (top / name / "mappe").mkdir(parents=True)
        (top / name / "mappe").chmod(mode)
    try:
        assert _counted_by_nobody(top / "åpen") == 0
        assert _counted_by_nobody(top / "lukket") == 1
    finally:
        shutil.rmtree(top)


def _counted_by_nobody(path: Path) -> int:
    """Run the program as a user who may not read everything, as root may; return its exit status."""
    python = shutil.which("python3", path="/usr/bin:/bin:/usr/local/bin") or sys.executable
    words = [python, "-I", "-c", program("folder").decode(), "count", json.dumps({"path": str(path)})]
    user = _NOBODY if os.geteuid() == 0 else None
    return subprocess.run(words, user=user, group=user, check=False, capture_output=True).returncode


def test_what_is_named_is_deleted_or_kept_and_empty_folders_go(folder: Folder) -> None:
    """A rollback would delete what people wrote, or leave the new side half full."""
    _path(folder, "a", "b").mkdir(parents=True)
    _path(folder, "a", "b", "-rf").write_text("ours")
    _path(folder, "a", "nytt\nnavn").write_text("theirs")
    lines = [b"-a", b"-a/b", b"-a/b/-rf", b">a/nytt\nnavn", b"-a/finnes ikke", b"-borte/helt"]
    folder.clear("written", lines)
    folder.clear("written", lines)
    assert folder.count() == ShareCount()
    assert _kept(folder, "written", "a", "nytt\nnavn").read_text() == "theirs"
    assert folder.kept() == (False, ShareCount(files=1, folders=1, size_bytes=6)), "only people's own is left"
    folder.remove_empty()
    assert _kept(folder, "written", "a", "nytt\nnavn").read_text() == "theirs", "what was kept went too"


def test_the_same_name_set_aside_twice_is_kept_twice(folder: Folder) -> None:
    """The older of two evenings' work would be overwritten by the newer."""
    for text in ("first", "second"):
        _path(folder, "notat").write_text(text)
        folder.clear("written", [b">notat"])
    assert {file.read_text() for file in _kept(folder, "written").iterdir()} == {"first", "second"}


@pytest.mark.parametrize("path", [b"lenke/fil", b"../utenfor", b"a/../../utenfor", b"..", b"."])
def test_nothing_outside_the_share_is_touched(folder: Folder, path: bytes) -> None:
    """A link, or a name with dots, would lead a deletion into somebody else's files."""
    outside = _path(folder).parent / "utenfor"
    outside.mkdir()
    (outside / "fil").write_text("foreign")
    _path(folder, "lenke").symlink_to(outside)
    _path(folder, "a").mkdir()
    with contextlib.nullcontext() if path.startswith(b"lenke") else pytest.raises(CommandFailed):
        folder.clear("written", [b"-" + path])
    assert (outside / "fil").read_text() == "foreign"


def test_a_share_is_deleted_with_its_links_and_not_what_they_lead_to(folder: Folder) -> None:
    """Retiring would follow a link out of the share."""
    outside = _path(folder).parent / "utenfor"
    outside.mkdir()
    (outside / "fil").write_text("foreign")
    _path(folder, "lenke").symlink_to(outside)
    _path(folder, "dyp", "mappe").mkdir(parents=True)
    folder.remove(folder.place.path)
    folder.remove(folder.place.path)
    assert folder.count() is None
    assert (outside / "fil").read_text() == "foreign"

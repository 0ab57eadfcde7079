"""Files on every kind of host: whole or not at all, missing told from unreadable, any name."""

import hashlib

import pytest

from flytt.migration.errors import CommandFailed, FlyttError, NotFound
from flytt.migration.ports import Digest
from tests.conformance.hosts.ground import Ground

HOSTILE = (
    "a b",
    "it's",
    'say "no"',
    "$(touch pwned)",
    "`id`",
    "a;rm -f x",
    "line\nbreak",
    "-rf",
    "blåbærsyltetøy",
    "\\back\\slash\\n",
    "*?[a]",
    "%s%n",
    "x" * 200,
)


def test_a_file_comes_back_as_it_was_written(ground: Ground, folder: str) -> None:
    """Otherwise a configuration would arrive changed, or be there before it is whole."""
    files = ground.hosts.on(ground.here).files
    for content in (b"{}", b"", bytes(range(256)) * 1000, b"{}"):
        files.write(f"{folder}/c", content)
        files.write(f"{folder}/c", content)
        assert files.read(f"{folder}/c") == content
        sha256 = hashlib.sha256(content).hexdigest()
        assert files.digest(f"{folder}/c") == Digest(size_bytes=len(content), sha256=sha256)
        assert files.digest(f"{folder}/c.flytt-part") is None


def test_missing_is_none_and_unreadable_is_an_error(ground: Ground, folder: str) -> None:
    """Otherwise what could not be read would count as not there, and be written over."""
    files = ground.hosts.on(ground.here).files
    assert files.read(f"{folder}/none") is None
    assert files.digest(f"{folder}/none") is None
    assert files.digest(f"{folder}/no/folder/either") is None
    ground.hide(f"{folder}/hidden")
    with pytest.raises(CommandFailed):
        files.read(f"{folder}/hidden")
    with pytest.raises(CommandFailed):
        files.digest(f"{folder}/hidden")


def test_too_large_is_an_error_and_not_half_a_file(ground: Ground, folder: str) -> None:
    """Otherwise a file cut at the limit would be taken for the whole."""
    files = ground.hosts.on(ground.here).files
    files.write(f"{folder}/c", b"12345")
    assert files.read(f"{folder}/c", limit_bytes=5) == b"12345"
    with pytest.raises(CommandFailed):
        files.read(f"{folder}/c", limit_bytes=4)


def test_removing_is_done_once_and_asked_for_often(ground: Ground, folder: str) -> None:
    """Otherwise an undo that is repeated after a crash would fail."""
    files = ground.hosts.on(ground.here).files
    files.write(f"{folder}/c", b"1")
    for _ in range(2):
        files.remove(f"{folder}/c")
        assert files.read(f"{folder}/c") is None


def test_read_only_files_are_not_written(ground: Ground, folder: str) -> None:
    """Otherwise an archive made read-only could be replaced by the next write."""
    files = ground.hosts.on(ground.here).files
    path = f"{folder}/c"
    files.write(path, b"1")
    assert files.writable(path)
    for _ in range(2):
        files.set_writable(path, writable=False)
        assert not files.writable(path)
    with pytest.raises(CommandFailed):
        files.write(path, b"2")
    files.write(f"{folder}/other", b"2")
    with pytest.raises(CommandFailed):
        ground.hosts.copy(ground.here, f"{folder}/other", ground.here, path)
    assert files.read(path) == b"1"
    files.set_writable(path, writable=True)
    files.write(path, b"2")
    files.set_writable(path, writable=False)
    files.remove(path)
    with pytest.raises(NotFound):
        files.writable(path)
    with pytest.raises(NotFound):
        files.set_writable(path, writable=True)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_any_name_is_only_a_name(ground: Ground, folder: str, name: str) -> None:
    """Otherwise a file's name could run as a command, or name another file."""
    files, path = ground.hosts.on(ground.here).files, f"{folder}/{name}"
    files.write(path, name.encode())
    found = files.digest(path)
    assert found is not None
    assert found.sha256 == hashlib.sha256(name.encode()).hexdigest()
    files.set_writable(path, writable=False)
    assert not files.writable(path)
    ground.hosts.copy(ground.here, path, ground.there, f"{path}2"[-200 - len(folder) :] + "2")
    assert files.read(f"{folder}/pwned") is None
    files.remove(path)
    assert files.digest(path) is None


def test_one_flipped_bit_changes_the_digest(ground: Ground, folder: str) -> None:
    """Otherwise a damaged copy would pass for a good one."""
    files, content = ground.hosts.on(ground.here).files, bytearray(100_000)
    files.write(f"{folder}/c", bytes(content))
    before = files.digest(f"{folder}/c")
    content[77_777] ^= 1
    files.write(f"{folder}/c", bytes(content))
    after = files.digest(f"{folder}/c")
    assert before is not None
    assert after is not None
    assert before.size_bytes == after.size_bytes
    assert before.sha256 != after.sha256


def test_a_copy_arrives_whole_and_may_be_repeated(ground: Ground, folder: str) -> None:
    """Otherwise a dump would be restored that is not the one taken."""
    content = hashlib.sha256(folder.encode()).digest() * 40_000
    ground.hosts.on(ground.here).files.write(f"{folder}/a", content)
    there = ground.hosts.on(ground.there).files
    for _ in range(2):
        ground.hosts.copy(ground.here, f"{folder}/a", ground.there, f"{folder}/new/b")
        assert there.digest(f"{folder}/new/b") == ground.hosts.on(ground.here).files.digest(f"{folder}/a")
    ground.hosts.on(ground.here).files.write(f"{folder}/a", b"new")
    ground.hosts.copy(ground.here, f"{folder}/a", ground.there, f"{folder}/new/b")
    assert there.read(f"{folder}/new/b") == b"new"


def test_copying_nothing_is_an_error(ground: Ground, folder: str) -> None:
    """Otherwise a lost dump would look like an empty one."""
    with pytest.raises(NotFound):
        ground.hosts.copy(ground.here, f"{folder}/none", ground.there, f"{folder}/b")
    assert ground.hosts.on(ground.there).files.digest(f"{folder}/b") is None


def test_a_host_that_no_mapping_names(ground: Ground) -> None:
    """Otherwise a misspelt host could become another one."""
    with pytest.raises(FlyttError):
        ground.hosts.on("nowhere").files.read("/etc/hostname")

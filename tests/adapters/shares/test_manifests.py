"""The manifest that a host makes of a real folder, by either way: nothing lost, nothing guessed."""

import ast
import hashlib
import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.local_shell import LocalShell
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.migration.errors import NotFound
from flytt.shares.comparison import Comparison, Policy
from flytt.shares.entry import Entry
from flytt.shares.manifest import Trailer
from flytt.shares.owners import Owners

pytestmark = pytest.mark.slow  # starts programs; left out of `make fast`, never of `make test`

SAME = Owners(others="same")
HOSTILE = [
    b"-rf",
    b"$(touch pwned)",
    b"a\nb",
    b"a\tb",
    b"back\\slash",
    b"\xff\xfe",
    b"x" * 255,
    b" ",
    b"'\"",
    b"*",
]
LINKED = 3


def listed(
    root: Path, looking: Looking | None = None, *, with_python: bool = True
) -> tuple[dict[bytes, Entry], Trailer]:
    """Return what a manifest of a folder says, and its trailer."""
    looking = looking or Looking(algorithm="sha256")
    with manifest(LocalShell(), str(root), looking, with_python=with_python) as reading:
        entries = {entry.path: entry for entry in reading}
        assert reading.trailer is not None
        return entries, reading.trailer


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Return a folder with one of everything."""
    root = tmp_path / "a share"
    (root / "sub" / "deeper").mkdir(parents=True)
    (root / "sub-way").mkdir()
    (root / "sub" / "text").write_bytes(b"hello\n")
    (root / "sub" / "empty").touch()
    os.utime(root / "sub" / "text", ns=(1, 1_600_000_000_123_456_789))
    (root / "sub" / "text").chmod(0o4750)
    os.link(root / "sub" / "text", root / "sub-way" / "again")
    os.link(root / "sub" / "text", root / "third")
    (root / "link").symlink_to("/etc/no\nwhere")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as door:
        here = Path.cwd()
        os.chdir(root)  # a socket's path has room for a hundred bytes
        door.bind("door")
        os.chdir(here)
    for name in HOSTILE:
        Path(os.fsdecode(os.fsencode(root) + b"/sub/" + name)).write_bytes(name)
    return root


@pytest.mark.parametrize("with_python", [True, False])
def test_everything_is_listed_as_it_is(share: Path, *, with_python: bool) -> None:
    """Something would be lost or misnamed in the evidence itself."""
    entries, trailer = listed(share, with_python=with_python)
    below = {os.fsencode(p.relative_to(share)) for p in share.rglob("*")}
    assert set(entries) == below | {b""}
    text = entries[b"sub/text"]
    digest = hashlib.sha256(b"hello\n").hexdigest()
    assert text[:4] == (b"sub/text", "file", 6, digest)
    assert (text.mtime_ns, text.mode) == (1_600_000_000_123_456_789, 0o4750)
    assert (text.uid, text.gid) == (os.getuid(), os.getgid())
    assert entries[b"third"].hard == entries[b"sub-way/again"].hard == text.hard != 0
    assert entries[b"third"].digest == digest
    assert entries[b"sub/empty"].digest == hashlib.sha256(b"").hexdigest()
    assert entries[b"sub/empty"].hard == 0
    assert (entries[b"link"].type, entries[b"link"].target) == ("link", b"/etc/no\nwhere")
    assert {entries[name].type for name in (b"pipe", b"door", b"sub")} == {"fifo", "socket", "dir"}
    for name in HOSTILE:
        assert entries[b"sub/" + name].digest == hashlib.sha256(name).hexdigest()
    assert {entry.problem for entry in entries.values()} == {""}
    assert trailer.entries == len(entries)
    assert not (share / "sub" / "pwned").exists()


def test_both_ways_of_listing_agree(share: Path) -> None:
    """A host without python3 could never be compared with one that has it."""
    assert listed(share)[0] == listed(share, with_python=False)[0]


def test_a_folder_is_the_same_as_its_true_copy(share: Path, tmp_path: Path) -> None:
    """A perfect copy would be reported as damaged, or the comparison would be of one side with itself."""
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", share, copy], check=True)
    comparison = Comparison(Policy(), SAME)
    shell = LocalShell()
    with manifest(shell, str(share), Looking()) as one, manifest(shell, str(copy), Looking()) as other:
        assert list(comparison.of(one, other)) == []
    assert comparison.tally.passed
    assert comparison.tally.matched > len(HOSTILE)


def edit_unseen(copy: Path) -> None:
    """Change one byte, keeping size and time."""
    file = copy / "sub" / "text"
    seen = file.stat()
    file.write_bytes(b"hellO\n")
    file.chmod(0o4750)
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def part_link(copy: Path) -> None:
    """Make a file of its own out of a hard link."""
    seen = (copy / "third").stat()
    shutil.copy2(copy / "third", copy / "own")
    (copy / "own").chmod(stat.S_IMODE(seen.st_mode))
    (copy / "own").rename(copy / "third")


def drop(copy: Path) -> None:
    """Lose a file."""
    (copy / "sub" / "empty").unlink()


def plant(copy: Path) -> None:
    """Add a file that the source does not know."""
    (copy / "sub" / "planted").touch()


def close(copy: Path) -> None:
    """Take rights away."""
    (copy / "sub" / "empty").chmod(0o600)


def date_back(copy: Path) -> None:
    """Change a folder's time."""
    os.utime(copy / "sub-way", ns=(0, 5))


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (edit_unseen, {"content"}),
        (drop, {"missing", "mtime"}),
        (plant, {"foreign", "mtime"}),
        (close, {"mode"}),
        (date_back, {"mtime"}),
        (part_link, {"hard-links", "mtime"}),
    ],
)
def test_damage_to_a_copy_is_found(
    share: Path, tmp_path: Path, damage: Callable[[Path], object], what: set[str]
) -> None:
    """Exactly this would be lost in a move that was declared verified."""
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", share, copy], check=True)
    damage(copy)
    comparison = Comparison(Policy(), SAME)
    shell = LocalShell()
    with manifest(shell, str(share), Looking()) as one, manifest(shell, str(copy), Looking()) as other:
        assert {difference.what for difference in comparison.of(one, other)} == what
    assert not comparison.tally.passed


def test_attributes_and_access_lists_are_read(share: Path) -> None:
    """Rights and labels would be lost, and nobody would see it."""
    if not shutil.which("setfacl"):
        pytest.skip("setfacl is missing")
    lists = ["setfacl", "-m", "u:54321:r,g:54322:rwx"]
    subprocess.run([*lists, share / "sub" / "empty"], check=True)
    subprocess.run(["setfacl", "-d", "-m", "g:54322:rx", share / "sub-way"], check=True)
    os.setxattr(share / "sub" / "empty", "user.a b=c", b"value")
    entries, _ = listed(share)
    mode = stat.S_IMODE((share / "sub" / "empty").stat().st_mode)
    others = "r--" if mode & 4 else "---"
    assert entries[b"sub/empty"].acl == (
        f"user::rw-,user:54321:r--,group::r--,group:54322:rwx,mask::rwx,other::{others}"
    )
    assert entries[b"sub-way"].acl.startswith("default=user::rwx,group::")
    assert "group:54322:r-x" in entries[b"sub-way"].acl
    assert entries[b"sub/empty"].xattrs == (("user.a b=c", hashlib.sha256(b"value").hexdigest()),)


def test_a_path_can_be_deeper_than_any_path_may_be_long(tmp_path: Path) -> None:
    """The deepest folders, which programs cannot open by name, would be left behind in silence."""
    depth, name = 300, "f" * 60
    here = Path.cwd()
    os.chdir(tmp_path)
    for _ in range(depth):
        Path(name).mkdir()
        os.chdir(name)
    Path("bottom").write_bytes(b"deep")
    os.chdir(here)
    entries, _ = listed(tmp_path)
    assert len(entries) == depth + 2
    bottom = b"/".join([name.encode()] * depth + [b"bottom"])
    assert entries[bottom].digest == hashlib.sha256(b"deep").hexdigest()
    assert {entry.problem for entry in entries.values()} == {""}
    shutil.rmtree(tmp_path / name)


def test_content_can_be_left_alone(share: Path) -> None:
    """A first look at terabytes would take as long as the move."""
    entries, trailer = listed(share, Looking(algorithm="none"))
    assert {entry.digest for entry in entries.values()} == {""}
    assert trailer.read_bytes == 0
    assert entries[b"link"].target == b"/etc/no\nwhere"
    assert listed(share, Looking(algorithm="none"), with_python=False)[0] == entries


def test_large_and_many_come_out_in_order(tmp_path: Path) -> None:
    """What several readers finish out of order would be written out of order, and refused."""
    for number in range(700):
        (tmp_path / f"{number:04}").write_bytes(b"x" * number)
    (tmp_path / "0001-large").write_bytes(b"y" * (9 << 20))
    entries, trailer = listed(tmp_path, Looking(algorithm="sha256", readers=3))
    assert len(entries) == trailer.entries == 702
    for name in (b"0001-large", b"0699"):
        content = (tmp_path / name.decode()).read_bytes()
        assert entries[name].digest == hashlib.sha256(content).hexdigest()
    assert trailer.read_bytes == trailer.size_bytes


def test_names_of_one_file_are_one_wherever_they_are_met(tmp_path: Path) -> None:
    """Content with many names would be read for each, or the names would count as files of their own."""
    for number in range(3):
        (tmp_path / f"{number}").mkdir()
        for each in range(400):
            (tmp_path / f"{number}" / f"{each:03}").write_bytes(b"x")
    first = tmp_path / "0" / "010"
    first.write_bytes(b"one" * (2 << 20))
    names = [b"0/010", b"0/399-again", b"1/000-again", b"2/399-again"]
    for name in names[1:]:
        os.link(first, tmp_path / name.decode())
    entries, trailer = listed(tmp_path, Looking(algorithm="sha256", readers=3))
    position = list(entries).index(names[0]) + 1
    digest = hashlib.sha256(first.read_bytes()).hexdigest()
    assert {(entries[name].hard, entries[name].digest) for name in names} == {(position, digest)}
    assert sum(entry.hard != 0 for entry in entries.values()) == len(names)
    assert trailer.read_bytes == 3 * 400 - 1 + first.stat().st_size


def test_what_one_reader_leaves_comes_in_its_place(tmp_path: Path) -> None:
    """Large files among many, which several readers share, would be left out, doubled or out of order."""
    for number in range(40):
        content = b"%d" % number * (3 << 20 if number % 3 else 1)
        (tmp_path / f"{number:02}").write_bytes(content)
        if number % 10 == 0:
            (tmp_path / f"{number:02} folder").mkdir()
            (tmp_path / f"{number:02} folder" / "below").write_bytes(content)
    entries, trailer = listed(tmp_path, Looking(algorithm="sha256", readers=3))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    read = {os.fsencode(path.relative_to(tmp_path)): path.read_bytes() for path in files}
    assert {path: entry.digest for path, entry in entries.items() if entry.type == "file"} == {
        path: hashlib.sha256(content).hexdigest() for path, content in read.items()
    }
    assert (trailer.entries, trailer.files) == (len(read) + 5, len(read))
    assert trailer.read_bytes == sum(map(len, read.values()))


def test_a_sparse_file_is_noted(tmp_path: Path) -> None:
    """A file that is mostly holes would fill the target, and nobody would have been told."""
    with (tmp_path / "holes").open("wb") as file:
        file.truncate(1 << 20)
    entries, trailer = listed(tmp_path)
    assert trailer.sparse == 1
    assert entries[b"holes"].digest == hashlib.sha256(bytes(1 << 20)).hexdigest()


@pytest.mark.parametrize("with_python", [True, False])
def test_what_is_no_folder_is_said_to_be_none(tmp_path: Path, *, with_python: bool) -> None:
    """A share that is not mounted would be listed as empty."""
    (tmp_path / "file").touch()
    for name in ("absent", "file"):
        with pytest.raises(NotFound):
            listed(tmp_path / name, with_python=with_python)


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="needs to be root")
@pytest.mark.parametrize("with_python", [True, False])
def test_what_cannot_be_read_is_a_problem_and_not_empty(share: Path, *, with_python: bool) -> None:
    """A folder that Flytt may not enter would be listed as empty, and then removed as moved."""
    (share / "sub-way").chmod(0)
    (share / "sub" / "empty").chmod(0)
    for above in (share, *share.parents):
        if above.stat().st_uid == 0 and len(above.parts) > 2:
            above.chmod(0o755)
    entries: dict[bytes, Entry] = {}
    reading, writing = os.pipe()
    other = os.fork()
    if not other:
        os.setgroups([])
        os.setgid(54321)
        os.setuid(54321)
        try:
            entries, _ = listed(share, with_python=with_python)
            told = [entries[name].problem for name in (b"sub-way", b"sub/empty", b"sub/text", b"sub")]
            os.write(writing, repr(told).encode())
        finally:
            os._exit(0)
    os.close(writing)
    told = os.read(reading, 1000)
    os.close(reading)
    os.waitpid(other, 0)
    assert ast.literal_eval(told.decode() or "None") == ["unreadable", "unreadable", "unreadable", ""]


def test_the_program_is_one_that_old_hosts_read() -> None:
    """A host with Python 3.6 would answer with a syntax error in the middle of the night."""
    for name in ("manifest", "traits"):
        ast.parse(program(name).decode("ascii"), feature_version=(3, 6))
    for name in ("manifest", "batches", "lines", "readers", "looking", "stream", "walking", "traits"):
        file = Path(__file__).parents[3] / "flytt/adapters/shares/agent" / f"{name}.py"
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))

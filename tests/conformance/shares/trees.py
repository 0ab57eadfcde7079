"""Folders to move, with everything that makes moving hard, and a listing that owes nothing to Flytt."""
# ruff: noqa: PTH102, PTH115, PTH118, PTH123, PTH208 - names are bytes here, and a Path holds text

import hashlib
import os
import random
import stat
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

BASE_NS = 1_600_000_000_123_456_789
HOSTILE = (
    b"-rf",
    b"--delete",
    b"$(touch pwned)",
    b"`id`",
    b"new\nline",
    b"carriage\rreturn",
    b"tab\tulator",
    b"quote'double\"back\\slash",
    b" leading and trailing ",
    b"*?[a]{b}~!#%&;|<>",
    b"host:file",
    b"\xff\xfe not utf-8 \xe6",
    "bl\u00e5b\u00e6r\u00f8 \u2603".encode(),
    "cafe\u0301".encode(),
    "caf\u00e9".encode(),
    b"x" * 255,
    b".hidden",
    b"...",
    b"\x01\x1b[31mred",
)


class Seen(NamedTuple):
    """One thing as the test's own eyes see it."""

    kind: int
    mode: int
    size: int
    owner: tuple[int, int]
    mtime_ns: int
    content: str
    xattrs: tuple[tuple[str, bytes], ...]
    same: bytes


def listing(root: Path, *, times: bool = True) -> dict[bytes, Seen]:
    """Return everything under a folder, itself under the empty name; no link is followed."""
    found: dict[bytes, Seen] = {}
    first: dict[tuple[int, int], bytes] = {}
    top = os.fsencode(root)
    waiting = [b""]
    while waiting:
        name = waiting.pop()
        path = os.path.join(top, name) if name else top
        info = os.lstat(path)
        kind = stat.S_IFMT(info.st_mode)
        content = ""
        if stat.S_ISDIR(info.st_mode):
            waiting += [os.path.join(name, below) for below in sorted(os.listdir(path), reverse=True)]
        elif stat.S_ISREG(info.st_mode):
            with open(path, "rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        elif stat.S_ISLNK(info.st_mode):
            content = os.fsdecode(os.readlink(path))
        elif stat.S_ISCHR(info.st_mode) or stat.S_ISBLK(info.st_mode):
            content = str(info.st_rdev)
        names = sorted(os.listxattr(path, follow_symlinks=False))
        xattrs = tuple((each, os.getxattr(path, each, follow_symlinks=False)) for each in names)
        same = b""
        if info.st_nlink > 1 and not stat.S_ISDIR(info.st_mode):
            same = first.setdefault((info.st_dev, info.st_ino), name)
        size = 0 if stat.S_ISDIR(info.st_mode) else info.st_size
        found[name] = Seen(
            kind,
            info.st_mode & 0o7777,
            size,
            (info.st_uid, info.st_gid),
            info.st_mtime_ns if times else 0,
            content,
            xattrs,
            same,
        )
    return found


def acl(*entries: tuple[int, int, int]) -> bytes:
    """Return a list as the kernel stores it: tag, rights, id."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def user_acl(uid: int, rights: int = 6) -> bytes:
    """Return one that lets a user in."""
    none = 0xFFFFFFFF
    return acl((1, 7, none), (2, rights, uid), (4, 5, none), (16, 7, none), (32, 0, none))


def hard_tree(root: Path, *, as_root: bool) -> None:
    """Lay a folder with every kind of difficulty. `as_root` adds what only root may make."""
    root.mkdir(parents=True)
    top = os.fsencode(root)
    for number, name in enumerate(HOSTILE):
        (_write if number % 3 else _folder)(os.path.join(top, name), number)
    deep = root
    for number in range(40):
        deep /= f"deep {number}"
    deep.mkdir(parents=True)
    (deep / "bottom").write_bytes(b"bottom")
    (root / "empty").touch()
    (root / "empty folder").mkdir()
    (root / "link").symlink_to("nowhere/at all")
    (root / "link to folder").symlink_to("deep 0")
    (root / "one name").write_bytes(b"one file, three names")
    os.link(root / "one name", root / "second name")
    os.link(root / "one name", deep / "third name")
    os.mkfifo(root / "pipe")
    (root / "sparse").touch()
    os.truncate(root / "sparse", 1 << 24)
    with (root / "sparse").open("r+b") as file:
        file.seek(1 << 23)
        file.write(b"in the middle")
    (root / "odd mode").write_bytes(b"x")
    (root / "odd mode").chmod(0o4751)
    (root / "no rights").write_bytes(b"x")
    (root / "no rights").chmod(0)
    os.setxattr(root / "one name", "user.comment", b"\0\xff of bytes")
    os.setxattr(root / "empty folder", "user.mark", b"")
    os.setxattr(root / "odd mode", "system.posix_acl_access", user_acl(54321))
    os.setxattr(root / "empty folder", "system.posix_acl_default", user_acl(54322))
    if as_root:
        os.chown(root / "odd mode", 40001, 40002)
        (root / "odd mode").chmod(0o4751)
        os.chown(root / "link", 40003, 40004, follow_symlinks=False)
        os.mknod(root / "device", stat.S_IFCHR | 0o600, os.makedev(1, 3))
        os.chown(root / "empty folder", 40005, 40006)
    _date(top)


def many(root: Path, count: int, *, seed: int = 1) -> None:
    """Lay many small files in folders of forty."""
    dice = random.Random(seed)
    for number in range(count):
        folder = root / f"mappe {number // 40}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"fil {number}.txt").write_bytes(dice.randbytes(int(dice.lognormvariate(8, 1.2)) % 65536))
    _date(os.fsencode(root))


def big(path: Path, size: int, *, seed: int = 2) -> None:
    """Lay one file of incompressible bytes."""
    dice = random.Random(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for _ in range(size >> 20):
            file.write(dice.randbytes(1 << 20))
        file.write(dice.randbytes(size & 0xFFFFF))
    os.utime(path, ns=(BASE_NS, BASE_NS))


def _write(path: bytes, number: int) -> None:
    with open(path, "wb") as file:
        file.write(b"content %d\n" % number)


def _folder(path: bytes, number: int) -> None:
    os.mkdir(path)
    _write(os.path.join(path, b"inside"), number)


def _date(top: bytes) -> None:
    """Set times with nanoseconds, some long ago and one in the future, folders after what is in them."""
    number = 0
    for folder, _, files in os.walk(top, topdown=False):
        for name in [*files, b""]:
            path = os.path.join(folder, name) if name else folder
            number += 1
            moment = BASE_NS + number * 1_000_000_007
            if number % 17 == 0:
                moment = 4_000_000_000_000_000_001
            os.utime(path, ns=(moment, moment), follow_symlinks=False)


def differences(left: Mapping[bytes, Seen], right: Mapping[bytes, Seen]) -> list[str]:
    """Return what differs, readably."""
    said = [f"only left: {path!r}" for path in left.keys() - right.keys()]
    said += [f"only right: {path!r}" for path in right.keys() - left.keys()]
    for path in left.keys() & right.keys():
        for field, one, other in zip(Seen._fields, left[path], right[path], strict=True):
            if one != other:
                said.append(f"{path!r} {field}: {one!r} {other!r}")
    return sorted(said)

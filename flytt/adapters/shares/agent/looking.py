"""Looks at one entry: content, attributes, access lists, what a link says. Part of `manifest.py`."""

import errno
import hashlib
import os
import stat
import struct
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    Told = tuple[bytes, bytes, bytes, bytes, bytes]
    """Digest, target, access lists, extended attributes, problem: as they stand in their fields."""

    State = tuple[int, int, int, int]

    class Hash(Protocol):
        """What the hashes have in common."""

        @property
        def update(self) -> "Callable[[memoryview], None]": ...
        def hexdigest(self) -> str: ...


READ_BYTES = 1 << 20
NOATIME = getattr(os, "O_NOATIME", 0)
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
PROBLEMS = {
    errno.ENOENT: b"vanished",
    errno.ESTALE: b"vanished",
    errno.ENOTDIR: b"changed",
    errno.ELOOP: b"changed",
    errno.EAGAIN: b"locked",
    errno.EBUSY: b"locked",
    errno.EDEADLK: b"locked",
    errno.ETXTBSY: b"locked",
}
ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
KEPT_XATTRS = ("user.", "security.", "system.nfs4_acl", "system.richacl")
NO_XATTRS = {errno.ENOTSUP, errno.ENOSYS, errno.ENODATA, errno.EINVAL}
ACL_TAGS = {1: "user:", 2: "user:", 4: "group:", 8: "group:", 0x10: "mask:", 0x20: "other:"}
KNOWN_ACLS = 10000
RIGHTS = ("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx")


class Looker:
    """Looks at what lies in open folders. `counted` is told how much content was read so far."""

    def __init__(self, algorithm: str, rate_bytes: int, counted: "Callable[[int], object]") -> None:
        self.algorithm, self.rate_bytes, self.counted = algorithm, rate_bytes, counted
        self.content = algorithm != "none"
        self.read_bytes = 0
        self.free_at = time.monotonic()
        self.buffer = bytearray(READ_BYTES)
        self.view = memoryview(self.buffer)
        self.acls: "dict[bytes, bytes]" = {}

    def look(self, folder: int, name: bytes, mode: int, size: int, blocks: int, state: "State") -> "Told":
        """Return digest, target, access lists, extended attributes and problem of one entry."""
        if not (self.content and stat.S_ISREG(mode)):
            return self.look_from_above(folder, name, mode)
        try:
            try:
                fd = os.open(name, FILE_FLAGS | NOATIME, dir_fd=folder)
            except PermissionError:  # only its owner may leave the time of access alone
                fd = os.open(name, FILE_FLAGS, dir_fd=folder)
        except OSError as error:
            _, target, acl, xattrs, _ = self.look_from_above(folder, name, mode)
            return b"", target, acl, xattrs, problem(error)
        try:
            acl, xattrs, wrong = self.attributes(fd)
            count, digest = self.hashed(fd, size, blocks)
            if count != size or state_of(os.fstat(fd)) != state:
                wrong = b"changed"
        except OSError as error:
            return b"", b"", b"", b"", problem(error)
        finally:
            os.close(fd)
        return digest, b"", acl, xattrs, wrong

    def look_from_above(self, folder: int, name: bytes, mode: int) -> "Told":
        """Look without opening: what is no regular file might do something, or wait, when it is opened."""
        target = b""
        try:
            if stat.S_ISLNK(mode):
                target = os.readlink(name, dir_fd=folder)
            elif stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                number = os.stat(name, dir_fd=folder, follow_symlinks=False).st_rdev
                kind = b"c" if stat.S_ISCHR(mode) else b"b"
                target = b"%s %d:%d" % (kind, os.major(number), os.minor(number))
        except OSError as error:
            return b"", b"", b"", b"", problem(error)
        acl, xattrs, wrong = self.attributes(b"/proc/self/fd/%d/%s" % (folder, name))
        return b"", target, acl, xattrs, wrong

    def hashed(self, fd: int, size: int, blocks: int) -> "tuple[int, bytes]":
        """Return how much there was and its digest."""
        view = self.view
        total = count = os.readv(fd, (self.buffer,)) if size or blocks else 0
        self.read_bytes += count
        digest = new_hash(self.algorithm, view[:count])
        while count and total != size:  # that it ends here shows in its size, which is looked at afterwards
            self.counted(self.read_bytes)
            if self.rate_bytes:
                self.free_at = max(self.free_at, time.monotonic() - 1) + count / self.rate_bytes
                time.sleep(max(0, self.free_at - time.monotonic()))
            count = os.readv(fd, (self.buffer,))
            digest.update(view[:count])
            total += count
            self.read_bytes += count
        return total, digest.hexdigest().encode()

    def attributes(self, where: "int | bytes") -> "tuple[bytes, bytes, bytes]":
        """Return access lists, other attributes and problem; of a path, the last part is not followed."""
        follow = isinstance(where, int)
        try:
            names = os.listxattr(where, follow_symlinks=follow)
        except OSError as error:
            return b"", b"", b"" if error.errno in NO_XATTRS else problem(error)
        if not names:
            return b"", b"", b""
        lists: "dict[str, bytes]" = {}
        kept: "list[bytes]" = []
        try:
            for name in sorted(names, key=os.fsencode):
                if name in (ACCESS, DEFAULT):
                    lists[name] = self.acl(os.getxattr(where, name, follow_symlinks=follow))
                elif name.startswith(KEPT_XATTRS):
                    value = os.getxattr(where, name, follow_symlinks=follow)
                    written = escaped(os.fsencode(name)).replace(b" ", b"\\s")
                    kept.append(written + b"=" + new_hash(self.algorithm, value).hexdigest().encode())
        except OSError as error:
            return b"", b"", problem(error)
        acl = [lead + lists[name] for name, lead in ((ACCESS, b""), (DEFAULT, b"default=")) if name in lists]
        return b" ".join(acl), b" ".join(kept), b""

    def acl(self, value: bytes) -> bytes:
        """Return the canonical text of what the kernel keeps."""
        if value not in self.acls:
            if len(self.acls) > KNOWN_ACLS:
                self.acls.clear()
            entries = sorted(
                (tag, number if tag in (2, 8) else -1, bits)
                for tag, bits, number in struct.iter_unpack("<HHI", value[4:])
            )
            self.acls[value] = ",".join(
                "{}{}:{}".format(ACL_TAGS[tag], number if number >= 0 else "", RIGHTS[bits & 7])
                for tag, number, bits in entries
            ).encode()
        return self.acls[value]


def state_of(seen: os.stat_result) -> "State":
    """Return what is another when a file was written, replaced or changed in any way."""
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def problem(error: OSError) -> bytes:
    """Return the word for what went wrong."""
    return PROBLEMS.get(error.errno or 0, b"unreadable")


def new_hash(algorithm: str, data: "bytes | memoryview" = b"") -> "Hash":
    """Return a hash that has taken `data`."""
    return hashlib.sha256(data) if algorithm == "sha256" else hashlib.blake2b(data, digest_size=32)


def escaped(raw: bytes) -> bytes:
    """Return the bytes as they stand in a field."""
    if b"\\" in raw or b"\t" in raw or b"\n" in raw:
        return raw.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n")
    return raw

"""The lines of a manifest, made where entries are looked at. Part of `manifest.py`."""

import os
import stat

from flytt.adapters.shares.agent.looking import escaped, problem, state_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from flytt.adapters.shares.agent.looking import Looker, State, Told

    Linked: TypeAlias = tuple[bytes, int, int, int, State, int, int, bytes]
    """Name, mode, size, blocks and state; device, number of names, and the fields from time to group."""
    Part: TypeAlias = bytes | Linked
    """Lines, or a file with several names in the place of its line."""

KNOWN_OWNERS = 10000
KINDS = {
    stat.S_IFREG: b"file",
    stat.S_IFDIR: b"dir",
    stat.S_IFLNK: b"link",
    stat.S_IFIFO: b"fifo",
    stat.S_IFSOCK: b"socket",
    stat.S_IFCHR: b"device",
    stat.S_IFBLK: b"device",
}


class Lines:
    """Makes lines of names in open folders, and counts. `begin` counts anew."""

    def __init__(self, looker: "Looker") -> None:
        self.looker = looker
        self.owners: "dict[tuple[int, int, int], bytes]" = {}
        self.begin()

    def begin(self) -> None:
        """Count from nothing."""
        self.files = self.size_bytes = self.sparse = self.problems = 0

    def of(self, folder: int, path: bytes, names: "list[bytes]", until: int) -> "tuple[list[Part], int]":
        """Return parts, and how many names are left when so much content has been read in all.

        A file with several names is not read: whoever asked knows whether another name of it has been.
        """
        looker = self.looker
        lines: "list[bytes]" = []
        parts: "list[Part]" = []
        below = escaped(path) + b"/" if path else b""
        left = len(names)
        for name in names:
            if looker.read_bytes >= until:
                break
            left -= 1
            try:
                seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except OSError as error:
                self.problems += 1
                lines.append(unseen(below + escaped(name), problem(error)))
                continue
            mode, size, blocks = seen.st_mode, seen.st_size, seen.st_blocks
            if not stat.S_ISREG(mode):
                lines.append(self.other(folder, below, name, seen))
                continue
            self.files += 1
            self.size_bytes += size
            self.sparse += blocks * 512 < size
            if seen.st_nlink > 1:
                if lines:
                    parts.append(b"".join(lines))
                    lines = []
                fields = self.fields(seen)
                parts.append((name, mode, size, blocks, state_of(seen), seen.st_dev, seen.st_nlink, fields))
                continue
            digest, _, acl, xattrs, wrong = looker.look(folder, name, mode, size, blocks, state_of(seen))
            if wrong:
                self.problems += 1
            lines.append(
                b"%s%s\tfile\t%d\t%s\t\t%s\t%s\t%s\t0\t%s\n"
                % (below, escaped(name), size, digest, self.fields(seen), acl, xattrs, wrong)
            )
        if lines:
            parts.append(b"".join(lines))
        return parts, left

    def other(self, folder: int, below: bytes, name: bytes, seen: os.stat_result) -> bytes:
        """Return the line of what is no regular file."""
        told = self.looker.look_from_above(folder, name, seen.st_mode)
        if stat.S_ISDIR(seen.st_mode):
            told = (b"", b"", b"", b"", b"changed")  # it was none when the folder was listed
        self.problems += bool(told[-1])
        return self.line(below + escaped(name), seen, told)

    def line(self, path: bytes, seen: os.stat_result, told: "Told") -> bytes:
        """Return the line of an escaped path."""
        kind = KINDS.get(stat.S_IFMT(seen.st_mode), b"device")
        size = seen.st_size if kind == b"file" else 0
        return written(path, kind, size, self.fields(seen), told, 0)

    def fields(self, seen: os.stat_result) -> bytes:
        """Return time, mode, owner and group as they stand in a line."""
        key = seen.st_mode, seen.st_uid, seen.st_gid
        owner = self.owners.get(key)
        if owner is None:
            if len(self.owners) > KNOWN_OWNERS:
                self.owners.clear()
            owner = self.owners[key] = b"\t%o\t%d\t%d" % (key[0] & 0o7777, key[1], key[2])
        return b"%d%s" % (seen.st_mtime_ns, owner)


def written(path: bytes, kind: bytes, size: int, fields: bytes, told: "Told", hard: int) -> bytes:
    """Return one line."""
    digest, target, acl, xattrs, wrong = told
    return b"%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n" % (
        path, kind, size, digest, escaped(target), fields, acl, xattrs, hard, wrong,
    )  # fmt: skip


def unseen(path: bytes, why: bytes) -> bytes:
    """Return the line of something of which nothing is known."""
    return b"%s\tfile\t0\t\t\t0\t0\t0\t0\t\t\t0\t%s\n" % (path, why)

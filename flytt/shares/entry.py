r"""One thing in a file area, its place in the order, and its one line.

A line is thirteen fields with a tab between them. Tab, newline, space and backslash inside a field are
written `\t`, `\n`, `\s` and `\\` (a space only inside names of extended attributes). Against JSON lines
this reads twice as fast, and a million entries are read twice in every verification.
"""

import re
from typing import Literal, NamedTuple, TypeAlias

EntryType: TypeAlias = Literal["file", "dir", "link", "fifo", "socket", "device"]
Problem: TypeAlias = Literal["", "unreadable", "changed", "vanished", "locked", "mounted"]

TYPES: tuple[EntryType, ...] = ("file", "dir", "link", "fifo", "socket", "device")
PROBLEMS: tuple[Problem, ...] = ("", "unreadable", "changed", "vanished", "locked", "mounted")
FIELDS = 13


class Entry(NamedTuple):
    """What was found. A tuple and not a record: there are millions.

    `path` is relative to the root, `/` between components; the root itself is empty. `digest` is
    hexadecimal, for files; empty when the content was not read. `target` is what a link says, or a device's
    `c MAJOR:MINOR`. `mode` is the lower twelve bits. `acl` is canonical text (`flytt.shares.acl`). `xattrs`
    are names and hexadecimal digests of values, by name. `hard` is the number that all names of one file
    share, 0 for a file with one name. `problem` says why the rest is not to be trusted; `mounted` is a folder
    in which another file system begins that was not entered.
    """

    path: bytes
    type: EntryType
    size: int = 0
    digest: str = ""
    target: bytes = b""
    mtime_ns: int = 0
    mode: int = 0
    uid: int = 0
    gid: int = 0
    acl: str = ""
    xattrs: tuple[tuple[str, str], ...] = ()
    hard: int = 0
    problem: Problem = ""


class BadLine(ValueError):
    """A line that is no entry."""


def order(path: bytes) -> bytes:
    """Return the sort key: component by component, a folder before what is in it.

    No name holds a zero byte, so this is the order of `path.split(b"/")` at the price of one replacement.
    """
    return path.replace(b"/", b"\0")


def escaped(raw: bytes) -> bytes:
    """Return the bytes as they stand in a field."""
    if b"\\" in raw or b"\t" in raw or b"\n" in raw:
        return raw.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n")
    return raw


_ESCAPES = re.compile(rb"\\(.?)", re.DOTALL)
_MEANINGS = {b"\\": b"\\", b"t": b"\t", b"n": b"\n", b"s": b" "}


def unescaped(field: bytes) -> bytes:
    """Return what a field stands for. BadLine when a backslash is followed by anything unknown."""
    try:
        return _ESCAPES.sub(lambda found: _MEANINGS[found[1]], field)
    except KeyError as error:
        raise BadLine(field[:80]) from error


def encode(entry: Entry) -> bytes:
    """Return the entry's line, without its newline."""
    return b"%s\t%s\t%d\t%s\t%s\t%d\t%o\t%d\t%d\t%s\t%s\t%d\t%s" % (
        escaped(entry.path),
        entry.type.encode(),
        entry.size,
        entry.digest.encode(),
        escaped(entry.target),
        entry.mtime_ns,
        entry.mode,
        entry.uid,
        entry.gid,
        entry.acl.encode(),
        b" ".join(_named(name) + b"=" + digest.encode() for name, digest in entry.xattrs),
        entry.hard,
        entry.problem.encode(),
    )


def _named(name: str) -> bytes:
    return escaped(name.encode(errors="surrogateescape")).replace(b" ", b"\\s")


def decode(line: bytes) -> Entry:
    """Return the entry of a line without its newline. BadLine when it is none."""
    fields = line.split(b"\t")
    try:
        path, kind, size, digest, target, mtime_ns, mode, uid, gid, acl, xattrs, hard, problem = fields
        entry_type, trouble = _TYPES[kind], _PROBLEMS[problem]
        return Entry(
            unescaped(path) if b"\\" in path else path,
            entry_type,
            int(size),
            digest.decode("ascii"),
            unescaped(target) if target else b"",
            int(mtime_ns),
            int(mode, 8),
            int(uid),
            int(gid),
            acl.decode("ascii") if acl else "",
            _xattrs(xattrs) if xattrs else (),
            int(hard),
            trouble,
        )
    except (ValueError, KeyError) as error:
        raise BadLine(line[:80]) from error


_TYPES: dict[bytes, EntryType] = {name.encode(): name for name in TYPES}
_PROBLEMS: dict[bytes, Problem] = {name.encode(): name for name in PROBLEMS}


def _xattrs(field: bytes) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for pair in field.split(b" "):
        name, found, digest = pair.rpartition(b"=")
        if not found:
            raise BadLine(field[:80])
        pairs.append((unescaped(name).decode(errors="surrogateescape"), digest.decode("ascii")))
    return tuple(pairs)

"""Gives a folder away, on the host where it lies: `python3 -I -c CODE OPTIONS`, frames in and out.

Python 3.6 or newer and its standard library. A frame is a letter, four bytes of length and the content. Out
go E (an entry), L (a folder is listed: these were all its names), D (number, offset, bytes), Z (the end of
a file: its BLAKE2b and whether it changed meanwhile), W (the walk is over), N (nothing: it lives). In come
l (the only paths to give), w (a file that is wanted, from an offset with the digest of what is there), a (how
many entries were seen), p (somebody lives there). Ends when its input ends, or is silent for two minutes.
"""

import errno
import hashlib
import json
import os
import queue
import select
import stat
import struct
import sys
import threading

CHUNK = 1 << 18
FLUSH = 1 << 18
AHEAD = 20000
SILENCE_SECONDS = 120
BEAT_SECONDS = 10
HEAD = struct.Struct(">cI")
DATA = struct.Struct(">QQ")
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "char",
    stat.S_IFBLK: "block",
}
ACLS = ("system.posix_acl_access", "system.posix_acl_default")
DESCRIPTOR = "security.NTACL"
"""Samba's NTFS rights, in terms of this machine's accounts: they stay here."""
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def text(raw: bytes) -> str:
    """Return bytes as text of which each letter is one byte."""
    return raw.decode("latin-1")


class Out:
    """Frames on standard output, many small ones together."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: "list[bytes]" = []
        self.size = 0

    def put(self, kind: bytes, content: bytes) -> None:
        """Send a frame, sooner or later."""
        with self.lock:
            self.held += (HEAD.pack(kind, len(content)), content)
            self.size += len(content) + HEAD.size
            if self.size >= FLUSH:
                self._send()

    def flush(self) -> None:
        """Send what is held."""
        with self.lock:
            self._send()

    def _send(self) -> None:
        view = memoryview(b"".join(self.held))
        self.held, self.size = [], 0
        while view:
            view = view[os.write(1, view) :]


class In(threading.Thread):
    """Frames from standard input, taken at once: whoever writes them never waits for this side."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.wanted: "queue.Queue[dict[str, Any]]" = queue.Queue()
        self.only: "list[bytes] | None" = None
        self.seen = 0
        self.news = threading.Event()

    def run(self) -> None:
        """Read until the end, or until nobody is there any more."""
        held = b""
        while True:
            if not select.select([0], [], [], SILENCE_SECONDS)[0]:
                os._exit(3)
            data = os.read(0, CHUNK)
            if not data:
                os._exit(0)
            held += data
            while len(held) >= HEAD.size:
                kind, size = HEAD.unpack_from(held)
                if len(held) < HEAD.size + size:
                    break
                self.take(kind, held[HEAD.size : HEAD.size + size])
                held = held[HEAD.size + size :]

    def take(self, kind: bytes, content: bytes) -> None:
        """Take one frame."""
        if kind == b"w":
            self.wanted.put(json.loads(content.decode()))
        elif kind == b"a":
            self.seen = int(content)
        elif kind == b"l":
            self.only = content.split(b"\0")
        self.news.set()


class Source:
    """The folder. Every step down is through the descriptor of the folder above; no link is followed."""

    def __init__(self, root: bytes, out: Out, into: In) -> None:
        self.top = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        self.device = os.fstat(self.top).st_dev
        self.out, self.into = out, into
        self.sent = 0
        self.first: "dict[tuple[int, int], bytes]" = {}

    def opened(self, folder: bytes) -> int:
        """Return a descriptor of a folder below the root."""
        here = os.dup(self.top)
        for name in filter(None, folder.split(b"/")):
            try:
                below = os.open(name, FOLDER, dir_fd=here)
            finally:
                os.close(here)
            here = below
        return here

    def walk(self) -> None:
        """Tell everything, depth first, a folder before what is in it."""
        self.entry(b"", self.top, b".")
        self.below(b"")

    def below(self, top: bytes) -> None:
        """Tell everything in a folder."""
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                here = self.opened(folder)
            except OSError as error:
                self.trouble(folder, error)
                continue
            try:
                names = sorted(os.fsencode(name) for name in os.listdir(here))
                below: "list[bytes]" = []
                for name in names:
                    path = folder + b"/" + name if folder else name
                    if self.entry(path, here, name):
                        below.append(path)
                self.out.put(b"L", json.dumps([text(folder), [text(name) for name in names]]).encode())
                waiting += reversed(below)
            except OSError as error:
                self.trouble(folder, error)
            finally:
                os.close(here)

    def some(self, paths: "list[bytes]") -> None:
        """Tell these paths only; what is not there is told as gone."""
        for path in paths:
            folder, _, name = path.rpartition(b"/")
            try:
                here = self.opened(folder)
            except OSError as error:
                self.trouble(path, error)
                continue
            try:
                self.entry(path, here, name or b".")
            finally:
                os.close(here)

    def part(self, paths: "list[bytes]") -> None:
        """Tell these paths, all that is in them, and once the folders that lead there."""
        told = {b""}
        for path in paths:
            steps = path.split(b"/")
            above = [b"/".join(steps[:number]) for number in range(1, len(steps))]
            for folder in above:
                if folder not in told:
                    told.add(folder)
                    self.some([folder])
            folder, _, name = path.rpartition(b"/")
            try:
                here = self.opened(folder)
            except OSError as error:
                self.trouble(path, error)
                continue
            try:
                into = self.entry(path, here, name)
            finally:
                os.close(here)
            if into:
                self.below(path)

    def entry(self, path: bytes, here: int, name: bytes) -> bool:
        """Tell one thing; return whether it is a folder to go into."""
        try:
            seen = os.stat(name, dir_fd=here, follow_symlinks=False)
            kind = KINDS.get(stat.S_IFMT(seen.st_mode), "socket")
            said: "dict[str, Any]" = {
                "p": text(path),
                "k": kind,
                "m": seen.st_mode & 0o7777,
                "o": [seen.st_uid, seen.st_gid],
                "t": seen.st_mtime_ns,
                "s": seen.st_size,
                "x": attributes(here, name),
            }
            if kind == "link":
                said["l"] = text(os.fsencode(os.readlink(name, dir_fd=here)))
            if kind in ("char", "block"):
                said["d"] = seen.st_rdev
            if seen.st_nlink > 1 and kind != "dir":
                first = self.first.setdefault((seen.st_dev, seen.st_ino), path)
                if first != path:
                    said["h"] = text(first)
        except OSError as error:
            self.trouble(path, error)
            return False
        self.sent += 1
        self.out.put(b"E", json.dumps(said).encode())
        self.between()
        return kind == "dir" and seen.st_dev == self.device

    def trouble(self, path: bytes, error: OSError) -> None:
        """Tell of something that could not be looked at. That is not the same as nothing being there."""
        gone = error.errno in (errno.ENOENT, errno.ENOTDIR)
        self.sent += 1
        said = {"p": text(path), "k": "gone" if gone else "trouble"}
        self.out.put(b"E", json.dumps(said).encode())

    def between(self) -> None:
        """Serve who waits; wait for the other side when this one is far ahead."""
        while not self.into.wanted.empty():
            self.give(self.into.wanted.get())
        while self.sent - self.into.seen > AHEAD:
            self.out.flush()
            self.into.news.wait(1)
            self.into.news.clear()
            while not self.into.wanted.empty():
                self.give(self.into.wanted.get())

    def give(self, want: "dict[str, Any]") -> None:
        """Send a file from the offset, if what is there before it is the same."""
        number, offset, path = want["n"], want["from"], want["p"].encode("latin-1")
        folder, _, name = path.rpartition(b"/")
        problem = ""
        digest = hashlib.blake2b(digest_size=32)
        try:
            here = self.opened(folder)
            try:
                file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
            finally:
                os.close(here)
            try:
                before = os.fstat(file)
                if not stat.S_ISREG(before.st_mode):
                    raise OSError(errno.ESTALE, "no longer a file")
                if offset and not begins(file, offset, want["digest"], digest):
                    digest, offset = hashlib.blake2b(digest_size=32), 0
                self.out.put(b"D", DATA.pack(number, offset))
                self.stream(file, number, offset, before.st_size, digest)
                after = os.fstat(file)
                if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                    problem = "changed"
                if (before.st_size, before.st_mtime_ns) != (want["s"], want["t"]):
                    problem = "changed"
            finally:
                os.close(file)
        except OSError as error:
            problem = "gone" if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE) else "trouble"
        self.out.put(b"Z", json.dumps({"n": number, "digest": digest.hexdigest(), "why": problem}).encode())

    def stream(self, file: int, number: int, offset: int, size: int, digest: "hashlib.blake2b") -> None:
        """Send the bytes that are not holes."""
        while offset < size:
            try:
                begin = os.lseek(file, offset, os.SEEK_DATA)
                end = os.lseek(file, begin, os.SEEK_HOLE)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    begin, end = offset, size
                else:
                    begin = end = size
            zeros(digest, min(begin, size) - offset)
            offset = begin
            while offset < min(end, size):
                data = os.pread(file, min(CHUNK, min(end, size) - offset), offset)
                if not data:
                    return
                digest.update(data)
                self.out.put(b"D", DATA.pack(number, offset) + data)
                offset += len(data)


def begins(file: int, size: int, expected: str, digest: "hashlib.blake2b") -> bool:
    """Tell whether the first bytes of a file have this digest; they are in `digest` afterwards."""
    offset = 0
    while offset < size:
        data = os.pread(file, min(CHUNK, size - offset), offset)
        if not data:
            return False
        digest.update(data)
        offset += len(data)
    return bool(digest.hexdigest() == expected)


def zeros(digest: "hashlib.blake2b", size: int) -> None:
    """Let a digest take a hole."""
    block = bytes(CHUNK)
    while size > 0:
        digest.update(block[:size])
        size -= CHUNK


def attributes(here: int, name: bytes) -> "dict[str, str]":
    """Return extended attributes and access lists, hexadecimal."""
    if not hasattr(os, "listxattr"):
        return {}
    path = b"/proc/self/fd/%d/%s" % (here, name)
    found: "dict[str, str]" = {}
    try:
        for each in os.listxattr(path, follow_symlinks=False):
            if each in ACLS or not (each.startswith("system.") or each == DESCRIPTOR):
                found[each] = os.getxattr(path, each, follow_symlinks=False).hex()
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.ENODATA, errno.EPERM, errno.EACCES):
            raise
    return found


def beat(out: Out) -> None:
    """Say every ten seconds that this side lives."""
    out.put(b"N", b"")
    out.flush()
    timer = threading.Timer(BEAT_SECONDS, beat, [out])
    timer.daemon = True
    timer.start()


def main() -> int:
    """Give one folder."""
    options = json.loads(sys.argv[1])
    out, into = Out(), In()
    try:
        source = Source(bytes.fromhex(options["root"]), out, into)
    except OSError as error:
        sys.stderr.write("flytt: the folder cannot be opened: " + str(error.strerror))
        return 1
    into.start()
    beat(out)
    if options.get("only"):
        while into.only is None:
            into.news.wait(1)
            into.news.clear()
        source.some(into.only)
    elif options.get("part"):
        with open(os.path.expanduser("~/.flytt-share/" + options["part"]), "rb") as file:
            source.part([path[2:] for path in file.read().split(b"\0")[:-1]])
    else:
        source.walk()
    out.put(b"W", b"")
    out.flush()
    while True:
        try:
            source.give(into.wanted.get(timeout=0.05))
        except queue.Empty:
            out.flush()


if __name__ == "__main__":
    try:
        code = main()
    except BrokenPipeError:
        code = 1
    sys.stderr.flush()
    os._exit(code)

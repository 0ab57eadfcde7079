"""Lists a folder with everything in it, on the host where it lies: `python3 -I - OPTIONS < manifest.py`.

Python 3.6 or newer and its standard library. OPTIONS is one JSON object; standard output becomes the stream
that `flytt.shares.manifest` reads. Nothing is written to the disk, no link is followed, nothing but regular
files is opened. Every step down goes through the descriptor of the folder above: no path can be too long, and
no link put in the way afterwards leads elsewhere. One program walks; a few others, forked from it, are handed
open folders and read what is in them. Ends with 0, 2 (the folder cannot be listed at all) or 1.
"""

import errno
import hashlib
import json
import os
import resource
import stat
import sys
import time
import zlib
from collections import deque

from flytt.adapters.shares.agent.looking import Looker, escaped, problem, state_of
from flytt.adapters.shares.agent.readers import BATCH_FOLDERS, CLOSED, Batch, Folder, Found, Readers

BATCH_FILES, BATCH_BYTES, BATCHES_WAITING = 128, 4 << 20, 64
OPEN_FOLDERS = 200
TIMES_TO_LIST = 3
FOLDER_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_DIRECTORY
KINDS = {
    stat.S_IFREG: b"file",
    stat.S_IFDIR: b"dir",
    stat.S_IFLNK: b"link",
    stat.S_IFIFO: b"fifo",
    stat.S_IFSOCK: b"socket",
    stat.S_IFCHR: b"device",
    stat.S_IFBLK: b"device",
}
TYPE_CHECKING = False  # `typing` itself is a tenth of what a start costs
if TYPE_CHECKING:
    from collections.abc import Iterator
NAMES = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "ppc64le": 273, "s390x": 282}


class Names:
    """The names of one file: the first, where it stood, how many more there are to come."""

    __slots__ = ("first", "left", "position", "seen")

    def __init__(self, position: int, first: Found, seen: os.stat_result) -> None:
        self.position, self.first, self.seen = position, first, seen
        self.left = seen.st_nlink


class Lister:
    """Walks, hands batches to readers, writes in order."""

    def __init__(self, looker: Looker, readers: Readers, out: "Out", *, cross: bool) -> None:
        self.looker, self.readers, self.out, self.cross = looker, readers, out, cross
        self.links: "dict[tuple[int, int], Names]" = {}
        self.waiting: "deque[Batch]" = deque()

    def run(self, root: bytes) -> None:
        """List it all."""
        batch = Batch()
        for position, found in enumerate(self.walk(root), 1):
            batch.found.append(found)
            seen, folder = found.seen, found.folder
            if seen is not None and folder is not None:
                if stat.S_ISREG(seen.st_mode) and seen.st_nlink > 1:
                    self.link(found, seen, position)
                if found.same is None:
                    batch.asked.append((folder, seen, found))
                    batch.bytes += seen.st_size
                    if folder not in batch.folders:
                        batch.folders[folder] = len(batch.folders)
                        folder.holds += 1
            full = len(batch.found) >= BATCH_FILES or len(batch.folders) >= BATCH_FOLDERS
            if full or batch.bytes >= BATCH_BYTES:
                self.submit(batch)
                batch = Batch()
        self.submit(batch)
        while self.waiting:
            self.write()

    def link(self, found: Found, seen: os.stat_result, position: int) -> None:
        """Number the names of one file by the position of the first; its content is read once."""
        key = (seen.st_dev, seen.st_ino)
        names = self.links.get(key)
        if names is None:
            names = self.links[key] = Names(position, found, seen)
        elif state_of(names.seen) == state_of(seen):
            found.same = names.first
        found.hard = names.position
        names.left -= 1
        if not names.left:
            del self.links[key]

    def submit(self, batch: Batch) -> None:
        """Hand a batch over, writing what is finished while all readers have enough to do."""
        if not batch.asked:
            batch.done = True
        while not batch.done and not self.readers.ask(batch):
            if not self.readers.answers(self.out.beat_seconds):
                self.out.beat()
        self.waiting.append(batch)
        while self.waiting and (self.waiting[0].done or len(self.waiting) > BATCHES_WAITING):
            self.write()

    def write(self) -> None:
        """Write the oldest batch, waiting for it, with a beat when it takes long."""
        while not self.waiting[0].done:
            if not self.readers.answers(self.out.beat_seconds):
                self.out.beat()
        for found in self.waiting.popleft().found:
            self.out.entry(found)

    def walk(self, root: bytes) -> "Iterator[Found]":
        """Yield everything in order."""
        top = self.opened(os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY), b"")
        if isinstance(top, bytes):
            raise PermissionError(errno.EACCES, top.decode())
        yield self.folder(top)
        open_ones = [top]
        while open_ones:
            here = open_ones[-1]
            if not here.names:
                self.leave(open_ones)
                continue
            name = here.names.pop()
            path = here.path + b"/" + name if here.path else name
            try:
                seen = os.stat(name, dir_fd=here.fd, follow_symlinks=False)
            except OSError as error:
                yield troubled(path, None, problem(error))
                continue
            if not stat.S_ISDIR(seen.st_mode):
                yield Found(path, name, here, seen)
                continue
            below = self.enter(here, name, path, seen, open_ones)
            if isinstance(below, bytes):
                yield troubled(path, seen, below)
                continue
            yield self.folder(below)
            open_ones.append(below)
            if len(open_ones) > OPEN_FOLDERS:
                outer = open_ones[-OPEN_FOLDERS]
                if outer.holds == 1 and outer.fd != CLOSED:
                    os.close(outer.fd)
                    outer.fd = CLOSED

    def enter(
        self, here: Folder, name: bytes, path: bytes, seen: os.stat_result, above: "list[Folder]"
    ) -> "Folder | bytes":
        """Open a folder, or say why not."""
        if seen.st_dev != here.found.st_dev and not self.cross:
            return b"mounted"
        if any(seen.st_ino == one.found.st_ino and seen.st_dev == one.found.st_dev for one in above):
            return b"mounted"  # mounted into itself: there would be no end
        try:
            fd = os.open(name, FOLDER_FLAGS, dir_fd=here.fd)
        except OSError as error:
            return problem(error)
        return self.opened(fd, path)

    def opened(self, fd: int, path: bytes) -> "Folder | bytes":
        """List an open folder, again when it changes meanwhile."""
        try:
            for _ in range(TIMES_TO_LIST):
                before = os.fstat(fd)
                names = [name.encode(*NAMES) for name in os.listdir(fd)]
                names.sort(reverse=True)
                if state_of(before) == state_of(os.fstat(fd)):
                    return Folder(fd, path, before, names)
            why = b"changed"
        except OSError as error:
            why = problem(error)
        os.close(fd)
        return why

    def folder(self, folder: Folder) -> Found:
        """Return a folder's own entry."""
        found = Found(folder.path, b"", None, folder.found)
        acl, xattrs, wrong = self.looker.attributes(folder.fd)
        found.told = (b"", b"", acl, xattrs, wrong)
        return found

    @staticmethod
    def leave(open_ones: "list[Folder]") -> None:
        """Go back up; a folder that was closed for being too many is found again through the one below."""
        below = open_ones.pop()
        if open_ones and open_ones[-1].fd == CLOSED:
            above = open_ones[-1]
            above.fd = os.open(b"..", FOLDER_FLAGS, dir_fd=below.fd)
            again = os.fstat(above.fd)
            if (again.st_dev, again.st_ino) != (above.found.st_dev, above.found.st_ino):
                raise OSError(errno.ESTALE, "a folder was moved while it was listed")
        below.release()


def troubled(path: bytes, seen: "os.stat_result | None", why: bytes) -> Found:
    """Return the entry of something that could not be looked at."""
    found = Found(path, b"", None, seen)
    found.told = (b"", b"", b"", b"", why)
    return found


class Out:
    """The stream: lines, their digest and counts, compressed. Something is sent at least every beat."""

    def __init__(self, beat_seconds: float, readers: Readers) -> None:
        self.beat_seconds, self.readers = beat_seconds, readers
        self.pack = zlib.compressobj(1)
        self.digest = hashlib.blake2b(digest_size=32)
        self.lines: list[bytes] = []
        self.entries = self.files = self.size_bytes = self.sparse = self.problems = 0
        self.begun = self.sent_at = time.monotonic()

    def entry(self, found: Found) -> None:
        """Write one entry."""
        digest, target, acl, xattrs, wrong = found.same.told if found.same else found.told
        path, seen = escaped(found.path), found.seen
        found.folder = found.same = None
        self.entries += 1
        self.problems += bool(wrong)
        if seen is None:
            self.lines.append(b"%s\tfile\t0\t\t\t0\t0\t0\t0\t\t\t0\t%s\n" % (path, wrong))
            return
        kind, size = KINDS.get(stat.S_IFMT(seen.st_mode), b"device"), 0
        if kind == b"file":
            size = seen.st_size
            self.files += 1
            self.size_bytes += size
            self.sparse += seen.st_blocks * 512 < size
        state = b"%d\t%o\t%d\t%d" % (seen.st_mtime_ns, seen.st_mode & 0o7777, seen.st_uid, seen.st_gid)
        self.lines.append(
            b"%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n"
            % (path, kind, size, digest, escaped(target), state, acl, xattrs, found.hard, wrong)
        )
        if len(self.lines) >= BATCH_FILES:
            self.flush()

    def mark(self, kind: bytes, record: "dict[str, object]") -> None:
        """Write a line that is no entry."""
        self.flush()
        self.lines.append(b"\0" + kind + json.dumps(record).encode() + b"\n")

    def beat(self) -> None:
        """Tell how far it is, so that nobody takes a large file for a dead host."""
        self.mark(b"+", {"entries": self.entries, "read_bytes": self.readers.read_bytes})
        self.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> None:
        """Write the trailer."""
        self.flush()
        self.mark(
            b"",
            {
                "entries": self.entries,
                "digest": self.digest.hexdigest(),
                "files": self.files,
                "size_bytes": self.size_bytes,
                "read_bytes": self.readers.read_bytes,
                "sparse": self.sparse,
                "problems": self.problems,
                "seconds": round(time.monotonic() - self.begun, 3),
                "clock": time.time(),
            },
        )
        self.flush(zlib.Z_FINISH)

    def flush(self, how: int = zlib.Z_NO_FLUSH) -> None:
        """Send what there is."""
        data = b"".join(self.lines)
        self.lines = []
        self.digest.update(data)
        packed = self.pack.compress(data)
        if how != zlib.Z_NO_FLUSH:
            packed += self.pack.flush(how)
        view = memoryview(packed)
        while view:
            view = view[os.write(1, view) :]
        now = time.monotonic()
        if packed:
            self.sent_at = now
        elif now - self.sent_at > self.beat_seconds:
            self.sent_at = now
            self.beat()


def step_back(nice: int, *, idle_io: bool) -> None:
    """Let the host's own work go first, as far as this host knows how."""
    if nice:
        os.nice(nice)
    number = IOPRIO_SET.get(os.uname().machine)
    if idle_io and number and sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - every listing would pay for it, and few ask

        ctypes.CDLL(None).syscall(number, 1, 0, 3 << 13)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(hard, 4096)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> int:
    """List one folder."""
    options = json.loads(sys.argv[1])
    root = bytes.fromhex(options["root"])
    algorithm, rate_bytes = options.get("algorithm", "blake2b-256"), options.get("rate_bytes", 0)
    step_back(options.get("nice", 0), idle_io=options.get("idle_io", False))
    try:
        os.close(os.open(root, os.O_RDONLY | os.O_DIRECTORY))
        wanted = options.get("readers") or max(2, min(4, os.cpu_count() or 2))
        readers = Readers(algorithm, rate_bytes, wanted)
        out = Out(options.get("beat_seconds", 15), readers)
        lister = Lister(Looker(algorithm, 0, int), readers, out, cross=options.get("cross_devices", False))
        out.mark(
            b"",
            {
                "maker": "manifest.py 1, Python %d.%d.%d" % sys.version_info[:3],
                "algorithm": algorithm,
                "blind": [] if hasattr(os, "listxattr") else ["acl", "xattrs"],
                "device_only": not lister.cross,
            },
        )
        out.flush(zlib.Z_SYNC_FLUSH)  # whoever reads knows at once that it has begun
        lister.run(root)
        readers.close()
    except BrokenPipeError:
        return 1
    except OSError as error:
        sys.stderr.write("flytt-errno %d\n" % (error.errno or 0))
        return 2
    out.end()
    return 0


if __name__ == "__main__":
    STATUS = main()
    sys.stderr.flush()
    os._exit(STATUS)

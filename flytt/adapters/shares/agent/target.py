"""The folder that a share arrives in. No link is followed in it, and nothing outside it is touched."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
import struct
import threading

from flytt.adapters.shares.agent.arriving import Arriving
from flytt.adapters.shares.agent.dressing import Wardrobe

OPEN_FOLDERS = 64
MADE = 0o700
TOLD_EVERY = 500
HEAD = struct.Struct(">cI")
DATA = struct.Struct(">QQ")
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
FORMATS = {
    "file": stat.S_IFREG,
    "dir": stat.S_IFDIR,
    "link": stat.S_IFLNK,
    "fifo": stat.S_IFIFO,
    "socket": stat.S_IFSOCK,
    "char": stat.S_IFCHR,
    "block": stat.S_IFBLK,
}
FATAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG)
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Out:
    """Frames on standard output. The sender takes them at once, so nothing here waits for long."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def put(self, kind: bytes, content: bytes) -> None:
        """Send a frame."""
        view = memoryview(HEAD.pack(kind, len(content)) + content)
        with self.lock:
            while view:
                view = view[os.write(1, view) :]


class Target:
    """The folder. No link is followed in it, and nothing outside is touched."""

    def __init__(self, options: "dict[str, Any]", out: Out) -> None:
        self.root = bytes.fromhex(options["root"])
        self.out = out
        self.delete = bool(options.get("delete"))
        self.durable = bool(options.get("durable"))
        self.stream: int = options.get("stream", 0)
        self.force = bool(options.get("only"))
        self.aside = bytes.fromhex(options.get("aside", ""))
        users = {int(one): other for one, other in options.get("users", {}).items()}
        groups = {int(one): other for one, other in options.get("groups", {}).items()}
        self.wardrobe = Wardrobe(users, groups)
        self.dress = self.wardrobe.dress
        os.makedirs(self.root, exist_ok=True)
        # Times of folders that are written in without being told about: they shall be as they were.
        self.times = {b"": os.stat(self.root).st_mtime_ns}
        self.top = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        self.beside_name = options["beside"].encode()
        os.makedirs(os.path.join(self.root, self.beside_name, b"partial"), MADE, exist_ok=True)
        self.beside = os.path.join(self.root, self.beside_name, b"partial")
        self.open_folders: "dict[bytes, int]" = {}
        self.arriving: "dict[int, Arriving]" = {}
        self.folders: "list[dict[str, Any]]" = []
        self.links: "list[dict[str, Any]]" = []
        self.counts = {"files": 0, "size_bytes": 0, "deleted": 0, "seen": 0}
        self.left: "dict[str, int]" = {}
        self.told = 0

    def place(self, path: bytes) -> bytes:
        """Return a path that leads there through the open folder above it, however deep it is."""
        if not path:
            return b"/proc/self/fd/%d/." % self.top
        folder, _, name = path.rpartition(b"/")
        return b"/proc/self/fd/%d/%s" % (self.opened(folder), name)

    def opened(self, folder: bytes) -> int:
        """Return a descriptor of a folder, kept for the next one that asks."""
        if not folder:
            return self.top
        kept = self.open_folders.pop(folder, None)
        if kept is None:
            above, _, name = folder.rpartition(b"/")
            kept = os.open(name, FOLDER, dir_fd=self.opened(above))
            if len(self.open_folders) >= OPEN_FOLDERS:
                os.close(self.open_folders.pop(next(iter(self.open_folders))))
        self.open_folders[folder] = kept
        return kept

    def forget(self) -> None:
        """Let go of all folders: one of them was moved or removed."""
        while self.open_folders:
            os.close(self.open_folders.popitem()[1])

    def leave(self, why: str) -> None:
        """Count something that could not be taken over."""
        self.left[why] = self.left.get(why, 0) + 1

    def entry(self, said: "dict[str, Any]") -> None:
        """Take what the source says of one thing."""
        self.counts["seen"] += 1
        if self.counts["seen"] - self.told >= TOLD_EVERY:
            self.told = self.counts["seen"]
            self.out.put(b"a", b"%d" % self.told)
        path = said["path"] = said["p"].encode("latin-1")
        if path == self.beside_name:
            return
        try:
            self.take(path, said)
        except OSError as error:
            if error.errno in FATAL:
                raise
            self.leave("denied" if error.errno in (errno.EACCES, errno.EPERM) else "other")

    def take(self, path: bytes, said: "dict[str, Any]") -> None:
        """Make it what it shall be, or ask for its content."""
        kind = said["k"]
        above = path.rpartition(b"/")[0]
        if self.force and above not in self.times:
            self.times[above] = os.stat(self.opened(above)).st_mtime_ns
        if kind not in FORMATS:
            self.missing(path, kind)
            return
        found = self.look(path)
        if found is not None and stat.S_IFMT(found.st_mode) != FORMATS[kind]:
            self.away(path)
            found = None
        if "h" in said:
            self.links.append(said)
        elif kind == "dir":
            self.folder(path, said, found)
        elif kind == "file":
            self.file(path, said, found)
        elif kind == "link":
            self.link(path, said, found)
        else:
            self.special(path, said, found)

    def missing(self, path: bytes, kind: str) -> None:
        """The source could not be read there; or it was asked for by name, and is gone."""
        if kind == "trouble" or not self.force:
            self.leave("denied" if kind == "trouble" else "vanished")
        elif self.delete and self.look(path) is not None:
            self.away(path)
            self.counts["deleted"] += 1

    def folder(self, path: bytes, said: "dict[str, Any]", found: "os.stat_result | None") -> None:
        """Make a folder that can be written in; what it shall be like, it becomes at the end."""
        if found is None:
            try:
                os.mkdir(self.place(path), MADE)
            except FileExistsError:
                if not self.stream:
                    raise
        elif not self.wardrobe.as_root and found.st_mode & MADE != MADE:
            os.chmod(self.place(path), found.st_mode | MADE)
        if not self.stream:
            self.folders.append(said)

    def file(self, path: bytes, said: "dict[str, Any]", found: "os.stat_result | None") -> None:
        """Leave a file's content as it is, or ask for it."""
        same = found is not None and (found.st_size, found.st_mtime_ns) == (said["s"], said["t"])
        if same and not self.force:
            self.dress(self.place(path), said, found)
        elif said["s"]:
            self.want(said)
        else:
            arriving = Arriving(said, self.name_beside(said))
            arriving.open()
            self.finish(path, arriving)

    def look(self, path: bytes) -> "os.stat_result | None":
        """Return what lies there now."""
        try:
            return os.lstat(self.place(path))
        except FileNotFoundError:
            return None

    def name_beside(self, said: "dict[str, Any]") -> bytes:
        """Return the name of the unfinished file: of this path in this state, and of no other."""
        state = b"%d %d " % (said["s"], said["t"]) + said["path"]
        return os.path.join(self.beside, hashlib.blake2b(state, digest_size=16).hexdigest().encode())

    def want(self, said: "dict[str, Any]") -> None:
        """Ask for content, from where an earlier copy ended."""
        arriving = Arriving(said, self.name_beside(said))
        offset = arriving.prefix()
        number = self.counts["seen"]
        self.arriving[number] = arriving
        want = {"n": number, "p": said["p"], "from": offset, "s": said["s"], "t": said["t"]}
        want["digest"] = arriving.digest.hexdigest() if offset else ""
        self.out.put(b"w", json.dumps(want).encode())

    def data(self, content: bytes) -> None:
        """Take bytes of a file. The first frame has none: it says where they begin."""
        number, offset = DATA.unpack_from(content)
        arriving = self.arriving[number]
        if len(content) == DATA.size:
            arriving.begin(offset)
            return
        arriving.add(offset, content[DATA.size :])

    def end(self, said: "dict[str, Any]") -> None:
        """A file is whole, or it cannot be."""
        arriving = self.arriving.pop(said["n"])
        why = said["why"]
        if why in ("gone", "trouble"):
            self.leave("vanished" if why == "gone" else "denied")
            arriving.close()
            with contextlib.suppress(OSError):
                os.unlink(arriving.beside)
            return
        if why:
            # It is put in place all the same; its time will differ at the next pass, which copies it again.
            self.leave(why)
        elif arriving.at <= arriving.said["s"]:
            arriving.skip(arriving.said["s"])
        if not why and arriving.digest.hexdigest() != said["digest"]:
            self.leave("damaged")
            arriving.close()
            os.unlink(arriving.beside)
            return
        try:
            self.finish(arriving.said["path"], arriving)
        except OSError as error:
            if error.errno in FATAL:
                raise
            self.leave("denied" if error.errno in (errno.EACCES, errno.EPERM) else "other")

    def finish(self, path: bytes, arriving: Arriving) -> None:
        """Give a file its owner, rights and times, and put it in its place."""
        os.ftruncate(arriving.file, arriving.at)
        arriving.close()
        self.dress(arriving.beside, arriving.said, None)
        self.put_in(arriving.beside, path)
        self.counts["files"] += 1
        self.counts["size_bytes"] += arriving.at

    def put_in(self, beside: bytes, path: bytes) -> None:
        """Rename into place; what was there is set aside first when it is to be kept."""
        if self.aside and self.look(path) is not None:
            self.away(path)
        try:
            os.rename(beside, self.place(path))
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            # Another file system begins below the root.
            near = self.place(path) + b".flytt"
            shutil.copy2(beside, near)
            os.rename(near, self.place(path))
            os.unlink(beside)

    def link(self, path: bytes, said: "dict[str, Any]", found: "os.stat_result | None") -> None:
        """Make a symbolic link."""
        target = said["l"].encode("latin-1")
        place = self.place(path)
        if found is None or os.fsencode(os.readlink(place)) != target:
            beside = os.path.join(self.beside, b"link-%d" % self.stream)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside)
            os.symlink(target, beside)
            self.put_in(beside, path)
            found = None
        self.dress(place, said, found)

    def special(self, path: bytes, said: "dict[str, Any]", found: "os.stat_result | None") -> None:
        """Make a pipe, a socket or a device."""
        place = self.place(path)
        device = said.get("d", 0)
        if found is not None and found.st_rdev != device:
            self.away(path)
            found = None
        if found is None:
            os.mknod(place, FORMATS[said["k"]] | 0o600, device)
        self.dress(place, said, found)

    def listed(self, folder: bytes, names: "set[bytes]") -> None:
        """Take away what the source's folder does not have."""
        if not self.delete:
            return
        try:
            here = self.opened(folder)
        except OSError:
            return
        for name in map(os.fsencode, os.listdir(here)):
            if name in names or (not folder and name == self.beside_name):
                continue
            try:
                self.away(folder + b"/" + name if folder else name)
                self.counts["deleted"] += 1
            except OSError:
                self.leave("other")

    def away(self, path: bytes) -> None:
        """Set aside, or delete when nothing is to be kept."""
        place = self.place(path)
        found = os.lstat(place)
        if self.aside:
            kept = os.path.join(self.aside, path)
            os.makedirs(os.path.dirname(kept), MADE, exist_ok=True)
            number = 0
            while os.path.lexists(kept):
                number += 1
                kept = os.path.join(self.aside, path) + b".%d" % number
            shutil.move(os.fsdecode(place), os.fsdecode(kept))
        elif stat.S_ISDIR(found.st_mode):
            shutil.rmtree(place)
        else:
            os.unlink(place)
        if stat.S_ISDIR(found.st_mode):
            self.forget()

    def tally(self) -> "dict[str, int]":
        """Return what was done so far."""
        return {**self.counts, "owners": self.wardrobe.owners}

    def finished(self) -> bool:
        """Tell whether nothing is on its way."""
        return not self.arriving

    def close(self) -> None:
        """Make hard links, then dress the folders, the deepest first; take the place beside away."""
        for said in self.links:
            try:
                self.hard(said)
            except OSError as error:
                if error.errno in FATAL:
                    raise
                self.leave("other")
        if self.stream:
            return  # the last pass goes over everything
        if self.wardrobe.missed:
            self.left["attributes"] = self.wardrobe.missed
        shutil.rmtree(os.path.join(self.root, self.beside_name))
        for folder, moment in self.times.items():
            with contextlib.suppress(OSError):
                os.utime(self.place(folder), ns=(moment, moment))
        for said in reversed(self.folders):
            try:
                self.dress(self.place(said["path"]), said, None)
            except OSError:
                self.leave("denied")
        if self.durable:
            os.sync()

    def hard(self, said: "dict[str, Any]") -> None:
        """Give a file another name."""
        first, path = said["h"].encode("latin-1"), said["path"]
        one, other = self.look(first), self.look(path)
        if one is None:
            self.leave("other")
            return
        if other is not None and (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
            return
        beside = os.path.join(self.beside, b"link-%d" % self.stream)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
        os.link(self.place(first), beside, follow_symlinks=False)
        self.put_in(beside, path)

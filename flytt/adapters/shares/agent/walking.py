"""The way through a folder in order, from open folder to open folder. Part of `manifest.py`."""

import errno
import os
import stat
import sys

from flytt.adapters.shares.agent.batches import CLOSED, Folder, Run
from flytt.adapters.shares.agent.lines import unseen
from flytt.adapters.shares.agent.looking import escaped, problem, state_of

BATCH_FILES = 256
OPEN_FOLDERS = 200
TIMES_TO_LIST = 3
FOLDER_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_DIRECTORY
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from flytt.adapters.shares.agent.lines import Lines
    from flytt.adapters.shares.agent.stream import Out
NAMES = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()


class Walker:
    """Goes through a folder, and into others that lie on the same file system, unless it is to `cross`."""

    def __init__(self, lines: "Lines", out: "Out", *, cross: bool) -> None:
        self.lines, self.out, self.cross = lines, out, cross

    def walk(self, root: bytes) -> "Iterator[bytes | Run]":
        """Yield everything in order: lines of folders, and runs of what is in them."""
        top = self.opened(os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY), b"")
        if isinstance(top, bytes):
            raise PermissionError(errno.EACCES, top.decode())
        yield self.folder(top)
        open_ones = [top]
        while open_ones:
            here = open_ones[-1]
            names = here.plain(BATCH_FILES)
            if names:
                yield Run(here, names)
                continue
            if not here.names:
                self.leave(open_ones)
                continue
            name = here.names.pop()
            path = here.path + b"/" + name if here.path else name
            try:
                seen = os.stat(name, dir_fd=here.fd, follow_symlinks=False)
            except OSError as error:
                yield self.troubled(path, None, problem(error))
                continue
            if not stat.S_ISDIR(seen.st_mode):
                yield Run(here, [name])
                continue
            below = self.enter(here, name, path, seen, open_ones)
            if isinstance(below, bytes):
                yield self.troubled(path, seen, below)
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
                folder = Folder(fd, path, os.fstat(fd))
                for name, is_folder in named(fd):
                    folder.names.append(name)
                    if is_folder:
                        folder.below.add(name)
                folder.names.sort(reverse=True)
                if state_of(folder.found) == state_of(os.fstat(fd)):
                    return folder
            why = b"changed"
        except OSError as error:
            why = problem(error)
        os.close(fd)
        return why

    def folder(self, folder: Folder) -> bytes:
        """Return a folder's own line."""
        acl, xattrs, wrong = self.lines.looker.attributes(folder.fd)
        self.out.count((0, 0, 0, bool(wrong)))
        return self.lines.line(escaped(folder.path), folder.found, (b"", b"", acl, xattrs, wrong))

    def troubled(self, path: bytes, seen: "os.stat_result | None", why: bytes) -> bytes:
        """Return the line of something that could not be looked at."""
        self.out.count((0, 0, 0, 1))
        if seen is None:
            return unseen(escaped(path), why)
        return self.lines.line(escaped(path), seen, (b"", b"", b"", b"", why))

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


def named(fd: int) -> "Iterator[tuple[bytes, bool]]":
    """Yield the names in an open folder, and whether each is a folder's, as far as its listing tells."""
    if os.scandir in os.supports_fd:
        with os.scandir(fd) as found:
            for entry in found:
                try:
                    is_folder = entry.is_dir(follow_symlinks=False)
                except OSError:  # whoever looks at it will meet the same, and say so
                    is_folder = False
                yield entry.name.encode(*NAMES), is_folder
        return
    for text in os.listdir(fd):  # Python 3.6
        name = text.encode(*NAMES)
        try:
            yield name, stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode)
        except OSError:
            yield name, False

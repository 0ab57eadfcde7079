"""A folder of this machine, reached file by file."""

import contextlib
import os
import shutil
import stat
from collections.abc import Generator, Iterator

from flytt.adapters.shares.trees import Info, Reads, Writes, whole


class LocalTree:
    """A folder of this machine."""

    def __init__(self, host: str, root: str) -> None:
        self.host, self._root = host, root

    def _at(self, path: str) -> str:
        return whole(self._root, path)

    def look(self, path: str) -> Info | None:
        try:
            return _local(os.lstat(self._at(path)))
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> Iterator[tuple[str, Info]]:
        with os.scandir(self._at(folder)) as found:
            for each in found:
                yield each.name, _local(each.stat(follow_symlinks=False))

    def points_to(self, path: str) -> str:
        return os.readlink(self._at(path))  # noqa: PTH115 - the text as it is

    @contextlib.contextmanager
    def read(self, path: str, offset: int) -> Generator[Reads]:
        with open(os.open(self._at(path), os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:  # noqa: PTH123
            file.seek(offset)
            yield file

    @contextlib.contextmanager
    def write(self, path: str, offset: int) -> Generator[Writes]:
        descriptor = os.open(self._at(path), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            file.truncate(offset)
            file.seek(offset)
            yield file

    def folder(self, path: str) -> None:
        os.makedirs(self._at(path), 0o700, exist_ok=True)  # noqa: PTH103

    def link(self, path: str, points_to: str) -> None:
        os.symlink(points_to, self._at(path))  # noqa: PTH211

    def rename(self, path: str, to: str) -> None:
        os.rename(self._at(path), self._at(to))  # noqa: PTH104

    def remove(self, path: str) -> None:
        found = self.look(path)
        if found is not None and stat.S_ISDIR(found.mode):
            shutil.rmtree(self._at(path))
        elif found is not None:
            os.unlink(self._at(path))  # noqa: PTH108

    def dress(self, path: str, info: Info) -> None:
        with contextlib.suppress(PermissionError):
            os.chown(self._at(path), info.uid, info.gid, follow_symlinks=False)
        if not stat.S_ISLNK(info.mode):
            os.chmod(self._at(path), stat.S_IMODE(info.mode))  # noqa: PTH101
        os.utime(self._at(path), (info.mtime, info.mtime), follow_symlinks=False)


def _local(found: os.stat_result) -> Info:
    return Info(found.st_mode, found.st_size, int(found.st_mtime), found.st_uid, found.st_gid)

"""A folder of a host, reached file by file over SFTP; or of this machine."""

import contextlib
import stat
from collections.abc import Generator, Iterator

from flytt.adapters.shares.local_tree import LocalTree
from flytt.adapters.shares.order import Side
from flytt.adapters.shares.trees import Info, Reads, Tree, Writes, whole
from flytt.adapters.ssh.transfer import SFTPAttributes, SFTPClient


@contextlib.contextmanager
def tree(side: Side) -> Generator[Tree]:
    """Open the folder of a side."""
    if side.connection is None:
        yield LocalTree(side.shell.host, side.path)
        return
    with side.connection.sftp("copy a share over SFTP") as client:
        yield SftpTree(side.shell.host, client, side.path)


class SftpTree:
    """A folder of a host."""

    def __init__(self, host: str, client: SFTPClient, root: str) -> None:
        self.host, self._client, self._root = host, client, root

    def _at(self, path: str) -> bytes:
        # paramiko would refuse bytes that are no UTF-8 in a text; bytes it sends as they are.
        return whole(self._root, path).encode(errors="surrogateescape")

    def look(self, path: str) -> Info | None:
        try:
            return _remote(self._client.lstat(self._at(path)))
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> Iterator[tuple[str, Info]]:
        try:
            found = self._client.listdir_attr(self._at(folder))  # pyright: ignore[reportArgumentType]
        except UnicodeDecodeError as error:
            raise OSError("a name in it is no UTF-8") from error
        for each in found:
            yield each.filename, _remote(each)

    def points_to(self, path: str) -> str:
        return self._client.readlink(self._at(path)) or ""

    @contextlib.contextmanager
    def read(self, path: str, offset: int) -> Generator[Reads]:
        with self._client.open(self._at(path), "rb") as file:
            file.seek(offset)
            file.prefetch(file.stat().st_size, 64)
            yield file

    @contextlib.contextmanager
    def write(self, path: str, offset: int) -> Generator[Writes]:
        with self._client.open(self._at(path), "r+b" if offset else "wb") as file:
            file.set_pipelined(pipelined=True)
            file.seek(offset)
            yield file

    def folder(self, path: str) -> None:
        if self.look(path) is None:
            above = path.rpartition("/")[0]
            if path and self.look(above) is None:
                self.folder(above)
            self._client.mkdir(self._at(path), 0o700)

    def link(self, path: str, points_to: str) -> None:
        self._client.symlink(points_to.encode(errors="surrogateescape"), self._at(path))

    def rename(self, path: str, to: str) -> None:
        self._client.posix_rename(self._at(path), self._at(to))

    def remove(self, path: str) -> None:
        found = self.look(path)
        if found is None:
            return
        if not stat.S_ISDIR(found.mode):
            self._client.remove(self._at(path))
            return
        for name, _ in list(self.names(path)):
            self.remove(f"{path}/{name}")
        self._client.rmdir(self._at(path))

    def dress(self, path: str, info: Info) -> None:
        if stat.S_ISLNK(info.mode):
            return
        with contextlib.suppress(OSError):
            self._client.chown(self._at(path), info.uid, info.gid)
        self._client.chmod(self._at(path), stat.S_IMODE(info.mode))
        self._client.utime(self._at(path), (info.mtime, info.mtime))


def _remote(found: SFTPAttributes) -> Info:
    return Info(
        found.st_mode or 0, found.st_size or 0, found.st_mtime or 0, found.st_uid or 0, found.st_gid or 0
    )

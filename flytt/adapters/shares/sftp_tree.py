"""A folder that is reached file by file: over SFTP, or on this machine."""

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Generator, Iterator
from typing import NamedTuple, Protocol

from flytt.adapters.shares.order import BESIDE, Side
from flytt.adapters.ssh.transfer import SFTPAttributes, SFTPClient


class Info(NamedTuple):
    """What is known of one thing. Times are whole seconds."""

    mode: int
    size: int
    mtime: int
    uid: int
    gid: int

    def same(self, other: "Info") -> bool:
        """Tell whether size and time are the same."""
        return (self.size, self.mtime) == (other.size, other.mtime)

    @property
    def kind(self) -> int:
        """The type bits."""
        return stat.S_IFMT(self.mode)


class Reads(Protocol):
    """What is read from."""

    def read(self, size: int, /) -> bytes: ...


class Writes(Protocol):
    """What is written to."""

    def write(self, data: bytes, /) -> object: ...


class Tree(Protocol):
    """Paths are relative to the root, `/` between names, the root itself empty. OSError when it cannot."""

    host: str

    def look(self, path: str) -> Info | None: ...
    def names(self, folder: str) -> Iterator[tuple[str, Info]]: ...
    def points_to(self, path: str) -> str: ...
    def read(self, path: str, offset: int) -> contextlib.AbstractContextManager[Reads]: ...
    def write(self, path: str, offset: int) -> contextlib.AbstractContextManager[Writes]: ...
    def folder(self, path: str) -> None: ...
    def link(self, path: str, points_to: str) -> None: ...
    def rename(self, path: str, to: str) -> None: ...
    def remove(self, path: str) -> None: ...
    def dress(self, path: str, info: Info) -> None: ...


def whole(root: str, path: str) -> str:
    """Return a path below the root; one that begins with a slash is whole already."""
    if path.startswith("/"):
        return path
    return f"{root}/{path}" if path else root


def beside(path: str, info: Info) -> str:
    """Return where an unfinished file lies: a place of this path in this state, and of no other."""
    state = f"{info.size} {info.mtime} {path}".encode(errors="surrogateescape")
    return f"{BESIDE}/{hashlib.blake2b(state, digest_size=16).hexdigest()}"


@contextlib.contextmanager
def tree(side: Side) -> Generator[Tree]:
    """Open the folder of a side."""
    if side.connection is None:
        yield LocalTree(side.shell.host, side.path)
        return
    with side.connection.sftp("copy a share over SFTP") as client:
        yield SftpTree(side.shell.host, client, side.path)


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


def _local(found: os.stat_result) -> Info:
    return Info(found.st_mode, found.st_size, int(found.st_mtime), found.st_uid, found.st_gid)


def _remote(found: SFTPAttributes) -> Info:
    return Info(
        found.st_mode or 0, found.st_size or 0, found.st_mtime or 0, found.st_uid or 0, found.st_gid or 0
    )

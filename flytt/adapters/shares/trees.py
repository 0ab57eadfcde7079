"""What a folder that is reached file by file can do, wherever it lies."""

import contextlib
import hashlib
import stat
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from flytt.adapters.shares.order import BESIDE


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

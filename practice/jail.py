"""Paths as a practice host's user sees them, and where they really lie: beneath the host's own directory."""

from __future__ import annotations

import errno
import os
from pathlib import Path

__all__ = ["Jail"]

_MOST_LINKS = 40


class Jail:
    """A directory that is the whole file system of a host, as chroot would make it.

    Every part of a path is looked at, and symbolic links are followed by hand: an absolute link starts again
    at the jail's root, and `..` at the root stays there. So the real path that comes out has no link left
    that the operating system could follow outside.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def real(self, path: str, *, follow: bool = True) -> Path:
        """The real place of `path` (from the root, if relative). With `follow` off a last link stays a link.

        Raises OSError: ELOOP when links go in a ring, ENOTDIR when a part is a file.
        """
        if "\0" in path:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        parts: list[str] = []
        todo = [part for part in reversed(path.split("/")) if part]
        links = 0
        while todo:
            part = todo.pop()
            if part == ".":
                continue
            if part == "..":
                del parts[-1:]
                continue
            here = self.root.joinpath(*parts, part)
            if here.is_symlink() and (todo or follow):
                links += 1
                if links > _MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
                target = os.readlink(here)  # noqa: PTH115 - the link's own text, a trailing slash included
                if target.startswith("/"):
                    parts = []
                todo.extend(part for part in reversed(target.split("/")) if part)
                continue
            if todo and here.exists() and not here.is_dir():
                raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
            parts.append(part)
        return self.root.joinpath(*parts)

    def seen(self, real: Path) -> str:
        """The path as the host's user writes it."""
        inside = real.relative_to(self.root)
        return "/" if inside == Path() else f"/{inside}"

    def holds(self, real: str) -> bool:
        """Whether that real path, with every link followed, lies in the jail."""
        return Path(os.path.realpath(real)).is_relative_to(self.root)

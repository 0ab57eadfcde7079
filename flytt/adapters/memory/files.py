"""The files' twin."""

import hashlib
from dataclasses import dataclass

from flytt.adapters.host_errors import failed, missing
from flytt.adapters.memory.state import HostState
from flytt.migration.ports import Digest


@dataclass(frozen=True, slots=True)
class MemoryFiles:
    """A twin's files. A path in `unreadable` is there and cannot be read."""

    host: HostState

    def digest(self, path: str) -> Digest | None:
        """Return size and SHA-256, None when nothing lies there. CommandFailed when it cannot be read."""
        content = self.read(path, limit_bytes=2**62)
        return content if content is None else _digest(content)

    def read(self, path: str, *, limit_bytes: int = 1_000_000) -> bytes | None:
        """Return the content, None when nothing lies there. CommandFailed when unreadable or too large."""
        if path in self.host.unreadable:
            raise failed(self.host.name, f"read {path}", "Permission denied")
        content = self.host.content.get(path)
        if content is not None and len(content) > limit_bytes:
            raise failed(self.host.name, f"read {path}", f"larger than {limit_bytes} bytes")
        return content

    def write(self, path: str, content: bytes) -> None:
        """Replace the file. CommandFailed when it is read-only."""
        self.place("write", path, content)

    def place(self, operation: str, path: str, content: bytes) -> None:
        """Replace the file, counted as `operation`. CommandFailed when it is read-only."""
        if self.host.content.get(path) == content:
            return
        if path in self.host.read_only:
            raise failed(self.host.name, f"{operation} {path}", "the file is read-only")
        self.host.content[path] = content
        self.host.count(operation, path)

    def remove(self, path: str) -> None:
        """Remove the file, read-only or not."""
        if self.host.content.pop(path, None) is not None:
            self.host.read_only.discard(path)
            self.host.count("remove", path)

    def writable(self, path: str) -> bool:
        """Return whether the file may be written. NotFound when there is none."""
        self._there(path)
        return path not in self.host.read_only

    def set_writable(self, path: str, *, writable: bool) -> None:
        """Make the file writable or read-only. NotFound when there is none."""
        self._there(path)
        if self.writable(path) == writable:
            return
        if writable:
            self.host.read_only.remove(path)
        else:
            self.host.read_only.add(path)
        self.host.count("set_writable", path)

    def _there(self, path: str) -> None:
        if path not in self.host.content:
            raise missing(self.host.name, "file", path)


def _digest(content: bytes) -> Digest:
    return Digest(size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())

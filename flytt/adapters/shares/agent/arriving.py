"""A file on its way: written beside, hashed as it comes, gone on with where it was cut off."""

import hashlib
import os

CHUNK = 1 << 18
CLOSED = -1
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Arriving:
    """A file on its way."""

    def __init__(self, said: "dict[str, Any]", beside: bytes) -> None:
        self.said, self.beside = said, beside
        self.file = CLOSED
        self.digest = hashlib.blake2b(digest_size=32)
        self.at = 0

    def open(self) -> None:
        """Open it, made if it is not there."""
        self.file = os.open(self.beside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)

    def close(self) -> None:
        """Close it, if it is open."""
        if self.file != CLOSED:
            os.close(self.file)
            self.file = CLOSED

    def prefix(self) -> int:
        """Let the digest take what an earlier copy left; return how much that is."""
        if not os.path.lexists(self.beside):
            return 0
        self.open()
        size = min(os.fstat(self.file).st_size, self.said["s"])
        while self.at < size:
            data = os.pread(self.file, min(CHUNK, size - self.at), self.at)
            self.digest.update(data)
            self.at += len(data)
        self.close()
        return self.at

    def begin(self, offset: int) -> None:
        """Go on at an offset: the one that was asked for, or 0 when the beginning was another file's."""
        self.open()
        if offset != self.at:
            os.ftruncate(self.file, 0)
            self.digest, self.at = hashlib.blake2b(digest_size=32), 0

    def add(self, offset: int, data: bytes) -> None:
        """Write bytes; what was skipped is a hole."""
        self.skip(offset)
        self.digest.update(data)
        view = memoryview(data)
        while view:
            count = os.pwrite(self.file, view, self.at)
            self.at += count
            view = view[count:]

    def skip(self, offset: int) -> None:
        """Leave a hole."""
        block = bytes(CHUNK)
        while self.at < offset:
            part = min(CHUNK, offset - self.at)
            self.digest.update(block[:part])
            self.at += part

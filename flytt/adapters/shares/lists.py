"""Lists of paths on their way to a host: on disk while they grow, never in memory, never kept here."""

import hashlib
import json
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import IO

_CHUNK_BYTES = 1 << 20


class Spool:
    """Lines without zero bytes, in a file that nobody else can open and that ends with the program."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.blake2b(digest_size=6)
        self.lines = 0

    def add(self, line: bytes) -> None:
        """Put one more at the end."""
        self._file.write(line + b"\0")
        self._hash.update(line + b"\0")
        self.lines += 1

    @property
    def digest(self) -> str:
        """A short name for what is in it."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Yield them from the beginning."""
        self._file.seek(0)
        held = b""
        while chunk := self._file.read(_CHUNK_BYTES):
            lines = (held + chunk).split(b"\0")
            held = lines.pop()
            yield from lines


@contextmanager
def spool() -> Generator[Spool]:
    """Open one."""
    with tempfile.TemporaryFile() as file:
        yield Spool(file)


def listed(what: str, path: bytes, why: str, then: str = "") -> bytes:
    """Return the line of a list that people read on a host: JSON, one thing a line."""
    row = {"what": what, "where": path.decode(errors="backslashreplace"), "why": why, "next": then}
    return json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False).encode()


def as_lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield rows as a text file has them."""
    return (row + b"\n" for row in rows)

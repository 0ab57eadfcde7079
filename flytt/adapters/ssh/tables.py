"""What a database contains, hashed line by line in constant memory, whatever order the lines come in."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flytt.migration.ports import TableContent

_SPACE = 1 << 256


class Cut:
    """Cuts a stream of bytes into lines, each handed on without its end."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line)


class Lines:
    """Hands on what stands in lines `NUMBER TEXT`; `end` ends it."""

    def __init__(self, take: Callable[[int, bytes], None]) -> None:
        self.ended = False
        self._take = take
        self._cut = Cut(self._line)

    def feed(self, data: bytes) -> None:
        """Take the next bytes. ValueError for a line that is none of ours."""
        self._cut.feed(data)

    def _line(self, line: bytes) -> None:
        if line == b"end":
            self.ended = True
        else:
            number, _, text = line.partition(b" ")
            self._take(int(number), text)


@dataclass(slots=True)
class Sum:
    """The number of lines, and the sum of their digests modulo 2**256: equal sets of lines, equal sum."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Count a line."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest(), "big")) % _SPACE

    def content(self, columns: Sequence[str]) -> TableContent:
        """Return the table's content, its columns being part of it."""
        text = "\n".join([*columns, str(self.rows), f"{self.total:064x}"])
        return TableContent(rows=self.rows, sha256=hashlib.sha256(text.encode()).hexdigest())

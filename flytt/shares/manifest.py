"""A manifest: header, entries in order, trailer, as one stream that shows when it is not whole.

Lines end in a newline; the header and the trailer begin with a zero byte, which no entry can. The trailer
carries the number of entries and a BLAKE2b-256 over every byte before it; between entries a beat may tell how
far its maker has come. On its way the stream is compressed by zlib. What is truncated, altered, unsorted or
doubled is refused, at the latest at its end: nothing may be relied on before `trailer` is there.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, Protocol, TypeAlias

from flytt.migration.errors import FlyttError
from flytt.migration.record import Record
from flytt.shares.entry import Entry, encode, order

Algorithm: TypeAlias = Literal["blake2b-256", "sha256", "none"]
VERSION = 1
MARK = b"\0"
BEAT = MARK + b"+"


class Header(Record):
    """What the entries mean. `algorithm` none: content was not read. `blind` names what was not looked at.

    `device_only`: other file systems below the root were not entered. `maker` is the program that made it.
    """

    version: int = VERSION
    maker: str
    algorithm: Algorithm
    blind: tuple[str, ...] = ()
    device_only: bool = True


class Trailer(Record):
    """What was counted. `read_bytes` is content that was hashed; `seconds` the time it took."""

    entries: int
    digest: str
    files: int = 0
    size_bytes: int = 0
    read_bytes: int = 0
    sparse: int = 0
    problems: int = 0
    seconds: float = 0
    clock: float = 0
    """The host's own clock when it ended, in seconds since 1970: two hosts' may differ."""


class Beat(Record):
    """How far a manifest's maker has come: entries listed, bytes of content hashed."""

    entries: int
    read_bytes: int


class BrokenManifest(FlyttError):
    """A manifest that is not whole, or not in order. Nothing can be concluded from it."""

    def __init__(self, of: str, why: str) -> None:
        self.of, self.why = of, why
        super().__init__(
            f"The manifest of {of} cannot be used: {why}.",
            still_true="Nothing was changed; nothing was verified.",
            next_command="the same command again",
        )


class Listed(Protocol):
    """Entries in order with what they mean: a manifest that is read, or a listing that this program made."""

    of: str
    trailer: Trailer | None

    @property
    def header(self) -> Header: ...
    def __iter__(self) -> Iterator[Entry]: ...
    def keyed(self) -> Iterator[tuple[bytes, bytes]]: ...


class Listing:
    """A listing made here, of entries that come in order. `trailer` is there when they are at their end."""

    def __init__(self, of: str, header: Header, entries: Iterable[Entry]) -> None:
        self.of, self.header = of, header
        self.trailer: Trailer | None = None
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in order. BrokenManifest when they are not."""
        writer = Writer(lambda _: None, self.header)
        for entry in self._entries:
            try:
                writer.add(entry)
            except ValueError as error:
                raise BrokenManifest(self.of, "an entry is there twice or out of order") from error
            yield entry
        self.trailer = writer.end()

    def keyed(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield key and line of the entries."""
        return ((order(entry.path), encode(entry)) for entry in self)


class Writer:
    """Makes a manifest on this side: for hosts that cannot run the agent, for tests and for keeping."""

    def __init__(self, write: Callable[[bytes], object], header: Header, *, level: int = 1) -> None:
        self._write = write
        self._pack = zlib.compressobj(level)
        self._digest = hashlib.blake2b(digest_size=32)
        self._last: bytes | None = None
        self._entries = self._files = self._size = self._problems = 0
        self._put(_line(header))

    def add(self, entry: Entry) -> None:
        """Write one entry. ValueError when it does not come after the one before."""
        key = order(entry.path)
        if self._last is not None and key <= self._last:
            raise ValueError(entry.path)
        self._last = key
        self._entries += 1
        self._files += entry.type == "file"
        self._size += entry.size
        self._problems += bool(entry.problem)
        self._put(encode(entry))

    def end(self, *, seconds: float = 0, clock: float = 0) -> Trailer:
        """Write the trailer and return it."""
        trailer = Trailer(
            entries=self._entries,
            digest=self._digest.hexdigest(),
            files=self._files,
            size_bytes=self._size,
            problems=self._problems,
            seconds=seconds,
            clock=clock,
        )
        self._put(_line(trailer))
        self._write(self._pack.flush())
        return trailer

    def _put(self, line: bytes) -> None:
        line += b"\n"
        self._digest.update(line)
        if packed := self._pack.compress(line):
            self._write(packed)


def _line(record: Record) -> bytes:
    return MARK + record.model_dump_json().encode()

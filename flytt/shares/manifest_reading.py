"""A manifest read as it comes, and refused as soon as it shows that it is not whole."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from flytt.migration.record import Record
from flytt.shares.entry import BadLine, Entry, decode, order, unescaped
from flytt.shares.manifest import BEAT, MARK, VERSION, Beat, BrokenManifest, Header, Trailer

_Record = TypeVar("_Record", bound=Record)
_LONGEST_LINE_BYTES = 16 << 20
_INFLATED_BYTES = 1 << 18


class Reader:
    """Reads a manifest as it comes. `header` is there at once, `trailer` once all entries have been read."""

    def __init__(
        self, chunks: Iterable[bytes], of: str, *, beat: Callable[[Beat], object] = lambda _: None
    ) -> None:
        self.of = of
        self.trailer: Trailer | None = None
        self._beat = beat
        self._digest = hashlib.blake2b(digest_size=32)
        self._parts = self._parted(inflated(chunks, of))
        first = next(self._parts, [b""])[0]
        if not first.startswith(MARK):
            raise BrokenManifest(of, "it has no header")
        self._digest.update(first + b"\n")
        self.header = self._record(Header, first)
        if self.header.version != VERSION:
            raise BrokenManifest(of, f"it is of version {self.header.version}, and {VERSION} is understood")

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in order. BrokenManifest as soon as it shows that they cannot be trusted."""
        for _, line in self.keyed():
            yield entry_of(line, self.of)

    def keyed(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield key and line of the entries: two lines that are equal need not be understood."""
        last: bytes | None = None
        count = 0
        for lines in self._parts:
            if lines[0].startswith(MARK):
                if self._marked(lines[0], count):
                    return
                continue
            self._digest.update(b"\n".join(lines) + b"\n")
            for line in lines:
                path = line.partition(b"\t")[0]
                key = order(_unescaped(path, self.of) if b"\\" in path else path)
                if last is not None and key <= last:
                    says = "there twice" if key == last else "out of order"
                    raise BrokenManifest(self.of, f"entry {count + 1} is {says}")
                last = key
                count += 1
                yield key, line
        raise BrokenManifest(self.of, f"it ends after {count} entries, without its trailer")

    def _marked(self, line: bytes, count: int) -> bool:
        """Read a beat or the trailer; return whether it was the trailer."""
        if line.startswith(BEAT):
            self._digest.update(line + b"\n")
            self._beat(self._record(Beat, line.removeprefix(BEAT)))
            return False
        trailer = self._record(Trailer, line)
        if trailer.entries != count:
            raise BrokenManifest(self.of, f"{count} entries came, and {trailer.entries} were sent")
        if trailer.digest != self._digest.hexdigest():
            raise BrokenManifest(self.of, "its bytes are not those that were sent")
        if next(self._parts, None):
            raise BrokenManifest(self.of, "something follows its trailer")
        self.trailer = trailer
        return True

    def _parted(self, blocks: Iterator[bytes]) -> Iterator[list[bytes]]:
        """Yield whole lines; one that is marked stands alone."""
        held = b""
        for block in blocks:
            lines = (held + block).split(b"\n")
            held = lines.pop()
            if len(held) > _LONGEST_LINE_BYTES:
                raise BrokenManifest(self.of, "a line has no end")
            start = 0
            if MARK in block or held.startswith(MARK) or (lines and lines[0].startswith(MARK)):
                for at, line in enumerate(lines):
                    if line.startswith(MARK):
                        if start < at:
                            yield lines[start:at]
                        yield [line]
                        start = at + 1
            if start < len(lines):
                yield lines[start:]
        if held:
            raise BrokenManifest(self.of, "it ends in the middle of a line")

    def _record(self, kind: type[_Record], line: bytes) -> _Record:
        try:
            return kind.model_validate_json(line.removeprefix(MARK))
        except ValueError as error:
            raise BrokenManifest(self.of, f"its {kind.__name__.lower()} cannot be read") from error


def inflated(chunks: Iterable[bytes], of: str) -> Iterator[bytes]:
    """Yield what was compressed, in pieces of bounded size. BrokenManifest when it does not end well."""
    unpack = zlib.decompressobj()
    try:
        for chunk in chunks:
            left = chunk
            while left and not unpack.eof:
                if block := unpack.decompress(left, _INFLATED_BYTES):
                    yield block
                left = unpack.unconsumed_tail
            if left or unpack.unused_data:
                raise BrokenManifest(of, "something follows its end")
    except zlib.error as error:
        raise BrokenManifest(of, "it cannot be unpacked") from error
    if not unpack.eof:
        raise BrokenManifest(of, "it was cut off")


def entry_of(line: bytes, of: str) -> Entry:
    """Return the entry of a line. BrokenManifest when it is none."""
    try:
        return decode(line)
    except BadLine as error:
        raise BrokenManifest(of, "a line is no entry") from error


def _unescaped(path: bytes, of: str) -> bytes:
    try:
        return unescaped(path)
    except BadLine as error:
        raise BrokenManifest(of, "a path cannot be read") from error

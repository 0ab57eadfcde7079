"""The stream that a manifest is, as it is written. Part of `manifest.py`."""

import hashlib
import os
import time
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flytt.adapters.shares.agent.readers import Readers

SENT_BYTES = 1 << 16
SENT, FINISHED = zlib.Z_SYNC_FLUSH, zlib.Z_FINISH


class Out:
    """The stream: lines, their digest and counts, compressed. Something is sent at least every beat."""

    def __init__(self, beat_seconds: float, readers: "Readers") -> None:
        self.beat_seconds, self.readers = beat_seconds, readers
        self.pack = zlib.compressobj(1)
        self.digest = hashlib.blake2b(digest_size=32)
        self.held: "list[bytes]" = []
        self.held_bytes = 0
        self.entries = self.files = self.size_bytes = self.sparse = self.problems = 0
        self.begun = self.sent_at = time.monotonic()

    def add(self, lines: bytes) -> None:
        """Write lines of entries: a newline in a name is escaped, so each ends with the only one in it."""
        self.entries += lines.count(b"\n")
        self.held.append(lines)
        self.held_bytes += len(lines)
        if self.held_bytes >= SENT_BYTES:
            self.flush()

    def count(self, counts: "tuple[int, int, int, int]") -> None:
        """Add to the files, their bytes, sparse ones and problems."""
        files, size_bytes, sparse, problems = counts
        self.files += files
        self.size_bytes += size_bytes
        self.sparse += sparse
        self.problems += problems

    def mark(self, kind: bytes, record: "dict[str, str]") -> None:
        """Write a line that is no entry: values as JSON has them."""
        self.flush()
        text = ", ".join('"%s": %s' % pair for pair in record.items())
        self.held.append(b"\0" + kind + b"{" + text.encode() + b"}\n")

    def beat(self) -> None:
        """Tell how far it is, so that nobody takes a large file for a dead host."""
        told = {"entries": "%d" % self.entries, "read_bytes": "%d" % self.readers.read_bytes}
        self.mark(b"+", told)
        self.flush(SENT)

    def end(self) -> None:
        """Write the trailer."""
        self.flush()
        self.mark(
            b"",
            {
                "entries": "%d" % self.entries,
                "digest": '"%s"' % self.digest.hexdigest(),
                "files": "%d" % self.files,
                "size_bytes": "%d" % self.size_bytes,
                "read_bytes": "%d" % self.readers.read_bytes,
                "sparse": "%d" % self.sparse,
                "problems": "%d" % self.problems,
                "seconds": "%.3f" % (time.monotonic() - self.begun),
                "clock": "%.6f" % time.time(),
            },
        )
        self.flush(FINISHED)

    def flush(self, how: int = zlib.Z_NO_FLUSH) -> None:
        """Send what there is."""
        data = b"".join(self.held)
        self.held, self.held_bytes = [], 0
        self.digest.update(data)
        packed = self.pack.compress(data)
        if how != zlib.Z_NO_FLUSH:
            packed += self.pack.flush(how)
        view = memoryview(packed)
        while view:
            view = view[os.write(1, view) :]
        now = time.monotonic()
        if packed:
            self.sent_at = now
        elif now - self.sent_at > self.beat_seconds:
            self.sent_at = now
            self.beat()

"""Entries and manifests for tests: made in memory, damaged on purpose."""

from collections.abc import Iterable

from flytt.shares.entry import Entry, order
from flytt.shares.manifest import Header, Writer
from flytt.shares.manifest_reading import Reader

HEADER = Header(maker="test", algorithm="blake2b-256")
ONE, TWO = "1" * 64, "2" * 64


def file(path: str | bytes, digest: str = ONE, **fields: object) -> Entry:
    """Return a file of ten bytes that anybody may read."""
    raw = path.encode() if isinstance(path, str) else path
    plain = Entry(raw, "file", 10, digest, mtime_ns=1_700_000_000_123_456_789, mode=0o644, uid=1001, gid=100)
    return plain._replace(**fields)


def folder(path: str | bytes, **fields: object) -> Entry:
    """Return a folder."""
    raw = path.encode() if isinstance(path, str) else path
    plain = Entry(raw, "dir", mtime_ns=1_700_000_000_000_000_000, mode=0o755, uid=1001, gid=100)
    return plain._replace(**fields)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return them in the order of a manifest."""
    return sorted(entries, key=lambda entry: order(entry.path))


def packed(entries: Iterable[Entry], header: Header = HEADER) -> bytes:
    """Return a whole manifest of entries that are in order."""
    parts: list[bytes] = []
    writer = Writer(parts.append, header)
    for entry in entries:
        writer.add(entry)
    writer.end()
    return b"".join(parts)


def read(content: bytes, chunk: int = 1 << 16) -> list[Entry]:
    """Return the entries of a manifest that comes in pieces."""
    reader = Reader((content[at : at + chunk] for at in range(0, len(content), chunk)), "a test")
    entries = list(reader)
    assert reader.trailer is not None
    return entries
